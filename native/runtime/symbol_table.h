#pragma once

#include <optional>
#include <string>

#include "runtime/shared_library.h"

// A library's functions, from one list of rows: X(name, the release that first has it, the version of the symbol where
// the library exports several, or nullptr).
//
//   CEPHVIRT_DECLARE_SYMBOLS(ROWS, NEWER)     in the library's symbols.h and namespace; the rows of NEWER are typed by
//                                             its namespace `newer`, not by the library's header
//   CEPHVIRT_DEFINE_SYMBOLS("librbd.so.1")    once, in a .cc of that namespace
//
// Then symbols().rbd_open(…) calls the function, symbols().supports("rbd_open") says whether the installed library has
// it, or nothing for a name that is in no row.
#define CEPHVIRT_SYMBOL_MEMBER(name, since, version) \
  const Symbol<decltype(::name)> name{library(), #name, since, version};
#define CEPHVIRT_NEWER_SYMBOL_MEMBER(name, since, version) \
  const Symbol<newer::name> name{library(), #name, since, version};
#define CEPHVIRT_SYMBOL_QUESTION(symbol, since, version) \
  if (asked == #symbol) return static_cast<bool>(symbol);

#define CEPHVIRT_DECLARE_SYMBOLS(ROWS, NEWER)                      \
  const SharedLibrary& library();                                  \
  struct Symbols {                                                 \
    ROWS(CEPHVIRT_SYMBOL_MEMBER)                                   \
    NEWER(CEPHVIRT_NEWER_SYMBOL_MEMBER)                            \
    std::optional<bool> supports(const std::string& asked) const { \
      ROWS(CEPHVIRT_SYMBOL_QUESTION)                               \
      NEWER(CEPHVIRT_SYMBOL_QUESTION)                              \
      return std::nullopt;                                         \
    }                                                              \
  };                                                               \
  const Symbols& symbols();

#define CEPHVIRT_DEFINE_SYMBOLS(soname)         \
  const SharedLibrary& library() {              \
    static const SharedLibrary library(soname); \
    return library;                             \
  }                                             \
  const Symbols& symbols() {                    \
    static const Symbols symbols;               \
    return symbols;                             \
  }
