#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/parameter.h"

// Operations of many steps: how JavaScript says a step, and what both kinds of operation make of that.
namespace cephvirt::rados {

// All that a step may be told; each kind needs some of it. The memory stays pinned until its operation is over.
struct Step {
  std::optional<PinnedBuffer> data;  // written, compared with, or a class method's input
  std::optional<PinnedBuffer> into;  // where the answer goes
  std::vector<PinnedBuffer> keys, values;
  std::string name, method;
  Bytes after, prefix;
  uint64_t position = 0, length = 0, chunk = 0, most = 0, objectSize = 0, writeSize = 0;
  Id version;
  uint32_t how = 0;    // of a comparison: the operator; of a checksum: the kind; of an allocation hint: its flags
  uint32_t flags = 0;  // LIBRADOS_OP_FLAG_*
  bool exclusive = false;

  const char* chars() const { return data && data->size() > 0 ? data->chars() : ""; }
  size_t size() const { return data ? data->size() : 0; }
  // What a byte string among the keys or values is to C, which must not be null.
  static const char* charsOf(const PinnedBuffer& bytes) { return bytes.size() > 0 ? bytes.chars() : ""; }

  // Reads all fields but `kind`, which it answers.
  static std::string read(Reading& reading, const Napi::Value& value, Step& step);
};

// Byte strings as C takes them: where each begins, and how long it is.
struct ByteStrings {
  explicit ByteStrings(const std::vector<PinnedBuffer>& all) {
    for (const PinnedBuffer& bytes : all) {
      starts.push_back(Step::charsOf(bytes));
      sizes.push_back(bytes.size());
    }
  }
  std::vector<const char*> starts;
  std::vector<size_t> sizes;
};

// A step of one of the kinds in a table.
template <class Kind>
struct StepOf : Step {
  const Kind* kind = nullptr;
};

template <class Kind>
std::vector<StepOf<Kind>> readSteps(Reading& reading, const std::unordered_map<std::string_view, Kind>& kinds) {
  const Napi::Value value = reading.next();
  if (!value.IsArray()) throw wrongType("The steps", "an array");
  const auto array = value.As<Napi::Array>();
  std::vector<StepOf<Kind>> steps(array.Length());
  for (uint32_t index = 0; index < array.Length(); ++index) {
    const auto kind = kinds.find(Step::read(reading, array.Get(index), steps[index]));
    if (kind == kinds.end()) throw wrongType("The kind of a step", "one that such an operation has");
    steps[index].kind = &kind->second;
  }
  return steps;
}

}  // namespace cephvirt::rados
