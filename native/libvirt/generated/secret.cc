// Written by tools/generate-libvirt-calls.mjs. Do not edit.

#include "libvirt/direct.h"

namespace cephvirt::libvirt {

void bindSecretCalls(Library& libvirt) {
  libvirt.blocking("connectListAllSecrets", list(symbols().virConnectListAllSecrets));
  libvirt.blocking("secretDefineXML", direct(symbols().virSecretDefineXML));
  libvirt.blocking("secretGetXMLDesc", direct(symbols().virSecretGetXMLDesc));
  libvirt.blocking("secretLookupByUUIDString", direct(symbols().virSecretLookupByUUIDString));
  libvirt.blocking("secretLookupByUsage", direct(symbols().virSecretLookupByUsage));
  libvirt.blocking("secretUndefine", direct(symbols().virSecretUndefine));
}

}  // namespace cephvirt::libvirt
