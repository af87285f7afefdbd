#pragma once

#include <napi.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "runtime/completion_queue.h"
#include "runtime/handle.h"

namespace cephvirt {

// Names the JS values that belong to one piece of unfinished work. A plain number, so that threads can carry it.
using SlotId = uint32_t;

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

  // Unfinished work: its promise, or the function it calls, and the memory it uses. Keeps the environment alive.
  SlotId hold(napi_deferred deferred, const std::vector<napi_value>& values, napi_value promise = nullptr);
  // Nobody waits for that promise any more: its work goes on, and does not keep the environment alive. Only for work
  // that was held with its promise.
  void abandon(napi_value promise);
  SlotId holdFunction(Napi::Function function) { return hold(nullptr, {function}); }
  // The same, but it does not keep the environment alive.
  SlotId holdFunctionInBackground(Napi::Function function);
  void resolve(SlotId id, napi_value value);
  void reject(SlotId id, napi_value error);
  // With what `make` answers; rejects with what it throws, so that the promise settles in any case.
  template <class Make>
  void settle(SlotId id, Make make) {
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
  void free(SlotId id);
  Napi::Function function(SlotId id);

  // Open handles of this environment, as values that JavaScript can hold but not look into.
  Napi::Value wrap(const std::shared_ptr<Handle>& handle);
  std::shared_ptr<Handle> unwrap(const Napi::Value& value);

  // Called with the kind of a handle that was dropped although it must be closed.
  void onDropped(Napi::Function listener) { dropped_ = Napi::Persistent(listener); }

  // What the queue has seen: { posted, wakeUps, openHandles }.
  Napi::Value counters() const;

 private:
  static constexpr size_t kValuesInline = 2;

  struct Slot {
    napi_deferred deferred = nullptr;
    std::array<napi_ref, kValuesInline> values{};
    std::vector<napi_ref> more;
    napi_ref promise = nullptr;
    SlotId nextFree = 0;
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
  std::vector<Slot> slots_;
  SlotId firstFree_ = 0;
  std::unordered_set<OpenHandle*> open_;
  Napi::FunctionReference dropped_;
};

}  // namespace cephvirt
