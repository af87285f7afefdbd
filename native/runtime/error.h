#pragma once

#include <napi.h>

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cephvirt {

// What went wrong, free of JavaScript: made on any thread, carried to the JS thread, turned into an Error there.
// `kind` tells the TypeScript layer which class to make of it; the rest are that class's fields.
class Failure : public std::exception {
 public:
  Failure(std::string_view kind, std::string message);
  Failure(const Failure&);
  Failure(Failure&&) noexcept;
  Failure& operator=(const Failure&);
  Failure& operator=(Failure&&) noexcept;
  ~Failure() override;

  Failure& with(const char* name, std::string text);
  Failure& with(const char* name, int64_t number);

  const char* what() const noexcept override { return message_.c_str(); }
  // One of the numbers that it was told with; 0 without it.
  int64_t number(std::string_view name) const noexcept;

  Napi::Error toJs(Napi::Env env) const;

 private:
  std::string message_;
  std::vector<std::pair<const char*, std::string>> texts_;
  std::vector<std::pair<const char*, int64_t>> numbers_;
};

// A value that JavaScript passed and that cannot be what the call needs. Becomes a TypeError or RangeError.
class ArgumentError : public std::exception {
 public:
  enum class Reason { type, range };

  ArgumentError(Reason reason, std::string message);
  ArgumentError(const ArgumentError&);
  ArgumentError& operator=(const ArgumentError&);
  ~ArgumentError() override;

  const char* what() const noexcept override { return message_.c_str(); }
  Napi::Error toJs(Napi::Env env) const;

 private:
  Reason reason_;
  std::string message_;
};

// "The buffer must be a Uint8Array".
ArgumentError wrongType(const char* what, const char* expected);

Failure closedFailure(const char* what);

// Whatever is being handled right now, as a Failure. Only inside a catch block.
Failure currentFailure() noexcept;

}  // namespace cephvirt
