// Written by tools/generate-libvirt-calls.mjs. Do not edit.

#pragma once

#include "libvirt/calls.h"

namespace cephvirt::libvirt {

void bindHostCalls(Library& libvirt);
void bindDomainCalls(Library& libvirt);
void bindStorageCalls(Library& libvirt);
void bindInterfaceCalls(Library& libvirt);
void bindNwfilterCalls(Library& libvirt);
void bindNetworkCalls(Library& libvirt);
void bindNodedevCalls(Library& libvirt);
void bindSecretCalls(Library& libvirt);
void bindDomainCheckpointCalls(Library& libvirt);
void bindDomainSnapshotCalls(Library& libvirt);

inline void bindGeneratedCalls(Library& libvirt) {
  bindHostCalls(libvirt);
  bindDomainCalls(libvirt);
  bindStorageCalls(libvirt);
  bindInterfaceCalls(libvirt);
  bindNwfilterCalls(libvirt);
  bindNetworkCalls(libvirt);
  bindNodedevCalls(libvirt);
  bindSecretCalls(libvirt);
  bindDomainCheckpointCalls(libvirt);
  bindDomainSnapshotCalls(libvirt);
}

}  // namespace cephvirt::libvirt
