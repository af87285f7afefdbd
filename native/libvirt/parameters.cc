#include "libvirt/parameters.h"

namespace cephvirt {

namespace libvirt {

void Parameters::add(const std::string& name, int type, const Napi::Value& value) {
  virTypedParameter row{};
  if (name.size() >= sizeof row.field) {
    throw ArgumentError(ArgumentError::Reason::range, "The name of the parameter is too long: " + name);
  }
  std::memcpy(row.field, name.c_str(), name.size());
  row.type = type;
  const char* what = name.c_str();
  switch (type) {
    case VIR_TYPED_PARAM_INT:
      row.value.i = Convert<int>::fromJs(value, what);
      break;
    case VIR_TYPED_PARAM_UINT:
      row.value.ui = Convert<unsigned>::fromJs(value, what);
      break;
    case VIR_TYPED_PARAM_LLONG: {
      if (!value.IsBigInt()) throw wrongType(what, "a bigint");
      bool lossless = false;
      row.value.l = value.As<Napi::BigInt>().Int64Value(&lossless);
      if (!lossless) throw ArgumentError(ArgumentError::Reason::range, name + " does not fit 64 bits");
      break;
    }
    case VIR_TYPED_PARAM_ULLONG:
      row.value.ul = Convert<Id>::fromJs(value, what).value;
      break;
    case VIR_TYPED_PARAM_DOUBLE:
      row.value.d = Convert<double>::fromJs(value, what);
      break;
    case VIR_TYPED_PARAM_BOOLEAN:
      row.value.b = static_cast<char>(Convert<bool>::fromJs(value, what));
      break;
    case VIR_TYPED_PARAM_STRING: {
      row.value.s = strdup(Convert<std::string>::fromJs(value, what).c_str());
      break;
    }
    default:
      throw ArgumentError(ArgumentError::Reason::range, name + " is of no known type");
  }
  rows_.push_back(row);
}

Napi::Value valueOf(Napi::Env env, const virTypedParameter& row) {
  switch (row.type) {
    case VIR_TYPED_PARAM_INT:
      return Napi::Number::New(env, row.value.i);
    case VIR_TYPED_PARAM_UINT:
      return Napi::Number::New(env, row.value.ui);
    case VIR_TYPED_PARAM_LLONG:
      return Napi::BigInt::New(env, int64_t{row.value.l});
    case VIR_TYPED_PARAM_ULLONG:
      return Napi::BigInt::New(env, uint64_t{row.value.ul});
    case VIR_TYPED_PARAM_DOUBLE:
      return Napi::Number::New(env, row.value.d);
    case VIR_TYPED_PARAM_BOOLEAN:
      return Napi::Boolean::New(env, row.value.b != 0);
    case VIR_TYPED_PARAM_STRING:
      return Napi::String::New(env, row.value.s != nullptr ? row.value.s : "");
    default:
      return env.Undefined();
  }
}

}  // namespace libvirt

Napi::Value Convert<libvirt::Parameters>::toJs(Napi::Env env, const libvirt::Parameters& parameters) {
  auto object = Napi::Object::New(env);
  for (const virTypedParameter& row : parameters) object.Set(row.field, libvirt::valueOf(env, row));
  return object;
}

libvirt::Parameters Convert<libvirt::Parameters>::fromJs(const Napi::Value& value, const char* what) {
  if (!value.IsArray()) throw wrongType(what, "an array");
  const auto array = value.As<Napi::Array>();
  libvirt::Parameters parameters;
  for (uint32_t index = 0; index < array.Length(); ++index) {
    const Napi::Value entry = array.Get(index);
    if (!entry.IsArray()) throw wrongType(what, "an array of [name, type, value]");
    const auto row = entry.As<Napi::Array>();
    parameters.add(Convert<std::string>::fromJs(row.Get(0u), what), Convert<int>::fromJs(row.Get(1u), what),
                   row.Get(2u));
  }
  return parameters;
}

}  // namespace cephvirt
