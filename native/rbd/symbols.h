#pragma once

#include <rbd/librbd.h>

#include "runtime/shared_library.h"

// The functions of librbd that are called: name, the release that first has it, and the version of the symbol where the
// library exports several.
#define CEPHVIRT_RBD_SYMBOLS(X) X(rbd_version, "14", nullptr)

namespace cephvirt::rbd {

const SharedLibrary& library();

struct Symbols {
#define CEPHVIRT_SYMBOL(name, since, version) const Symbol<decltype(::name)> name{library(), #name, since, version};
  CEPHVIRT_RBD_SYMBOLS(CEPHVIRT_SYMBOL)
#undef CEPHVIRT_SYMBOL
};

const Symbols& symbols();

}  // namespace cephvirt::rbd
