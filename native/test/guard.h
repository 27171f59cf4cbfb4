// Owns memory between two inaccessible pages, so that a read outside a range dies at once.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string_view>

namespace nexus::test {

class GuardedBuffer {
 public:
  explicit GuardedBuffer(size_t capacity) : page_(static_cast<size_t>(sysconf(_SC_PAGESIZE))) {
    room_ = (capacity + page_ - 1) / page_ * page_;
    void* area = mmap(nullptr, room_ + 2 * page_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (area == MAP_FAILED) std::abort();
    base_ = static_cast<char*>(area) + page_;
    if (mprotect(base_, room_, PROT_READ | PROT_WRITE) != 0) std::abort();
  }
  ~GuardedBuffer() { munmap(base_ - page_, room_ + 2 * page_); }
  GuardedBuffer(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(const GuardedBuffer&) = delete;

  // `text` with its last byte before the upper guard page.
  char* atEnd(std::string_view text) {
    if (text.size() > room_) std::abort();
    char* at = base_ + room_ - text.size();
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    return at;
  }
  // `text` with its first byte behind the lower guard page.
  char* atStart(std::string_view text) {
    if (text.size() > room_) std::abort();
    if (!text.empty()) std::memcpy(base_, text.data(), text.size());
    return base_;
  }

 private:
  const size_t page_;
  size_t room_;
  char* base_;
};

}  // namespace nexus::test
