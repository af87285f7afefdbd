#pragma once

#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "libvirt/symbols.h"
#include "runtime/convert.h"

namespace cephvirt::libvirt {

// libvirt's typed parameters. From libvirt they reach JavaScript as an object, 64-bit numbers as bigint; from there
// they come as [name, type, value], and one name may be given several times.
class Parameters {
 public:
  Parameters() = default;
  Parameters(Parameters&& other) noexcept : rows_(std::exchange(other.rows_, {})) {}
  Parameters& operator=(Parameters&&) = delete;
  ~Parameters() {
    for (virTypedParameter& row : rows_) {
      if (row.type != VIR_TYPED_PARAM_STRING || row.value.s == nullptr) continue;
      explicit_bzero(row.value.s, strlen(row.value.s));  // it may be a secret
      std::free(row.value.s);
    }
  }

  // `fill(rows, &count)` is asked for the count first, with null for the rows.
  template <class Fill>
  static Parameters filled(Fill fill) {
    int count = 0;
    fill(nullptr, &count);
    Parameters parameters;
    parameters.rows_.resize(static_cast<size_t>(count), {});
    if (count > 0) fill(parameters.rows_.data(), &count);
    parameters.rows_.resize(static_cast<size_t>(count), {});
    return parameters;
  }

  // Takes over rows that libvirt allocated.
  static Parameters owning(virTypedParameterPtr rows, size_t count) {
    const std::unique_ptr<virTypedParameter, void (*)(void*)> freed(rows, std::free);
    Parameters parameters;
    parameters.rows_.assign(rows, rows + count);
    return parameters;
  }

  // Copies rows that stay libvirt's: those of an event.
  static Parameters copied(const virTypedParameter* rows, size_t count) {
    Parameters parameters;
    parameters.rows_.reserve(count);
    for (const virTypedParameter* row = rows; row != rows + count; ++row) {
      parameters.rows_.push_back(*row);
      if (row->type == VIR_TYPED_PARAM_STRING) parameters.rows_.back().value.s = strdup(row->value.s);
    }
    return parameters;
  }

  void add(const std::string& name, int type, const Napi::Value& value);

  virTypedParameterPtr rows() const { return const_cast<virTypedParameterPtr>(rows_.data()); }
  size_t size() const { return rows_.size(); }
  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }

 private:
  std::vector<virTypedParameter> rows_;
};

Napi::Value valueOf(Napi::Env env, const virTypedParameter& row);

// Texts that libvirt allocated, and their list.
class Texts {
 public:
  Texts() = default;
  Texts(const Texts&) = delete;
  Texts& operator=(const Texts&) = delete;
  ~Texts() {
    for (int index = 0; index < count_; ++index) std::free(texts_[index]);
    std::free(texts_);
  }

  char*** out() { return &texts_; }
  std::vector<std::string> take(int count) {
    count_ = count;
    return {texts_, texts_ + count};
  }

 private:
  char** texts_ = nullptr;
  int count_ = 0;
};

inline std::vector<const char*> pointersTo(const std::vector<std::string>& texts) {
  std::vector<const char*> pointers;
  pointers.reserve(texts.size());
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  return pointers;
}

}  // namespace cephvirt::libvirt

namespace cephvirt {

template <>
struct Convert<libvirt::Parameters> {
  static Napi::Value toJs(Napi::Env env, const libvirt::Parameters& parameters);
  static libvirt::Parameters fromJs(const Napi::Value& value, const char* what);
};

}  // namespace cephvirt
