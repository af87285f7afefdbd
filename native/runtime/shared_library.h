#pragma once

#include <memory>
#include <string>
#include <utility>

#include "runtime/error.h"

namespace cephvirt {

// A C library opened at run time, never linked and never closed (its threads may outlive everything of ours). If it is
// not there, every call that needs it says so, with the loader's own words.
class SharedLibrary {
 public:
  explicit SharedLibrary(const char* soname);
  SharedLibrary(const SharedLibrary&) = delete;
  SharedLibrary& operator=(const SharedLibrary&) = delete;

  const char* soname() const { return soname_; }
  bool available() const { return handle_ != nullptr; }
  // Throws Failure "library" if the library is not available.
  void require() const;
  // Null if the library does not have it. `version` prefers one of several versions of a symbol.
  void* find(const char* name, const char* version = nullptr) const;

 private:
  const char* soname_;
  void* handle_ = nullptr;
  std::string loaderMessage_;
};

// One function of a library, whatever its type.
class AnySymbol {
 public:
  const char* name() const { return name_; }
  explicit operator bool() const { return function_ != nullptr; }

 protected:
  using Function = void (*)();

  AnySymbol(const SharedLibrary& library, const char* name, const char* since, const char* version);
  [[noreturn]] void missing() const;

  const SharedLibrary& library_;
  const char* name_;
  const char* since_;
  Function function_;
};

// Called like the function itself, typed by its declaration in the library's header. A function that the installed
// library lacks throws Failure "function", with the release that has it.
template <class F>
class Symbol;

template <class R, class... A>
class Symbol<R(A...)> : public AnySymbol {
 public:
  Symbol(const SharedLibrary& library, const char* name, const char* since, const char* version = nullptr)
      : AnySymbol(library, name, since, version) {}

  R operator()(A... arguments) const {
    if (function_ == nullptr) missing();
    return reinterpret_cast<R (*)(A...)>(function_)(arguments...);
  }
};

}  // namespace cephvirt
