// Written by tools/generate-libvirt-calls.mjs. Do not edit.

#include "libvirt/direct.h"

namespace cephvirt::libvirt {

void bindNetworkCalls(Library& libvirt) {
  libvirt.blocking("connectListAllNetworks", list(symbols().virConnectListAllNetworks));
  libvirt.blocking("networkCreate", direct(symbols().virNetworkCreate));
  libvirt.blocking("networkCreateXML", direct(symbols().virNetworkCreateXML));
  libvirt.blocking("networkCreateXMLFlags", direct(symbols().virNetworkCreateXMLFlags));
  libvirt.blocking("networkDefineXML", direct(symbols().virNetworkDefineXML));
  libvirt.blocking("networkDefineXMLFlags", direct(symbols().virNetworkDefineXMLFlags));
  libvirt.urgent("networkDestroy", direct(symbols().virNetworkDestroy));
  libvirt.blocking("networkGetAutostart", answerTruth(symbols().virNetworkGetAutostart));
  libvirt.blocking("networkGetBridgeName", direct(symbols().virNetworkGetBridgeName));
  libvirt.blocking("networkGetMetadata", direct(symbols().virNetworkGetMetadata));
  libvirt.blocking("networkGetXMLDesc", direct(symbols().virNetworkGetXMLDesc));
  libvirt.blocking("networkIsActive", truth(symbols().virNetworkIsActive));
  libvirt.blocking("networkIsPersistent", truth(symbols().virNetworkIsPersistent));
  libvirt.blocking("networkListAllPorts", list(symbols().virNetworkListAllPorts));
  libvirt.blocking("networkLookupByName", direct(symbols().virNetworkLookupByName));
  libvirt.blocking("networkLookupByUUIDString", direct(symbols().virNetworkLookupByUUIDString));
  libvirt.blocking("networkPortCreateXML", direct(symbols().virNetworkPortCreateXML));
  libvirt.blocking("networkPortDelete", direct(symbols().virNetworkPortDelete));
  libvirt.blocking("networkPortGetParameters", parameters(symbols().virNetworkPortGetParameters));
  libvirt.blocking("networkPortGetXMLDesc", direct(symbols().virNetworkPortGetXMLDesc));
  libvirt.blocking("networkPortLookupByUUIDString", direct(symbols().virNetworkPortLookupByUUIDString));
  libvirt.blocking("networkPortSetParameters", setParameters(symbols().virNetworkPortSetParameters));
  libvirt.blocking("networkSetAutostart", direct(symbols().virNetworkSetAutostart));
  libvirt.blocking("networkSetMetadata", direct(symbols().virNetworkSetMetadata));
  libvirt.blocking("networkUndefine", direct(symbols().virNetworkUndefine));
  libvirt.blocking("networkUpdate", direct(symbols().virNetworkUpdate));
}

}  // namespace cephvirt::libvirt
