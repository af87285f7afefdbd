#pragma once

#include <libvirt/libvirt-qemu.h>

#include "runtime/symbol_table.h"

// What only the QEMU driver has, in a library of its own: its monitor, and the guest agent.
#define CEPHVIRT_LIBVIRT_QEMU_SYMBOLS(X)                          \
  X(virConnectDomainQemuMonitorEventDeregister, "1.2.3", nullptr) \
  X(virConnectDomainQemuMonitorEventRegister, "1.2.3", nullptr)   \
  X(virDomainQemuAgentCommand, "0.10.0", nullptr)                 \
  X(virDomainQemuAttach, "0.9.4", nullptr)                        \
  X(virDomainQemuMonitorCommand, "0.8.3", nullptr)

#define CEPHVIRT_LIBVIRT_QEMU_NEWER_SYMBOLS(X) X(virDomainQemuMonitorCommandWithFiles, "8.2.0", nullptr)

namespace cephvirt::libvirt::qemu {

namespace newer {
using virDomainQemuMonitorCommandWithFiles = int(virDomainPtr, const char*, unsigned int, int*, unsigned int*, int**,
                                                 char**, unsigned int);
}  // namespace newer

CEPHVIRT_DECLARE_SYMBOLS(CEPHVIRT_LIBVIRT_QEMU_SYMBOLS, CEPHVIRT_LIBVIRT_QEMU_NEWER_SYMBOLS)

}  // namespace cephvirt::libvirt::qemu
