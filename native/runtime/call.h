#pragma once

#include <napi.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "runtime/environment.h"
#include "runtime/error.h"
#include "runtime/executor.h"
#include "runtime/parameter.h"
#include "runtime/submit.h"

// A binding is a name and a lambda. The lambda's parameter types say how JavaScript values come in, its result type
// how they go out, and the verb it is bound with says where it runs (see Library below).
namespace cephvirt {

// Calls `body` and turns what it throws into a JavaScript exception: nothing of C++ passes into Node.
Napi::Value guarded(Napi::Env env, const std::function<Napi::Value()>& body);

// A call that blocks, on its way: read on the JS thread, run on an executor, settled on the JS thread.
class BlockingCall : public Completion {
 public:
  // Answers the promise.
  static Napi::Value start(Environment& environment, std::unique_ptr<BlockingCall> call,
                           const std::shared_ptr<Executor>& executor, Executor::Lane lane);

 protected:
  // On the executor: calls the lambda, and keeps what it answers.
  virtual void call() = 0;
  // On the executor: lets go of the arguments.
  virtual void letGo() noexcept = 0;
  // On the JS thread.
  virtual Napi::Value result(Napi::Env env) const = 0;

 private:
  static void run(std::unique_ptr<BlockingCall> call) noexcept;
  void settle(Environment& environment) override;

  std::shared_ptr<CompletionQueue> queue_;
  std::optional<Failure> failure_;
  HoldId hold_ = 0;
};

// What the calls of all lambdas have in common that take and answer the same.
template <class Result, class Arguments>
class TypedBlockingCall : public BlockingCall {
 protected:
  explicit TypedBlockingCall(Arguments arguments) : arguments_(std::move(arguments)) {}

  void letGo() noexcept override { arguments_.reset(); }
  Napi::Value result(Napi::Env env) const override {
    if constexpr (std::is_same_v<Result, std::monostate>) {
      return env.Undefined();
    } else {
      return Convert<Result>::toJs(env, *result_);
    }
  }

  std::optional<Arguments> arguments_;
  std::optional<Result> result_;
};

template <class F>
using ResultOf =
    std::conditional_t<std::is_void_v<typename Signature<F>::Result>, std::monostate, typename Signature<F>::Result>;

template <class F>
class BlockingCallOf final : public TypedBlockingCall<ResultOf<F>, typename Signature<F>::Stored> {
  using Stored = typename Signature<F>::Stored;

 public:
  static_assert(!takes<PinnedBuffer, Stored>, "memory is used in place by submitted calls only");

  BlockingCallOf(F function, Reading& reading)
      : TypedBlockingCall<ResultOf<F>, Stored>(Signature<F>::read(reading)), function_(std::move(function)) {}

 private:
  void call() override {
    if constexpr (std::is_void_v<typename Signature<F>::Result>) {
      Signature<F>::apply(function_, *this->arguments_);
      this->result_.emplace();
    } else {
      this->result_.emplace(Signature<F>::apply(function_, *this->arguments_));
    }
  }

  F function_;
};

// Closes a handle of any kind: a promise that settles when it has been released.
Napi::Value closing(Environment& environment, const std::shared_ptr<Handle>& handle);

// What a name of the module's exports is bound to.
class Binding {
 public:
  virtual ~Binding() = default;
  virtual Napi::Value call(Environment& environment, Reading& reading) const = 0;
};

template <class Body>
class BindingOf final : public Binding {
 public:
  explicit BindingOf(Body body) : body_(std::move(body)) {}
  Napi::Value call(Environment& environment, Reading& reading) const override { return body_(environment, reading); }

 private:
  const Body body_;
};

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
      : env_(env), exports_(exports), threads_(std::make_shared<const Threads>(std::move(threads))) {}

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
      auto call = std::make_unique<BlockingCallOf<F>>(function, reading);
      return BlockingCall::start(environment, std::move(call), reading.executor, lane);
    });
  }

  template <class Body>
  void define(const char* name, Body body) {
    bind(name, std::make_unique<BindingOf<Body>>(std::move(body)));
  }
  void bind(const char* name, std::unique_ptr<const Binding> binding);

  Napi::Env env_;
  Napi::Object exports_;
  std::shared_ptr<const Threads> threads_;
};

}  // namespace cephvirt
