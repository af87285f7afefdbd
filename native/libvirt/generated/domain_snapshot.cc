// Written by tools/generate-libvirt-calls.mjs. Do not edit.

#include "libvirt/direct.h"

namespace cephvirt::libvirt {

void bindDomainSnapshotCalls(Library& libvirt) {
  libvirt.blocking("domainHasCurrentSnapshot", truth(symbols().virDomainHasCurrentSnapshot));
  libvirt.blocking("domainListAllSnapshots", list(symbols().virDomainListAllSnapshots));
  libvirt.blocking("domainRevertToSnapshot", direct(symbols().virDomainRevertToSnapshot));
  libvirt.blocking("domainSnapshotCreateXML", direct(symbols().virDomainSnapshotCreateXML));
  libvirt.blocking("domainSnapshotCurrent", direct(symbols().virDomainSnapshotCurrent));
  libvirt.blocking("domainSnapshotDelete", direct(symbols().virDomainSnapshotDelete));
  libvirt.blocking("domainSnapshotGetParent", direct(symbols().virDomainSnapshotGetParent));
  libvirt.blocking("domainSnapshotGetXMLDesc", direct(symbols().virDomainSnapshotGetXMLDesc));
  libvirt.blocking("domainSnapshotHasMetadata", truth(symbols().virDomainSnapshotHasMetadata));
  libvirt.blocking("domainSnapshotIsCurrent", truth(symbols().virDomainSnapshotIsCurrent));
  libvirt.blocking("domainSnapshotListAllChildren", list(symbols().virDomainSnapshotListAllChildren));
  libvirt.blocking("domainSnapshotLookupByName", direct(symbols().virDomainSnapshotLookupByName));
}

}  // namespace cephvirt::libvirt
