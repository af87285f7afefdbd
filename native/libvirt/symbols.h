#pragma once

#include "libvirt/generated/symbols.h"
#include "runtime/symbol_table.h"

namespace cephvirt::libvirt {

CEPHVIRT_DECLARE_SYMBOLS(CEPHVIRT_LIBVIRT_SYMBOLS, CEPHVIRT_LIBVIRT_NEWER_SYMBOLS)

}  // namespace cephvirt::libvirt
