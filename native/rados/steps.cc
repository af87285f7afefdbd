#include "rados/steps.h"

namespace cephvirt::rados {

namespace {

using ReadField = void (*)(Reading& reading, const Napi::Value& value, Step& step);

template <auto member>
void field(Reading&, const Napi::Value& value, Step& step) {
  using T = std::remove_cvref_t<decltype(step.*member)>;
  step.*member = Convert<T>::fromJs(value, "A field of a step");
}

template <auto member>
void memory(Reading& reading, const Napi::Value& value, Step& step) {
  step.*member = reading.pin(value);
}

template <auto member>
void memories(Reading& reading, const Napi::Value& value, Step& step) {
  if (!value.IsArray()) throw wrongType("The byte strings of a step", "an array");
  const auto array = value.As<Napi::Array>();
  for (uint32_t index = 0; index < array.Length(); ++index) {
    (step.*member).push_back(reading.pin(array.Get(index)));
  }
}

const std::unordered_map<std::string_view, ReadField>& fieldsOfSteps() {
  static const std::unordered_map<std::string_view, ReadField> all = {
      {"data", memory<&Step::data>},
      {"into", memory<&Step::into>},
      {"keys", memories<&Step::keys>},
      {"values", memories<&Step::values>},
      {"name", field<&Step::name>},
      {"method", field<&Step::method>},
      {"after", field<&Step::after>},
      {"prefix", field<&Step::prefix>},
      {"position", field<&Step::position>},
      {"length", field<&Step::length>},
      {"chunk", field<&Step::chunk>},
      {"most", field<&Step::most>},
      {"objectSize", field<&Step::objectSize>},
      {"writeSize", field<&Step::writeSize>},
      {"version", field<&Step::version>},
      {"how", field<&Step::how>},
      {"flags", field<&Step::flags>},
      {"exclusive", field<&Step::exclusive>},
  };
  return all;
}

}  // namespace

std::string Step::read(Reading& reading, const Napi::Value& value, Step& step) {
  if (!value.IsObject()) throw wrongType("A step", "an object");
  const auto given = value.As<Napi::Object>();
  const Napi::Array names = given.GetPropertyNames();
  std::string kind;
  for (uint32_t index = 0; index < names.Length(); ++index) {
    const std::string name = names.Get(index).As<Napi::String>();
    if (name == "kind") {
      kind = Convert<std::string>::fromJs(given.Get(name), "The kind of a step");
      continue;
    }
    const auto known = fieldsOfSteps().find(name);
    if (known == fieldsOfSteps().end()) throw wrongType("A field of a step", "one that steps have");
    known->second(reading, given.Get(name), step);
  }
  return kind;
}

}  // namespace cephvirt::rados
