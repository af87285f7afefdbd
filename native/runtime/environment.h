#pragma once

#include <napi.h>

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "runtime/board.h"
#include "runtime/completion_queue.h"
#include "runtime/handle.h"

namespace cephvirt {

// Names the JS values that belong to one piece of unfinished work, kept on this side. A plain number, so that threads
// can carry it.
using HoldId = uint32_t;

// Marks what this module hands to JavaScript. Two copies of the module in one process draw different tags, and so
// refuse each other's handles.
napi_type_tag randomTag();

// All that one environment (the main thread, or one worker thread) owns. JS thread only.
class Environment {
 public:
  static Environment& of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }
  static Environment& install(Napi::Env env);

  explicit Environment(Napi::Env env);
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  Napi::Env env() const { return env_; }
  const std::shared_ptr<CompletionQueue>& queue() const { return queue_; }

  // Operations in flight, known by the slots that JavaScript gave them. They keep the environment alive, unless nobody
  // waits for them any more.
  Board& board() { return board_; }
  void begin() { queue_->retain(); }
  void end(Slot slot) {
    if (abandoned_.empty() || abandoned_.erase(slot) == 0) queue_->release();
  }
  void abandon(Slot slot) {
    if (abandoned_.insert(slot).second) queue_->release();
  }

  // Tells that an operation never began; in its turn, not within the call that wanted to submit it.
  void refuse(Slot slot, Failure failure);

  // Other unfinished work: its promise, or the function it calls. Keeps the environment alive.
  HoldId hold(napi_deferred deferred, napi_value function = nullptr, napi_value promise = nullptr);
  // Nobody waits for that promise any more: its work goes on, and does not keep the environment alive. Only for work
  // that was held with its promise.
  void abandon(napi_value promise);
  HoldId holdFunction(Napi::Function function) { return hold(nullptr, function); }
  // The same, but it does not keep the environment alive.
  HoldId holdFunctionInBackground(Napi::Function function);
  void resolve(HoldId id, napi_value value);
  void reject(HoldId id, napi_value error);
  // With what `make` answers; rejects with what it throws, so that the promise settles in any case.
  template <class Make>
  void settle(HoldId id, Make make) {
    napi_value value = nullptr;
    try {
      value = make();
    } catch (const Napi::Error& error) {
      return reject(id, error.Value());
    } catch (...) {
      return reject(id, currentFailure().toJs(env_).Value());
    }
    resolve(id, value);
  }
  void free(HoldId id);
  Napi::Function function(HoldId id);

  // Open handles of this environment, as values that JavaScript can hold but not look into.
  Napi::Value wrap(const std::shared_ptr<Handle>& handle);
  std::shared_ptr<Handle> unwrap(const Napi::Value& value);

  // Called with the kind of a handle that was dropped although it must be closed.
  void onDropped(Napi::Function listener) { dropped_ = Napi::Persistent(listener); }

  // What this environment has seen: { operations, wakeUps, nativeCalls, copiedBytes, openHandles }.
  Napi::Value counters() const;
  void called() { ++nativeCalls_; }
  // Payload that was copied on this side instead of being read or written in place.
  void copied(size_t bytes) { copiedBytes_ += bytes; }

 private:
  struct Hold {
    napi_deferred deferred = nullptr;
    napi_ref function = nullptr;
    napi_ref promise = nullptr;
    HoldId nextFree = 0;
    bool background = false;
  };

  struct OpenHandle {
    Environment* environment;  // null once the environment is ending
    std::shared_ptr<Handle> handle;
  };

  void onEnd();
  void reportDropped(const Handle& handle);

  Napi::Env env_;
  std::shared_ptr<CompletionQueue> queue_;
  Board board_;
  std::unordered_set<Slot> abandoned_;
  std::vector<Hold> holds_;
  HoldId firstFree_ = 0;
  std::unordered_set<OpenHandle*> open_;
  Napi::FunctionReference dropped_;
  uint64_t nativeCalls_ = 0;
  uint64_t copiedBytes_ = 0;
};

}  // namespace cephvirt
