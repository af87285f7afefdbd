#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/error.h"
#include "runtime/executor.h"

namespace cephvirt {

// Something open in a C library: a cluster, a pool, an image, a connection, a domain.
//
// A handle pins its parent; it is released (`release()`, a blocking call of the library) on its executor, once, when
// it was closed and nothing uses it any more, or when it was dropped without being closed. Closing a parent closes its
// children first. So no order of closing, dropping or finishing can reach a library with something it has freed.
class Handle : public std::enable_shared_from_this<Handle> {
 public:
  using Closed = std::function<void(const std::optional<Failure>&)>;

  virtual ~Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  // The field's word for it, as the user reads it in messages: "image".
  virtual const char* kind() const noexcept = 0;
  // True where the other side keeps something for as long as it is open, so that forgetting to close it is a fault.
  virtual bool mustBeClosed() const noexcept { return false; }

  const std::shared_ptr<Executor>& executor() const noexcept { return executor_; }

  // A use in flight. False when it is closing or closed.
  bool enter() noexcept;
  void leave() noexcept;

  bool isOpen() const noexcept { return (uses_.load(std::memory_order_acquire) & kClosing) == 0; }

  // Refuses new uses at once, closes what was opened through it, waits for the uses in flight, releases. `closed` is
  // called on any thread, or at once if there is nothing left to do.
  void close(Closed closed);

  // The end of an environment has to wait until libraries have let go of its memory: asks them, for this handle and
  // what was opened through it, to give back what is in flight.
  void recall() noexcept;

  // Itself, as what a child is opened through.
  template <class T>
  std::shared_ptr<T> shared() {
    return std::static_pointer_cast<T>(shared_from_this());
  }

  // Makes a handle known to its parent. Throws if the parent was closed meanwhile.
  template <class T, class... Arguments>
  static std::shared_ptr<T> create(Arguments&&... arguments) {
    std::shared_ptr<T> handle(new T(std::forward<Arguments>(arguments)...), [](T* dropped) { drop(dropped); });
    Handle& base = *handle;
    if (base.parent_) base.parent_->adopt(handle);
    return handle;
  }

 protected:
  explicit Handle(std::shared_ptr<Executor> executor) : executor_(std::move(executor)) {}
  explicit Handle(std::shared_ptr<Handle> parent) : executor_(parent->executor_), parent_(std::move(parent)) {}

  // Asks the library to give back what is in flight, where it can. JS thread; must not block.
  virtual void recallInFlight() noexcept {}

  // It begins to close, and waits for the uses in flight: lets go of what those wait for. Any thread; must not block.
  virtual void closing() noexcept {}

  // Gives back what the library holds. Runs on the executor, once.
  virtual void release() = 0;

 private:
  static constexpr uint64_t kClosing = 1;
  static constexpr uint64_t kOneUse = 2;

  static void drop(Handle* handle) noexcept;
  void releaseDropped() noexcept;
  void adopt(const std::shared_ptr<Handle>& child);
  void scheduleRelease() noexcept;
  void releaseNow() noexcept;

  const std::shared_ptr<Executor> executor_;
  const std::shared_ptr<Handle> parent_;
  std::atomic<uint64_t> uses_{0};  // the uses in flight and the open children, and the lowest bit: closing
  bool adopted_ = false;
  bool released_ = false;
  // Children that were dropped without being closed, each with the next one. The collector of garbage drops thousands
  // at a time, on the JS thread: one task releases them all.
  std::atomic<Handle*> dropped_{nullptr};
  Handle* nextDropped_ = nullptr;

  std::mutex mutex_;
  bool closed_ = false;
  std::optional<Failure> failure_;
  std::vector<Closed> waiting_;
  std::vector<std::weak_ptr<Handle>> children_;
};

}  // namespace cephvirt
