// Written by tools/generate-libvirt-calls.mjs. Do not edit.

#include "libvirt/direct.h"

namespace cephvirt::libvirt {

void bindInterfaceCalls(Library& libvirt) {
  libvirt.blocking("connectListAllInterfaces", list(symbols().virConnectListAllInterfaces));
  libvirt.blocking("interfaceChangeBegin", direct(symbols().virInterfaceChangeBegin));
  libvirt.blocking("interfaceChangeCommit", direct(symbols().virInterfaceChangeCommit));
  libvirt.blocking("interfaceChangeRollback", direct(symbols().virInterfaceChangeRollback));
  libvirt.blocking("interfaceCreate", direct(symbols().virInterfaceCreate));
  libvirt.blocking("interfaceDefineXML", direct(symbols().virInterfaceDefineXML));
  libvirt.blocking("interfaceDestroy", direct(symbols().virInterfaceDestroy));
  libvirt.blocking("interfaceGetXMLDesc", direct(symbols().virInterfaceGetXMLDesc));
  libvirt.blocking("interfaceIsActive", truth(symbols().virInterfaceIsActive));
  libvirt.blocking("interfaceLookupByMACString", direct(symbols().virInterfaceLookupByMACString));
  libvirt.blocking("interfaceLookupByName", direct(symbols().virInterfaceLookupByName));
  libvirt.blocking("interfaceUndefine", direct(symbols().virInterfaceUndefine));
}

}  // namespace cephvirt::libvirt
