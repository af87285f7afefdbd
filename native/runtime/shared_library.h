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

// One function of a library: called like the function itself, typed by its declaration in the library's header. A
// function that the installed library lacks throws Failure "function", with the release that has it.
template <class F>
class Symbol;

template <class R, class... A>
class Symbol<R(A...)> {
 public:
  Symbol(const SharedLibrary& library, const char* name, const char* since, const char* version = nullptr)
      : library_(library),
        name_(name),
        since_(since),
        function_(reinterpret_cast<R (*)(A...)>(library.find(name, version))) {}

  const char* name() const { return name_; }
  explicit operator bool() const { return function_ != nullptr; }

  R operator()(A... arguments) const {
    if (function_ == nullptr) missing();
    return function_(arguments...);
  }

 private:
  [[noreturn]] void missing() const {
    library_.require();
    throw Failure("function", std::string(library_.soname()) + " has no " + name_)
        .with("function", std::string(name_))
        .with("library", std::string(library_.soname()))
        .with("since", std::string(since_));
  }

  const SharedLibrary& library_;
  const char* name_;
  const char* since_;
  R (*function_)(A...);
};

}  // namespace cephvirt
