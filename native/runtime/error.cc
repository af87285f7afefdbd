#include "runtime/error.h"

#include <new>

namespace cephvirt {

Failure::Failure(std::string_view kind, std::string message) : message_(std::move(message)) {
  with("kind", std::string(kind));
}
Failure::Failure(const Failure&) = default;
Failure::Failure(Failure&&) noexcept = default;
Failure& Failure::operator=(const Failure&) = default;
Failure& Failure::operator=(Failure&&) noexcept = default;
Failure::~Failure() = default;

Failure& Failure::with(const char* name, std::string text) {
  texts_.emplace_back(name, std::move(text));
  return *this;
}

Failure& Failure::with(const char* name, int64_t number) {
  numbers_.emplace_back(name, number);
  return *this;
}

int64_t Failure::number(std::string_view name) const noexcept {
  for (const auto& [key, number] : numbers_) {
    if (key == name) return number;
  }
  return 0;
}

Napi::Error Failure::toJs(Napi::Env env) const {
  Napi::Error error = Napi::Error::New(env, message_);
  Napi::Object object = error.Value();
  for (const auto& [name, text] : texts_) object.Set(name, Napi::String::New(env, text));
  for (const auto& [name, number] : numbers_) object.Set(name, Napi::Number::New(env, static_cast<double>(number)));
  return error;
}

ArgumentError::ArgumentError(Reason reason, std::string message) : reason_(reason), message_(std::move(message)) {}
ArgumentError::ArgumentError(const ArgumentError&) = default;
ArgumentError& ArgumentError::operator=(const ArgumentError&) = default;
ArgumentError::~ArgumentError() = default;

ArgumentError wrongType(const char* what, const char* expected) {
  return ArgumentError(ArgumentError::Reason::type, std::string(what) + " must be " + expected);
}

Napi::Error ArgumentError::toJs(Napi::Env env) const {
  const bool type = reason_ == Reason::type;
  Napi::Error error = type ? static_cast<Napi::Error>(Napi::TypeError::New(env, message_))
                           : static_cast<Napi::Error>(Napi::RangeError::New(env, message_));
  error.Value().Set("code", Napi::String::New(env, type ? "ERR_INVALID_ARG_TYPE" : "ERR_OUT_OF_RANGE"));
  return error;
}

Failure closedFailure(const char* what) {
  return Failure("closed", std::string("The ") + what + " is closed").with("what", std::string(what));
}

Failure currentFailure() noexcept {
  try {
    throw;
  } catch (const Failure& failure) {
    return failure;
  } catch (const std::bad_alloc&) {
    return Failure("memory", "Out of memory");
  } catch (const std::exception& error) {
    return Failure("internal", error.what());
  } catch (...) {
    return Failure("internal", "An unknown C++ exception");
  }
}

}  // namespace cephvirt
