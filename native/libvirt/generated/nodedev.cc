// Written by tools/generate-libvirt-calls.mjs. Do not edit.

#include "libvirt/direct.h"

namespace cephvirt::libvirt {

void bindNodedevCalls(Library& libvirt) {
  libvirt.blocking("connectListAllNodeDevices", list(symbols().virConnectListAllNodeDevices));
  libvirt.blocking("nodeDeviceCreate", direct(symbols().virNodeDeviceCreate));
  libvirt.blocking("nodeDeviceCreateXML", direct(symbols().virNodeDeviceCreateXML));
  libvirt.blocking("nodeDeviceDefineXML", direct(symbols().virNodeDeviceDefineXML));
  libvirt.blocking("nodeDeviceDestroy", direct(symbols().virNodeDeviceDestroy));
  libvirt.blocking("nodeDeviceDetachFlags", direct(symbols().virNodeDeviceDetachFlags));
  libvirt.blocking("nodeDeviceGetAutostart", answerTruth(symbols().virNodeDeviceGetAutostart));
  libvirt.blocking("nodeDeviceGetParent", ifAny(symbols().virNodeDeviceGetParent));
  libvirt.blocking("nodeDeviceGetXMLDesc", direct(symbols().virNodeDeviceGetXMLDesc));
  libvirt.blocking("nodeDeviceIsActive", truth(symbols().virNodeDeviceIsActive));
  libvirt.blocking("nodeDeviceIsPersistent", truth(symbols().virNodeDeviceIsPersistent));
  libvirt.blocking("nodeDeviceLookupByName", direct(symbols().virNodeDeviceLookupByName));
  libvirt.blocking("nodeDeviceLookupSCSIHostByWWN", direct(symbols().virNodeDeviceLookupSCSIHostByWWN));
  libvirt.blocking("nodeDeviceReAttach", direct(symbols().virNodeDeviceReAttach));
  libvirt.blocking("nodeDeviceReset", direct(symbols().virNodeDeviceReset));
  libvirt.blocking("nodeDeviceSetAutostart", direct(symbols().virNodeDeviceSetAutostart));
  libvirt.blocking("nodeDeviceUndefine", direct(symbols().virNodeDeviceUndefine));
  libvirt.blocking("nodeDeviceUpdate", direct(symbols().virNodeDeviceUpdate));
}

}  // namespace cephvirt::libvirt
