#pragma once

#include <napi.h>

#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "runtime/convert.h"
#include "runtime/environment.h"
#include "runtime/error.h"
#include "runtime/executor.h"
#include "runtime/handle.h"
#include "runtime/operation.h"
#include "runtime/pinned_buffer.h"
#include "runtime/progress.h"
#include "runtime/sink.h"

// A binding is a name and a lambda. The lambda's parameter types say how JavaScript values come in, its result type
// how they go out, and the verb it is bound with says where it runs (see Library below).
namespace cephvirt {

// A handle for as long as a call uses it: it cannot be released under the call.
template <class T>
class InUse {
 public:
  explicit InUse(std::shared_ptr<T> handle) : handle_(std::move(handle)) {
    if (!handle_->enter()) throw closedFailure(handle_->kind());
  }
  InUse(InUse&& other) noexcept : handle_(std::move(other.handle_)) {}
  InUse& operator=(InUse&&) = delete;
  ~InUse() {
    if (handle_) handle_->leave();
  }

  T& operator*() const { return *handle_; }
  const std::shared_ptr<T>& get() const { return handle_; }

 private:
  std::shared_ptr<T> handle_;
};

// The threads of a library's executors.
struct Threads {
  std::string name;
  unsigned normal;
  unsigned urgent = 0;
};

// What reading the arguments of one call gathers on the side.
struct Reading {
  Reading(const Napi::CallbackInfo& callbackInfo, const Threads& executorThreads)
      : info(callbackInfo), threads(executorThreads) {}

  Napi::Value next() { return info[index++]; }
  Napi::Function nextFunction() {
    const Napi::Value value = next();
    if (!value.IsFunction()) throw wrongType("The receiver", "a function");
    return value.As<Napi::Function>();
  }
  Napi::Value pin() {
    const Napi::Value value = next();
    pins.push_back(value);
    return value;
  }

  const Napi::CallbackInfo& info;
  const Threads& threads;
  size_t index = 0;
  std::vector<napi_value> pins;
  std::shared_ptr<Handle> handle;      // the first one
  std::shared_ptr<Executor> executor;  // of the first handle, or a new one
};

// How one parameter of a lambda is read from JavaScript (`Stored` outlives the reading) and handed to the lambda.
template <class P>
struct Parameter {
  using Stored = std::remove_cvref_t<P>;
  static Stored read(Reading& reading) {
    const std::string name = "Argument " + std::to_string(reading.index + 1);
    return Convert<Stored>::fromJs(reading.next(), name.c_str());
  }
  static Stored& pass(Stored& stored) { return stored; }
};

template <class T>
requires std::is_base_of_v<Handle, T>
struct Parameter<T&> {
  using Stored = InUse<T>;
  static Stored read(Reading& reading) {
    auto handle = Environment::of(reading.info.Env()).unwrap(reading.next());
    auto typed = std::dynamic_pointer_cast<T>(handle);
    if (!typed) throw wrongType(("Argument " + std::to_string(reading.index)).c_str(), "a handle of another kind");
    Stored stored(std::move(typed));
    if (!reading.handle) {
      reading.executor = handle->executor();
      reading.handle = std::move(handle);
    }
    return stored;
  }
  static T& pass(Stored& stored) { return *stored; }
};

// A new executor, for what is about to be opened on it.
template <>
struct Parameter<const std::shared_ptr<Executor>&> {
  using Stored = std::shared_ptr<Executor>;
  static Stored read(Reading& reading) {
    reading.executor = Executor::create(reading.threads.name, reading.threads.normal, reading.threads.urgent);
    return reading.executor;
  }
  static const Stored& pass(Stored& stored) { return stored; }
};

// An operation keeps its own hold on the handle: see SubmitCall.
template <>
struct Parameter<Operation&> {
  using Stored = Operation*;
  static Stored read(Reading&) { return nullptr; }
  static Operation& pass(Stored& stored) { return *stored; }
};

template <>
struct Parameter<PinnedBuffer> {
  using Stored = PinnedBuffer;
  static Stored read(Reading& reading) { return PinnedBuffer::of(reading.pin(), "The buffer"); }
  static Stored pass(Stored& stored) { return stored; }
};

template <>
struct Parameter<Progress&> {
  using Stored = std::shared_ptr<Progress>;
  static Stored read(Reading& reading) { return Progress::of(reading.info.Env(), reading.next()); }
  static Progress& pass(Stored& stored) { return *stored; }
};

template <>
struct Parameter<std::shared_ptr<Sink>> {
  using Stored = std::shared_ptr<Sink>;
  static Stored read(Reading& reading) {
    return Sink::create(Environment::of(reading.info.Env()), reading.nextFunction());
  }
  static Stored& pass(Stored& stored) { return stored; }
};

template <>
struct Parameter<const BackgroundSink&> {
  using Stored = BackgroundSink;
  static Stored read(Reading& reading) {
    return {Sink::createInBackground(Environment::of(reading.info.Env()), reading.nextFunction())};
  }
  static const Stored& pass(Stored& stored) { return stored; }
};

template <class F>
struct Signature : Signature<decltype(&F::operator())> {};

template <class F, class R, class... P>
struct Signature<R (F::*)(P...) const> {
  using Result = R;
  using Stored = std::tuple<typename Parameter<P>::Stored...>;

