// Owns objects of one type in slots that are used again, and handles that tell a slot's earlier tenants
// from its present one. Memory grows in chunks up to a named maximum; objects never move.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

namespace nexus::core {

// Names one tenant of one slot. A zero handle names nobody: generations of tenants are odd.
struct SlabHandle {
  uint32_t slot = 0;
  uint32_t generation = 0;

  uint64_t packed() const { return static_cast<uint64_t>(generation) << 32 | slot; }
  static SlabHandle unpack(uint64_t packed) {
    return {static_cast<uint32_t>(packed), static_cast<uint32_t>(packed >> 32)};
  }
  bool operator==(const SlabHandle&) const = default;
};

// Example: `Slab<Connection> connections(4096); Connection* c = connections.insert(fd);`
// `SlabHandle h = connections.handle(c);` ... later: `if (Connection* c = connections.find(h)) ...`
template <typename T, uint32_t kChunkObjects = 64>
class Slab {
 public:
  explicit Slab(uint32_t maximum)
      : maximum_(maximum),
        chunkCount_((maximum + kChunkObjects - 1) / kChunkObjects),
        chunks_(new std::unique_ptr<Entry[]>[chunkCount_]) {}
  Slab(const Slab&) = delete;
  Slab& operator=(const Slab&) = delete;
  ~Slab() {
    each([this](T& object) { erase(&object); });
  }

  uint32_t size() const { return size_; }
  uint32_t maximum() const { return maximum_; }

  // nullptr when the maximum is reached or memory is short.
  template <typename... Arguments>
  T* insert(Arguments&&... arguments) {
    if (firstFree_ == kNoSlot && !grow()) return nullptr;
    Entry& entry = at(firstFree_);
    firstFree_ = entry.nextFree;
    entry.generation++;
    size_++;
    return new (entry.storage) T(std::forward<Arguments>(arguments)...);
  }

  void erase(T* object) {
    Entry& entry = entryOf(object);
    object->~T();
    entry.generation++;
    entry.nextFree = firstFree_;
    firstFree_ = entry.slot;
    size_--;
  }

  // nullptr when the tenant has left.
  T* find(SlabHandle handle) {
    if (handle.slot >= made_ || (handle.generation & 1) == 0) return nullptr;
    Entry& entry = at(handle.slot);
    return entry.generation == handle.generation ? objectOf(entry) : nullptr;
  }

  SlabHandle handle(const T* object) const {
    const Entry& entry = entryOf(const_cast<T*>(object));
    return {entry.slot, entry.generation};
  }

  // Calls `visit(T&)` for each tenant in the order of slots; `visit` may erase the one it is given.
  template <typename Visit>
  void each(Visit visit) {
    for (uint32_t slot = 0; slot < made_; slot++) {
      Entry& entry = at(slot);
      if ((entry.generation & 1) != 0) visit(*objectOf(entry));
    }
  }

 private:
  static constexpr uint32_t kNoSlot = ~uint32_t{0};

  struct Entry {
    alignas(T) std::byte storage[sizeof(T)];  // first, so that an object's address is its entry's
    uint32_t slot;
    uint32_t generation = 0;  // odd while the slot has a tenant
    uint32_t nextFree = kNoSlot;
  };

  Entry& at(uint32_t slot) { return chunks_[slot / kChunkObjects][slot % kChunkObjects]; }
  static T* objectOf(Entry& entry) { return std::launder(reinterpret_cast<T*>(entry.storage)); }
  static Entry& entryOf(T* object) { return *reinterpret_cast<Entry*>(object); }

  bool grow() {
    const uint32_t chunk = made_ / kChunkObjects;
    if (made_ >= maximum_) return false;
    chunks_[chunk].reset(new (std::nothrow) Entry[kChunkObjects]);
    if (!chunks_[chunk]) return false;
    const uint32_t end = maximum_ - made_ < kChunkObjects ? maximum_ : made_ + kChunkObjects;
    const uint32_t begin = made_;
    made_ = end;
    // The lowest slots go first: memory in use stays together.
    for (uint32_t slot = end; slot-- > begin;) {
      Entry& entry = at(slot);
      entry.slot = slot;
      entry.nextFree = firstFree_;
      firstFree_ = slot;
    }
    return true;
  }

  const uint32_t maximum_;
  const uint32_t chunkCount_;
  std::unique_ptr<std::unique_ptr<Entry[]>[]> chunks_;
  uint32_t made_ = 0;
  uint32_t size_ = 0;
  uint32_t firstFree_ = kNoSlot;
};

}  // namespace nexus::core
