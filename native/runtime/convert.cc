#include "runtime/convert.h"

// What Convert needs no template for: compiled once, and not into every call.
namespace cephvirt {

namespace {

std::string_view bytesOf(const Napi::Value& value, const char* what) {
  if (!value.IsTypedArray()) throw wrongType(what, "a Uint8Array");
  const auto array = value.As<Napi::TypedArray>();
  Environment::of(value.Env()).copied(array.ByteLength());
  return {static_cast<const char*>(array.ArrayBuffer().Data()) + array.ByteOffset(), array.ByteLength()};
}

}  // namespace

Napi::Value Convert<bool>::toJs(Napi::Env env, bool value) { return Napi::Boolean::New(env, value); }

bool Convert<bool>::fromJs(const Napi::Value& value, const char* what) {
  if (!value.IsBoolean()) throw wrongType(what, "a boolean");
  return value.As<Napi::Boolean>();
}

Napi::Value numberToJs(Napi::Env env, double value) { return Napi::Number::New(env, value); }

double numberFromJs(const Napi::Value& value, const char* what) {
  if (!value.IsNumber()) throw wrongType(what, "a number");
  return value.As<Napi::Number>().DoubleValue();
}

double integerFromJs(const Napi::Value& value, const char* what, double lowest, double highest) {
  const double number = numberFromJs(value, what);
  if (!(number >= lowest && number <= highest) || number != std::trunc(number)) {
    throw ArgumentError(ArgumentError::Reason::range, std::string(what) + " is not an integer in range");
  }
  return number;
}

Napi::Value Convert<Id>::toJs(Napi::Env env, Id id) { return Napi::BigInt::New(env, id.value); }

Id Convert<Id>::fromJs(const Napi::Value& value, const char* what) {
  if (!value.IsBigInt()) throw wrongType(what, "a bigint");
  bool lossless = false;
  const uint64_t id = value.As<Napi::BigInt>().Uint64Value(&lossless);
  if (!lossless) throw ArgumentError(ArgumentError::Reason::range, std::string(what) + " does not fit 64 bits");
  return {id};
}

Napi::Value Convert<std::string>::toJs(Napi::Env env, const std::string& value) {
  return Napi::String::New(env, value);
}

std::string Convert<std::string>::fromJs(const Napi::Value& value, const char* what) {
  if (!value.IsString()) throw wrongType(what, "a string");
  std::string text = value.As<Napi::String>().Utf8Value();
  if (text.find('\0') != std::string::npos) throw wrongType(what, "a string without NUL characters");
  return text;
}

Napi::Value Convert<SecretText>::toJs(Napi::Env env, const SecretText& value) {
  return Napi::Buffer<char>::Copy(env, value.text().data(), value.text().size());
}

SecretText Convert<SecretText>::fromJs(const Napi::Value& value, const char* what) {
  const std::string_view bytes = bytesOf(value, what);
  return SecretText(bytes.data(), bytes.size());
}

Napi::Value Convert<Bytes>::toJs(Napi::Env env, const Bytes& value) {
  Environment::of(env).copied(value.data.size());
  return Napi::Buffer<char>::Copy(env, value.data.data(), value.data.size());
}

Bytes Convert<Bytes>::fromJs(const Napi::Value& value, const char* what) { return {std::string(bytesOf(value, what))}; }

void setField(Napi::Object& object, const char* name, const Napi::Value& value) { object.Set(name, value); }

Napi::Value fieldOf(const Napi::Object& object, const char* name) { return object.Get(name); }

}  // namespace cephvirt
