#pragma once

#include <libvirt/libvirt.h>

#include "runtime/shared_library.h"

// The functions of libvirt that are called: name, the release that first has it, and the version of the symbol where
// the library exports several.
#define CEPHVIRT_LIBVIRT_SYMBOLS(X) X(virGetVersion, "0.0.3", nullptr)

namespace cephvirt::libvirt {

const SharedLibrary& library();

struct Symbols {
#define CEPHVIRT_SYMBOL(name, since, version) const Symbol<decltype(::name)> name{library(), #name, since, version};
  CEPHVIRT_LIBVIRT_SYMBOLS(CEPHVIRT_SYMBOL)
#undef CEPHVIRT_SYMBOL
};

const Symbols& symbols();

}  // namespace cephvirt::libvirt