  // In a braced list the parameters are read from left to right.
  static Stored read(Reading& reading) { return Stored{Parameter<P>::read(reading)...}; }

  static R apply(const F& function, Stored& stored) {
    return [&]<size_t... I>(std::index_sequence<I...>)->R {
      return function(Parameter<P>::pass(std::get<I>(stored))...);
    }
    (std::index_sequence_for<P...>{});
  }
};

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
  BlockingCall(std::shared_ptr<CompletionQueue> queue, F function, typename Signature::Stored arguments, int pins)
      : queue_(std::move(queue)), function_(std::move(function)), arguments_(std::move(arguments)), pins_(pins) {
    if (pins_ > 0) queue_->pinned(pins_);
  }

  ~BlockingCall() override { unpin(); }

  static Napi::Value start(Environment& environment, const F& function, Reading& reading, Executor::Lane lane) {
    typename Signature::Stored arguments = Signature::read(reading);
    const Napi::Env env = environment.env();
    napi_deferred deferred = nullptr;
    napi_value promise = nullptr;
    napi_create_promise(env, &deferred, &promise);
    auto call = std::make_shared<std::unique_ptr<BlockingCall>>(
        new BlockingCall(environment.queue(), function, std::move(arguments), static_cast<int>(reading.pins.size())));
    const SlotId slot = (*call)->slot_ = environment.hold(deferred, reading.pins, promise);
    try {
      reading.executor->post([call] { run(std::move(*call)); }, lane);
    } catch (...) {
      environment.reject(slot, currentFailure().toJs(env).Value());
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
    // The handles and the memory are free from here on, whenever JavaScript gets to hear of it.
    call->arguments_.reset();
    call->unpin();
    const std::shared_ptr<CompletionQueue> queue = call->queue_;
    queue->post(std::move(call));
  }

  void unpin() noexcept {
    if (pins_ > 0) queue_->pinned(-std::exchange(pins_, 0));
  }

  void settle(Environment& environment) override {
    const Napi::Env env = environment.env();
    if (failure_) {
      environment.reject(slot_, failure_->toJs(env).Value());
    } else {
      environment.settle(slot_, [&] { return resultToJs<Result>(env, *result_); });
    }
  }

  std::shared_ptr<CompletionQueue> queue_;
  F function_;
  std::optional<typename Signature::Stored> arguments_;
  std::optional<Result> result_;
  std::optional<Failure> failure_;
  SlotId slot_ = 0;
  int pins_;
};

// A call that the library runs asynchronously itself: submitted on the JS thread, finished by the library's callback.
template <class F>
class SubmitCall {
  using Signature = cephvirt::Signature<F>;

 public:
  static Napi::Value start(Environment& environment, const F& function, Reading& reading) {
    const Napi::Env env = environment.env();
    typename Signature::Stored arguments = Signature::read(reading);
    // Reading the arguments may have run JavaScript (a getter) that closed it.
    if (!reading.handle->enter()) throw closedFailure(reading.handle->kind());
    auto operation = std::make_unique<Operation>(environment.queue(), static_cast<int>(reading.pins.size()));
    napi_deferred deferred = nullptr;
    napi_value promise = nullptr;
    napi_create_promise(env, &deferred, &promise);
    const SlotId slot = environment.hold(deferred, reading.pins);
    operation->expectedBy(slot, reading.handle);
    std::get<Operation*>(arguments) = operation.get();
    try {
      Signature::apply(function, arguments);
      operation.release();  // the library has it now
    } catch (...) {
      environment.reject(slot, currentFailure().toJs(env).Value());
    }
    return {env, promise};
  }
};

// Closes a handle of any kind: a promise that settles when it has been released.
inline Napi::Value closing(Environment& environment, const std::shared_ptr<Handle>& handle) {
  const Napi::Env env = environment.env();
  napi_deferred deferred = nullptr;
  napi_value promise = nullptr;
  napi_create_promise(env, &deferred, &promise);
  auto* operation = new Operation(environment.queue(), 0);
  operation->expectedBy(environment.hold(deferred, {}), nullptr);
  handle->close([operation](const std::optional<Failure>& failure) {
    if (failure) {
      operation->fail(*failure);
    } else {
      operation->succeed([](Napi::Env env) { return env.Undefined(); });
    }
  });
  return {env, promise};
}

// Binds the calls of one C library to one object of the module's exports.
//
//   blocking   returns a promise; runs on the executor of the first handle among its arguments, or, for calls that
//              open a cluster or a connection, on the new executor that the lambda takes
//   urgent     the same, in the lane kept free for calls that must get through when all others hang
//   submit     returns a promise; runs on the JS thread and only enqueues; the lambda takes the Operation it submits
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
      return SubmitCall<F>::start(environment, function, reading);
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
                               Reading reading(info, threads);
                               return body(Environment::of(info.Env()), reading);
                             });
                           },
                           name));
  }

  Napi::Env env_;
  Napi::Object exports_;
  Threads threads_;
};

}  // namespace cephvirt
