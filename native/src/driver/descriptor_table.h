// Owns one record per descriptor, found by its number. Records are made in chunks when a number is first
// seen and never move, so that lists may link them; memory follows the highest number in use.
#pragma once

#include <cstdint>
#include <memory>
#include <new>

namespace nexus::driver {

template <typename Record>
class DescriptorTable {
 public:
  explicit DescriptorTable(uint32_t descriptorsMax)
      : chunkCount_((descriptorsMax + kChunkRecords - 1) / kChunkRecords),
        chunks_(new std::unique_ptr<Record[]>[chunkCount_]) {}

  // The record of `fd`; nullptr when the number is outside the limit or memory is short.
  Record* at(int fd) {
    const uint32_t chunk = static_cast<uint32_t>(fd) / kChunkRecords;
    if (fd < 0 || chunk >= chunkCount_) return nullptr;
    if (!chunks_[chunk] && !addChunk(chunk)) return nullptr;
    return &chunks_[chunk][static_cast<uint32_t>(fd) % kChunkRecords];
  }

  // Only for a descriptor that `at` has seen.
  Record& known(int fd) {
    return chunks_[static_cast<uint32_t>(fd) / kChunkRecords][static_cast<uint32_t>(fd) % kChunkRecords];
  }

  // Calls `visit(fd, record)` for every record made so far.
  template <typename Visit>
  void each(Visit visit) {
    for (uint32_t chunk = 0; chunk < chunkCount_; chunk++) {
      if (!chunks_[chunk]) continue;
      for (uint32_t i = 0; i < kChunkRecords; i++) {
        visit(static_cast<int>(chunk * kChunkRecords + i), chunks_[chunk][i]);
      }
    }
  }

 private:
  static constexpr uint32_t kChunkRecords = 256;

  bool addChunk(uint32_t chunk) {
    chunks_[chunk].reset(new (std::nothrow) Record[kChunkRecords]);
    if (!chunks_[chunk]) return false;
    for (uint32_t i = 0; i < kChunkRecords; i++) {
      chunks_[chunk][i].fd = static_cast<int>(chunk * kChunkRecords + i);
    }
    return true;
  }

  uint32_t chunkCount_;
  std::unique_ptr<std::unique_ptr<Record[]>[]> chunks_;
};

}  // namespace nexus::driver
