#include "runtime/handle.h"

#include <algorithm>

namespace cephvirt {

bool Handle::enter() noexcept {
  uint64_t uses = uses_.load(std::memory_order_relaxed);
  do {
    if ((uses & kClosing) != 0) return false;
  } while (!uses_.compare_exchange_weak(uses, uses + kOneUse, std::memory_order_acquire, std::memory_order_relaxed));
  return true;
}

void Handle::leave() noexcept {
  // The last one out of a closing handle: nobody can enter any more, so this happens once.
  if (uses_.fetch_sub(kOneUse, std::memory_order_acq_rel) == (kOneUse | kClosing)) scheduleRelease();
}

void Handle::close(Closed closed) {
  std::vector<std::shared_ptr<Handle>> children;
  {
    std::unique_lock lock(mutex_);
    if (closed_) {
      lock.unlock();
      closed(failure_);
      return;
    }
    waiting_.push_back(std::move(closed));
    if (waiting_.size() > 1) return;
    for (const auto& weak : children_) {
      if (auto child = weak.lock()) children.push_back(std::move(child));
    }
    children_.clear();
    uses_.fetch_add(kOneUse | kClosing, std::memory_order_acq_rel);
  }
  closing();
  for (const auto& child : children) child->close([](const std::optional<Failure>&) {});
  leave();
}

void Handle::recall() noexcept {
  recallInFlight();
  std::vector<std::shared_ptr<Handle>> children;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& weak : children_) {
      if (auto child = weak.lock()) children.push_back(std::move(child));
    }
  }
  for (const auto& child : children) child->recall();
}

void Handle::adopt(const std::shared_ptr<Handle>& child) {
  const std::lock_guard lock(mutex_);
  // A child that comes while this is closing is refused, but counts until it is released: what opened it is still a use
  // of this handle. Once nothing uses it any more, nothing can be counted: its release is on its way.
  uint64_t uses = uses_.load(std::memory_order_relaxed);
  do {
    if (uses == kClosing) throw closedFailure(kind());
  } while (!uses_.compare_exchange_weak(uses, uses + kOneUse, std::memory_order_acquire, std::memory_order_relaxed));
  child->adopted_ = true;
  if ((uses & kClosing) != 0) throw closedFailure(kind());
  if (children_.size() == children_.capacity()) {
    children_.erase(std::remove_if(children_.begin(), children_.end(), [](const auto& weak) { return weak.expired(); }),
                    children_.end());
    children_.reserve(children_.size() * 2 + 8);
  }
  children_.push_back(child);
}

void Handle::scheduleRelease() noexcept {
  executor_->post([self = shared_from_this()] {
    self->releaseNow();
    std::vector<Closed> waiting;
    {
      const std::lock_guard lock(self->mutex_);
      self->closed_ = true;
      waiting.swap(self->waiting_);
    }
    for (const auto& closed : waiting) closed(self->failure_);
  });
}

void Handle::releaseNow() noexcept {
  released_ = true;
  try {
    release();
  } catch (...) {
    failure_ = currentFailure();
  }
  if (adopted_) parent_->leave();
}

void Handle::drop(Handle* handle) noexcept {
  if (handle->released_) {
    delete handle;
    return;
  }
  // Not closed: no use is in flight (a use holds the handle) and no child is open (a child holds its parent).
  const std::shared_ptr<Handle> parent = handle->parent_;
  if (parent == nullptr) {
    const std::shared_ptr<Executor> executor = handle->executor_;
    executor->post([handle] {
      handle->releaseNow();
      delete handle;
    });
    return;
  }
  Handle* next = parent->dropped_.load(std::memory_order_relaxed);
  do {
    handle->nextDropped_ = next;
  } while (!parent->dropped_.compare_exchange_weak(next, handle, std::memory_order_release, std::memory_order_relaxed));
  if (next == nullptr) parent->executor_->post([parent] { parent->releaseDropped(); });
}

void Handle::releaseDropped() noexcept {
  for (Handle* handle = dropped_.exchange(nullptr, std::memory_order_acquire); handle != nullptr;) {
    Handle* next = handle->nextDropped_;
    handle->releaseNow();
    delete handle;
    handle = next;
  }
}

}  // namespace cephvirt
