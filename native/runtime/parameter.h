#pragma once

#include <napi.h>

#include <array>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "runtime/convert.h"
#include "runtime/environment.h"
#include "runtime/error.h"
#include "runtime/executor.h"
#include "runtime/handle.h"
#include "runtime/operation.h"
#include "runtime/pinned_buffer.h"
#include "runtime/progress.h"
#include "runtime/sink.h"

// How the parameters of a binding's lambda are read from JavaScript: Parameter<P> for each type, Signature<F> for all
// of them.
namespace cephvirt {

// A handle for as long as a call uses it: it cannot be released under the call.
class Use {
 public:
  explicit Use(std::shared_ptr<Handle> handle);
  Use(Use&& other) noexcept;
  Use& operator=(Use&&) = delete;
  ~Use();

 protected:
  std::shared_ptr<Handle> handle_;
};

template <class T>
class InUse : public Use {
 public:
  explicit InUse(std::shared_ptr<Handle> handle) : Use(std::move(handle)) {}
  T& operator*() const { return static_cast<T&>(*handle_); }
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
  // What the argument that was read last is called in errors.
  const char* name();
  Napi::Function nextFunction();
  // The next argument: a handle that `is` the right one, not closed or closing as yet.
  std::shared_ptr<Handle> nextHandle(bool (*is)(Handle& handle));
  // The next argument, or a part of one: memory that is used in place.
  PinnedBuffer pin(const Napi::Value& value);
  const std::shared_ptr<Executor>& newExecutor();

  const Napi::CallbackInfo& info;
  const Threads& threads;
  size_t index = 0;
  int pinned = 0;
  std::shared_ptr<Handle> handle;      // the first one
  std::shared_ptr<Executor> executor;  // of the first handle, or a new one

 private:
  std::array<char, 16> name_{};
};

// How one parameter of a lambda is read from JavaScript (`Stored` outlives the reading) and handed to the lambda.
template <class P>
struct Parameter {
  using Stored = std::remove_cvref_t<P>;
  static Stored read(Reading& reading) {
    const Napi::Value value = reading.next();
    return Convert<Stored>::fromJs(value, reading.name());
  }
  static Stored& pass(Stored& stored) { return stored; }
};

template <class T>
requires std::is_base_of_v<Handle, T>
struct Parameter<T&> {
  using Stored = InUse<T>;
  static Stored read(Reading& reading) {
    return Stored(reading.nextHandle([](Handle& handle) { return dynamic_cast<T*>(&handle) != nullptr; }));
  }
  static T& pass(Stored& stored) { return *stored; }
};

// A new executor, for what is about to be opened on it.
template <>
struct Parameter<const std::shared_ptr<Executor>&> {
  using Stored = std::shared_ptr<Executor>;
  static Stored read(Reading& reading) { return reading.newExecutor(); }
  static const Stored& pass(Stored& stored) { return stored; }
};

// An operation keeps its own hold on the handle: see submitOperation.
template <>
struct Parameter<Operation&> {
  using Stored = Operation*;
  static Stored read(Reading&) { return nullptr; }
  static Operation& pass(Stored& stored) { return *stored; }
};

template <>
struct Parameter<PinnedBuffer> {
  using Stored = PinnedBuffer;
  static Stored read(Reading& reading) { return reading.pin(reading.next()); }
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

// Whether one of the parameters is stored as a T.
template <class T, class Stored>
constexpr bool takes = false;
template <class T, class... S>
constexpr bool takes<T, std::tuple<S...>> = (std::is_same_v<T, S> || ...);

// Of all lambdas with the same parameters, the same code.
template <class... P>
struct ParameterList {
  using Stored = std::tuple<typename Parameter<P>::Stored...>;

  // In a braced list the parameters are read from left to right.
  static Stored read(Reading& reading) { return Stored{Parameter<P>::read(reading)...}; }
};

template <class F>
struct Signature : Signature<decltype(&F::operator())> {};

template <class F, class R, class... P>
struct Signature<R (F::*)(P...) const> {
  using Result = R;
  using Stored = std::tuple<typename Parameter<P>::Stored...>;

  static Stored read(Reading& reading) { return ParameterList<P...>::read(reading); }

  static R apply(const F& function, Stored& stored) {
    return [&]<size_t... I>(std::index_sequence<I...>)->R {
      return function(Parameter<P>::pass(std::get<I>(stored))...);
    }
    (std::index_sequence_for<P...>{});
  }
};

}  // namespace cephvirt
