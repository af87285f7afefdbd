#pragma once

#include <napi.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>

namespace cephvirt {

class Environment;

// Something that finished on any thread and has a last step to do on the JS thread. Holds no JS value: if the
// environment is gone by then it is simply destroyed, wherever it is.
class Completion {
 public:
  virtual ~Completion() = default;
  virtual void settle(Environment& environment) = 0;
  // True where there was nothing to do but to put a number on the board, without touching JavaScript.
  virtual bool report(Environment&) { return false; }

 private:
  friend class CompletionQueue;
  Completion* next_ = nullptr;
};

// The one way from any thread back to the JS thread of an environment: a lock-free list of finished work, and one
// wake-up for each burst of it.
class CompletionQueue : public std::enable_shared_from_this<CompletionQueue> {
 public:
  struct Counters {
    uint64_t settled = 0;
    uint64_t wakeUps = 0;
  };

  static std::shared_ptr<CompletionQueue> create(Environment& environment);
  ~CompletionQueue();
  CompletionQueue(const CompletionQueue&) = delete;
  CompletionQueue& operator=(const CompletionQueue&) = delete;

  // Any thread. After close() the completion is destroyed unsettled.
  void post(std::unique_ptr<Completion> completion) noexcept;

  // JS thread. While the count is above zero the environment stays alive.
  void retain();
  void release();

  // JS thread, once: nothing is delivered from here on.
  void close() noexcept;

  // Memory of JavaScript that a library reads or writes: counted, so that an environment never dies under it.
  void pinned(int delta) noexcept;
  void waitForPins() noexcept;

  Counters counters() const noexcept;

 private:
  explicit CompletionQueue(Environment& environment) : environment_(environment) {}

  static void destroy(Completion* list) noexcept;
  void wake() noexcept;
  void drain();
  static void onWake(napi_env env, napi_value function, void* context, void* data);

  static constexpr int kSettledPerTurn = 2048;

  Environment& environment_;  // used on the JS thread, before close()
  napi_threadsafe_function function_ = nullptr;
  std::mutex gate_;
  bool open_ = true;
  std::atomic<Completion*> head_{nullptr};
  Completion* backlog_ = nullptr;  // JS thread: taken off the list, not settled yet, oldest first
  int retained_ = 0;
  std::atomic<int64_t> pins_{0};
  std::mutex pinsMutex_;
  std::condition_variable pinsGone_;
  uint64_t settled_ = 0;  // JS thread
  std::atomic<uint64_t> wakeUps_{0};
};

}  // namespace cephvirt
