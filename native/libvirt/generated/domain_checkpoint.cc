// Written by tools/generate-libvirt-calls.mjs. Do not edit.

#include "libvirt/direct.h"

namespace cephvirt::libvirt {

void bindDomainCheckpointCalls(Library& libvirt) {
  libvirt.blocking("domainCheckpointCreateXML", direct(symbols().virDomainCheckpointCreateXML));
  libvirt.blocking("domainCheckpointDelete", direct(symbols().virDomainCheckpointDelete));
  libvirt.blocking("domainCheckpointGetParent", direct(symbols().virDomainCheckpointGetParent));
  libvirt.blocking("domainCheckpointGetXMLDesc", direct(symbols().virDomainCheckpointGetXMLDesc));
  libvirt.blocking("domainCheckpointListAllChildren", list(symbols().virDomainCheckpointListAllChildren));
  libvirt.blocking("domainCheckpointLookupByName", direct(symbols().virDomainCheckpointLookupByName));
  libvirt.blocking("domainListAllCheckpoints", list(symbols().virDomainListAllCheckpoints));
}

}  // namespace cephvirt::libvirt
