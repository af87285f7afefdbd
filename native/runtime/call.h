#pragma once

#include <napi.h>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "runtime/environment.h"
#include "runtime/error.h"
#include "runtime/executor.h"
#include "runtime/parameter.h"
#include "runtime/submit.h"

// A binding is a name and a lambda. The lambda's parameter types say how JavaScript values come in, its result type
// how they go out, and the verb it is bound with says where it runs (see Library below).
namespace cephvirt {

template <class R>
Napi::Value resultToJs(Napi::Env env, const R& result) {
  if constexpr (std::is_same_v<R, std::monostate>) {
    return env.Undefined();
  } else {
    return Convert<R>::toJs(env, result);
  }
}

// Calls `body` and turns what it throws into a JavaScript exception: nothing of C++ passes into Node.
template <class Body>
Napi::Value guarded(Napi::Env env, Body&& body) {
  try {
    return body();
  } catch (const Napi::Error&) {
    throw;
  } catch (const ArgumentError& error) {
    throw error.toJs(env);
  } catch (...) {
    throw currentFailure().toJs(env);
  }
}

// A call that blocks, on its way: read on the JS thread, run on an executor, settled on the JS thread.
template <class F>
class BlockingCall : public Completion {
  using Signature = cephvirt::Signature<F>;
  using Result =
      std::conditional_t<std::is_void_v<typename Signature::Result>, std::monostate, typename Signature::Result>;

 public:
  static_assert(!takes<PinnedBuffer, typename Signature::Stored>, "memory is used in place by submitted calls only");

  BlockingCall(std::shared_ptr<CompletionQueue> queue, F function, typename Signature::Stored arguments)
      : queue_(std::move(queue)), function_(std::move(function)), arguments_(std::move(arguments)) {}

  static Napi::Value start(Environment& environment, const F& function, Reading& reading, Executor::Lane lane) {
    typename Signature::Stored arguments = Signature::read(reading);
    const Napi::Env env = environment.env();
    napi_deferred deferred = nullptr;
    napi_value promise = nullptr;
    napi_create_promise(env, &deferred, &promise);
    auto call = std::make_shared<std::unique_ptr<BlockingCall>>(
        new BlockingCall(environment.queue(), function, std::move(arguments)));
    const HoldId hold = (*call)->hold_ = environment.hold(deferred, nullptr, promise);
    try {
      reading.executor->post([call] { run(std::move(*call)); }, lane);
    } catch (...) {
      environment.reject(hold, currentFailure().toJs(env).Value());
    }
    return {env, promise};
  }

 private:
  static void run(std::unique_ptr<BlockingCall> call) noexcept {
    try {
      if constexpr (std::is_void_v<typename Signature::Result>) {
        Signature::apply(call->function_, *call->arguments_);
        call->result_.emplace();
      } else {
        call->result_.emplace(Signature::apply(call->function_, *call->arguments_));
      }
    } catch (...) {
      call->failure_.emplace(currentFailure());
    }
    // The handles are free from here on, whenever JavaScript gets to hear of it.
    call->arguments_.reset();
    const std::shared_ptr<CompletionQueue> queue = call->queue_;
    queue->post(std::move(call));
  }

  void settle(Environment& environment) override {
    const Napi::Env env = environment.env();
    if (failure_) {
      environment.reject(hold_, failure_->toJs(env).Value());
    } else {
      environment.settle(hold_, [&] { return resultToJs<Result>(env, *result_); });
    }
  }

  std::shared_ptr<CompletionQueue> queue_;
  F function_;
  std::optional<typename Signature::Stored> arguments_;
  std::optional<Result> result_;
  std::optional<Failure> failure_;
  HoldId hold_ = 0;
};

// Settles the promise of a closing.
class ClosingCall : public Completion {
 public:
  explicit ClosingCall(HoldId hold) : hold_(hold) {}

  void settle(Environment& environment) override {
    if (failure) {
      environment.reject(hold_, failure->toJs(environment.env()).Value());
    } else {
      environment.resolve(hold_, environment.env().Undefined());
    }
  }

  std::optional<Failure> failure;

 private:
  const HoldId hold_;
};

// Closes a handle of any kind: a promise that settles when it has been released.
inline Napi::Value closing(Environment& environment, const std::shared_ptr<Handle>& handle) {
  const Napi::Env env = environment.env();
  napi_deferred deferred = nullptr;
  napi_value promise = nullptr;
  napi_create_promise(env, &deferred, &promise);
  const HoldId hold = environment.hold(deferred, nullptr, promise);
  handle->close([hold, queue = environment.queue()](const std::optional<Failure>& failure) {
    auto call = std::make_unique<ClosingCall>(hold);
    call->failure = failure;
    queue->post(std::move(call));
  });
  return {env, promise};
}

// Binds the calls of one C library to one object of the module's exports.
//
//   blocking   returns a promise; runs on the executor of the first handle among its arguments, or, for calls that
//              open a cluster or a connection, on the new executor that the lambda takes
//   urgent     the same, in the lane kept free for calls that must get through when all others hang
//   submit     takes a slot first, and tells the board when it is done; runs on the JS thread and only enqueues; the
//              lambda takes the Operation it submits
//   submitMany the same for many operations on one handle, in one call
//   immediate  runs on the JS thread, which it must not block
class Library {
 public:
  Library(Napi::Env env, Napi::Object exports, Threads threads)
      : env_(env), exports_(exports), threads_(std::move(threads)) {}

  template <class F>
  void blocking(const char* name, F function) {
    onExecutor(name, std::move(function), Executor::Lane::normal);
  }

  template <class F>
  void urgent(const char* name, F function) {
    onExecutor(name, std::move(function), Executor::Lane::urgent);
  }

  template <class F>
  void submit(const char* name, F function) {
    define(name, [function = std::move(function)](Environment& environment, Reading& reading) {
      submitCall(environment, function, reading);
      return environment.env().Undefined();
    });
  }

  // `start(handle, operation, kind, memory, position)`
  template <class T, class Start>
  void submitMany(const char* name, Start start) {
    define(name, [start](Environment& environment, Reading& reading) {
      cephvirt::submitMany<T>(environment, reading, start);
      return environment.env().Undefined();
    });
  }

  template <class F>
  void immediate(const char* name, F function) {
    define(name, [function = std::move(function)](Environment& environment, Reading& reading) -> Napi::Value {
      auto arguments = Signature<F>::read(reading);
      if constexpr (std::is_void_v<typename Signature<F>::Result>) {
        Signature<F>::apply(function, arguments);
        return environment.env().Undefined();
      } else {
        return Convert<typename Signature<F>::Result>::toJs(environment.env(),
                                                            Signature<F>::apply(function, arguments));
      }
    });
  }

 private:
  template <class F>
  void onExecutor(const char* name, F function, Executor::Lane lane) {
    define(name, [function = std::move(function), lane](Environment& environment, Reading& reading) {
      return BlockingCall<F>::start(environment, function, reading, lane);
    });
  }

  template <class Body>
  void define(const char* name, Body body) {
    exports_.Set(name, Napi::Function::New(
                           env_,
                           [body = std::move(body), threads = threads_](const Napi::CallbackInfo& info) {
                             return guarded(info.Env(), [&]() -> Napi::Value {
                               Environment& environment = Environment::of(info.Env());
                               environment.called();
                               Reading reading(info, threads);
                               return body(environment, reading);
                             });
                           },
                           name));
  }

  Napi::Env env_;
  Napi::Object exports_;
  Threads threads_;
};

}  // namespace cephvirt
