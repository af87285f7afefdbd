// Written by tools/generate-libvirt-calls.mjs. Do not edit.

#include "libvirt/direct.h"

namespace cephvirt::libvirt {

void bindNwfilterCalls(Library& libvirt) {
  libvirt.blocking("connectListAllNWFilterBindings", list(symbols().virConnectListAllNWFilterBindings));
  libvirt.blocking("connectListAllNWFilters", list(symbols().virConnectListAllNWFilters));
  libvirt.blocking("nwFilterBindingCreateXML", direct(symbols().virNWFilterBindingCreateXML));
  libvirt.blocking("nwFilterBindingDelete", direct(symbols().virNWFilterBindingDelete));
  libvirt.blocking("nwFilterBindingGetXMLDesc", direct(symbols().virNWFilterBindingGetXMLDesc));
  libvirt.blocking("nwFilterBindingLookupByPortDev", direct(symbols().virNWFilterBindingLookupByPortDev));
  libvirt.blocking("nwFilterDefineXML", direct(symbols().virNWFilterDefineXML));
  libvirt.blocking("nwFilterDefineXMLFlags", direct(symbols().virNWFilterDefineXMLFlags));
  libvirt.blocking("nwFilterGetXMLDesc", direct(symbols().virNWFilterGetXMLDesc));
  libvirt.blocking("nwFilterLookupByName", direct(symbols().virNWFilterLookupByName));
  libvirt.blocking("nwFilterLookupByUUIDString", direct(symbols().virNWFilterLookupByUUIDString));
  libvirt.blocking("nwFilterUndefine", direct(symbols().virNWFilterUndefine));
}

}  // namespace cephvirt::libvirt
