// Written by tools/generate-libvirt-calls.mjs. Do not edit.

#include "libvirt/direct.h"

namespace cephvirt::libvirt {

void bindHostCalls(Library& libvirt) {
  libvirt.blocking("connectBaselineCPU", withTexts(symbols().virConnectBaselineCPU));
  libvirt.blocking("connectCompareCPU", direct(symbols().virConnectCompareCPU));
  libvirt.blocking("connectCompareHypervisorCPU", direct(symbols().virConnectCompareHypervisorCPU));
  libvirt.blocking("connectGetCPUModelNames", texts(symbols().virConnectGetCPUModelNames));
  libvirt.blocking("connectGetCapabilities", direct(symbols().virConnectGetCapabilities));
  libvirt.blocking("connectGetHostname", direct(symbols().virConnectGetHostname));
  libvirt.blocking("connectGetLibVersion", answer(symbols().virConnectGetLibVersion));
  libvirt.blocking("connectGetMaxVcpus", direct(symbols().virConnectGetMaxVcpus));
  libvirt.blocking("connectGetSysinfo", direct(symbols().virConnectGetSysinfo));
  libvirt.blocking("connectGetType", direct(symbols().virConnectGetType));
  libvirt.blocking("connectGetVersion", answer(symbols().virConnectGetVersion));
  libvirt.blocking("connectIsAlive", truth(symbols().virConnectIsAlive));
  libvirt.blocking("connectIsEncrypted", truth(symbols().virConnectIsEncrypted));
  libvirt.blocking("connectIsSecure", truth(symbols().virConnectIsSecure));
  libvirt.blocking("connectSetIdentity", setParameters(symbols().virConnectSetIdentity));
  libvirt.blocking("nodeGetFreeMemory", direct(symbols().virNodeGetFreeMemory));
  libvirt.blocking("nodeGetMemoryParameters", parameters(symbols().virNodeGetMemoryParameters));
  libvirt.blocking("nodeGetSEVInfo", parameters(symbols().virNodeGetSEVInfo));
  libvirt.blocking("nodeSetMemoryParameters", setParameters(symbols().virNodeSetMemoryParameters));
  libvirt.blocking("nodeSuspendForDuration", direct(symbols().virNodeSuspendForDuration));
}

}  // namespace cephvirt::libvirt
