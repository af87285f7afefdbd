#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace cephvirt::libvirt {

// What libvirt's callbacks carry is a number, never an address: one that comes late, for something that is gone, finds
// nothing and is dropped.
template <class T>
class Callbacks {
 public:
  void* add(std::weak_ptr<T> target) {
    const std::lock_guard lock(mutex_);
    targets_.emplace(++last_, std::move(target));
    return reinterpret_cast<void*>(last_);
  }

  std::shared_ptr<T> find(void* number) {
    const std::lock_guard lock(mutex_);
    const auto found = targets_.find(reinterpret_cast<uintptr_t>(number));
    return found == targets_.end() ? nullptr : found->second.lock();
  }

  void remove(void* number) {
    const std::lock_guard lock(mutex_);
    targets_.erase(reinterpret_cast<uintptr_t>(number));
  }

  // One table for each kind of target, for the whole process.
  static Callbacks& instance() {
    static auto* callbacks = new Callbacks();  // never destroyed: libvirt's threads outlive static objects
    return *callbacks;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<uintptr_t, std::weak_ptr<T>> targets_;
  uintptr_t last_ = 0;
};

}  // namespace cephvirt::libvirt
