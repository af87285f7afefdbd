#pragma once

#include <napi.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/environment.h"
#include "runtime/error.h"

// How values cross between JavaScript and C++, said once for each type: Convert<T>::toJs and Convert<T>::fromJs.
namespace cephvirt {

// A 64-bit number that names something (an id, a cookie, a version): a bigint in JavaScript.
struct Id {
  uint64_t value = 0;
};

// Binary data by value: a Buffer in JavaScript.
struct Bytes {
  std::string data;
};

// A key or passphrase on its way to a library: its copy is wiped when it goes.
class SecretText {
 public:
  SecretText(const char* data, size_t size) : text_(data, size) {}
  SecretText(SecretText&& other) noexcept : text_(other.text_) { other.wipe(); }
  SecretText& operator=(SecretText&&) = delete;
  ~SecretText() { wipe(); }

  const std::string& text() const { return text_; }

 private:
  void wipe() { explicit_bzero(text_.data(), text_.size()); }

  std::string text_;
};

// A struct becomes an object by one list of its fields:
//   struct Stat { uint64_t size; static constexpr auto fields() { return fieldsOf(field("size", &Stat::size)); } };
template <class S, class T>
struct Field {
  const char* name;
  T S::*member;
};

template <class S, class T>
constexpr Field<S, T> field(const char* name, T S::*member) {
  return {name, member};
}

template <class... Fields>
constexpr auto fieldsOf(Fields... fields) {
  return std::make_tuple(fields...);
}

template <class T>
concept HasFields = requires {
  T::fields();
};

template <class T>
struct Convert;

template <>
struct Convert<bool> {
  static Napi::Value toJs(Napi::Env env, bool value);
  static bool fromJs(const Napi::Value& value, const char* what);
};

Napi::Value numberToJs(Napi::Env env, double value);
double numberFromJs(const Napi::Value& value, const char* what);
// A whole number from `lowest` to `highest`.
double integerFromJs(const Napi::Value& value, const char* what, double lowest, double highest);

template <class T>
requires std::is_arithmetic_v<T>
struct Convert<T> {
  static constexpr double kSafe = 9007199254740991.0;  // beyond it a double no longer counts one by one

  static Napi::Value toJs(Napi::Env env, T value) { return numberToJs(env, static_cast<double>(value)); }

  static T fromJs(const Napi::Value& value, const char* what) {
    if constexpr (std::is_integral_v<T>) {
      constexpr double lowest = std::max(static_cast<double>(std::numeric_limits<T>::min()), -kSafe);
      constexpr double highest = std::min(static_cast<double>(std::numeric_limits<T>::max()), kSafe);
      return static_cast<T>(integerFromJs(value, what, lowest, highest));
    } else {
      return static_cast<T>(numberFromJs(value, what));
    }
  }
};

template <>
struct Convert<Id> {
  static Napi::Value toJs(Napi::Env env, Id id);
  static Id fromJs(const Napi::Value& value, const char* what);
};

template <>
struct Convert<std::string> {
  static Napi::Value toJs(Napi::Env env, const std::string& value);
  static std::string fromJs(const Napi::Value& value, const char* what);
};

template <>
struct Convert<SecretText> {
  static Napi::Value toJs(Napi::Env env, const SecretText& value);
  static SecretText fromJs(const Napi::Value& value, const char* what);
};

template <>
struct Convert<Bytes> {
  static Napi::Value toJs(Napi::Env env, const Bytes& value);
  static Bytes fromJs(const Napi::Value& value, const char* what);
};

template <class T>
struct Convert<std::optional<T>> {
  static Napi::Value toJs(Napi::Env env, const std::optional<T>& value) {
    return value ? Convert<T>::toJs(env, *value) : env.Undefined();
  }
  static std::optional<T> fromJs(const Napi::Value& value, const char* what) {
    if (value.IsUndefined() || value.IsNull()) return std::nullopt;
    return Convert<T>::fromJs(value, what);
  }
};

template <class T>
struct Convert<std::vector<T>> {
  static Napi::Value toJs(Napi::Env env, const std::vector<T>& values) {
    auto array = Napi::Array::New(env, values.size());
    for (size_t index = 0; index < values.size(); ++index) {
      const Napi::HandleScope scope(env);
      array.Set(static_cast<uint32_t>(index), Convert<T>::toJs(env, values[index]));
    }
    return array;
  }
  static std::vector<T> fromJs(const Napi::Value& value, const char* what) {
    if (!value.IsArray()) throw wrongType(what, "an array");
    const auto array = value.As<Napi::Array>();
    std::vector<T> values;
    values.reserve(array.Length());
    for (uint32_t index = 0; index < array.Length(); ++index) {
      values.push_back(Convert<T>::fromJs(array.Get(index), what));
    }
    return values;
  }
};

template <class A, class B>
struct Convert<std::pair<A, B>> {
  static Napi::Value toJs(Napi::Env env, const std::pair<A, B>& pair) {
    auto array = Napi::Array::New(env, 2);
    array.Set(0u, Convert<A>::toJs(env, pair.first));
    array.Set(1u, Convert<B>::toJs(env, pair.second));
    return array;
  }
  static std::pair<A, B> fromJs(const Napi::Value& value, const char* what) {
    if (!value.IsArray() || value.As<Napi::Array>().Length() != 2) throw wrongType(what, "a pair");
    const auto array = value.As<Napi::Array>();
    return {Convert<A>::fromJs(array.Get(0u), what), Convert<B>::fromJs(array.Get(1u), what)};
  }
};

void setField(Napi::Object& object, const char* name, const Napi::Value& value);
Napi::Value fieldOf(const Napi::Object& object, const char* name);

template <HasFields S>
struct Convert<S> {
  static Napi::Value toJs(Napi::Env env, const S& value) {
    auto object = Napi::Object::New(env);
    const auto set = [&](const auto& entry) {
      using T = std::remove_cvref_t<decltype(value.*(entry.member))>;
      setField(object, entry.name, Convert<T>::toJs(env, value.*(entry.member)));
    };
    std::apply([&](const auto&... entry) { (set(entry), ...); }, S::fields());
    return object;
  }
  static S fromJs(const Napi::Value& value, const char* what) {
    if (!value.IsObject()) throw wrongType(what, "an object");
    const auto object = value.As<Napi::Object>();
    S result{};
    const auto get = [&](const auto& entry) {
      using T = std::remove_cvref_t<decltype(result.*(entry.member))>;
      result.*(entry.member) = Convert<T>::fromJs(fieldOf(object, entry.name), entry.name);
    };
    std::apply([&](const auto&... entry) { (get(entry), ...); }, S::fields());
    return result;
  }
};

template <class T>
requires std::is_base_of_v<Handle, T>
struct Convert<std::shared_ptr<T>> {
  static Napi::Value toJs(Napi::Env env, const std::shared_ptr<T>& handle) { return Environment::of(env).wrap(handle); }
};

}  // namespace cephvirt
