// Written by tools/generate-libvirt-calls.mjs. Do not edit.

#include "libvirt/direct.h"

namespace cephvirt::libvirt {

void bindStorageCalls(Library& libvirt) {
  libvirt.blocking("connectFindStoragePoolSources", direct(symbols().virConnectFindStoragePoolSources));
  libvirt.blocking("connectGetStoragePoolCapabilities", direct(symbols().virConnectGetStoragePoolCapabilities));
  libvirt.blocking("connectListAllStoragePools", list(symbols().virConnectListAllStoragePools));
  libvirt.blocking("storagePoolBuild", direct(symbols().virStoragePoolBuild));
  libvirt.blocking("storagePoolCreate", direct(symbols().virStoragePoolCreate));
  libvirt.blocking("storagePoolCreateXML", direct(symbols().virStoragePoolCreateXML));
  libvirt.blocking("storagePoolDefineXML", direct(symbols().virStoragePoolDefineXML));
  libvirt.blocking("storagePoolDelete", direct(symbols().virStoragePoolDelete));
  libvirt.urgent("storagePoolDestroy", direct(symbols().virStoragePoolDestroy));
  libvirt.blocking("storagePoolGetAutostart", answerTruth(symbols().virStoragePoolGetAutostart));
  libvirt.blocking("storagePoolGetXMLDesc", direct(symbols().virStoragePoolGetXMLDesc));
  libvirt.blocking("storagePoolIsActive", truth(symbols().virStoragePoolIsActive));
  libvirt.blocking("storagePoolIsPersistent", truth(symbols().virStoragePoolIsPersistent));
  libvirt.blocking("storagePoolListAllVolumes", list(symbols().virStoragePoolListAllVolumes));
  libvirt.blocking("storagePoolLookupByName", direct(symbols().virStoragePoolLookupByName));
  libvirt.blocking("storagePoolLookupByTargetPath", direct(symbols().virStoragePoolLookupByTargetPath));
  libvirt.blocking("storagePoolLookupByUUIDString", direct(symbols().virStoragePoolLookupByUUIDString));
  libvirt.blocking("storagePoolLookupByVolume", direct(symbols().virStoragePoolLookupByVolume));
  libvirt.blocking("storagePoolRefresh", direct(symbols().virStoragePoolRefresh));
  libvirt.blocking("storagePoolSetAutostart", direct(symbols().virStoragePoolSetAutostart));
  libvirt.blocking("storagePoolUndefine", direct(symbols().virStoragePoolUndefine));
  libvirt.blocking("storageVolCreateXML", direct(symbols().virStorageVolCreateXML));
  libvirt.blocking("storageVolCreateXMLFrom", direct(symbols().virStorageVolCreateXMLFrom));
  libvirt.blocking("storageVolDelete", direct(symbols().virStorageVolDelete));
  libvirt.blocking("storageVolGetPath", direct(symbols().virStorageVolGetPath));
  libvirt.blocking("storageVolGetXMLDesc", direct(symbols().virStorageVolGetXMLDesc));
  libvirt.blocking("storageVolLookupByKey", direct(symbols().virStorageVolLookupByKey));
  libvirt.blocking("storageVolLookupByName", direct(symbols().virStorageVolLookupByName));
  libvirt.blocking("storageVolLookupByPath", direct(symbols().virStorageVolLookupByPath));
  libvirt.blocking("storageVolResize", direct(symbols().virStorageVolResize));
  libvirt.blocking("storageVolWipePattern", direct(symbols().virStorageVolWipePattern));
}

}  // namespace cephvirt::libvirt
