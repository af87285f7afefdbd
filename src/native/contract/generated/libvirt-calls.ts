// Written by tools/generate-libvirt-calls.mjs. Do not edit.

import type {
  ConnectionHandle,
  DomainCheckpointHandle,
  DomainCheckpointRecord,
  DomainHandle,
  DomainRecord,
  DomainSnapshotHandle,
  DomainSnapshotRecord,
  InterfaceHandle,
  InterfaceRecord,
  NetworkHandle,
  NetworkPortHandle,
  NetworkPortRecord,
  NetworkRecord,
  NodeDeviceHandle,
  NodeDeviceRecord,
  NwFilterBindingHandle,
  NwFilterBindingRecord,
  NwFilterHandle,
  NwFilterRecord,
  ParameterRow,
  ParameterValues,
  SecretHandle,
  SecretRecord,
  StoragePoolHandle,
  StoragePoolRecord,
  StorageVolumeHandle,
  StorageVolumeRecord,
} from '../libvirt-records.ts'

/** The calls of libvirt that are bound by their C types alone. */

export interface NativeLibvirtCalls {
  /** virConnectBaselineCPU */
  connectBaselineCPU(conn: ConnectionHandle, xmlCPUs: readonly string[], flags: number): Promise<string>
  /** virConnectCompareCPU */
  connectCompareCPU(conn: ConnectionHandle, xmlDesc: string | undefined, flags: number): Promise<number>
  /** virConnectCompareHypervisorCPU */
  connectCompareHypervisorCPU(conn: ConnectionHandle, emulator: string | undefined, arch: string | undefined, machine: string | undefined, virttype: string | undefined, xmlCPU: string | undefined, flags: number): Promise<number>
  /** virConnectDomainXMLFromNative */
  connectDomainXMLFromNative(conn: ConnectionHandle, nativeFormat: string | undefined, nativeConfig: string | undefined, flags: number): Promise<string>
  /** virConnectDomainXMLToNative */
  connectDomainXMLToNative(conn: ConnectionHandle, nativeFormat: string | undefined, domainXml: string | undefined, flags: number): Promise<string>
  /** virConnectFindStoragePoolSources */
  connectFindStoragePoolSources(conn: ConnectionHandle, type: string | undefined, srcSpec: string | undefined, flags: number): Promise<string>
  /** virConnectGetCPUModelNames */
  connectGetCPUModelNames(conn: ConnectionHandle, arch: string | undefined, flags: number): Promise<readonly string[]>
  /** virConnectGetCapabilities */
  connectGetCapabilities(conn: ConnectionHandle): Promise<string>
  /** virConnectGetDomainCapabilities */
  connectGetDomainCapabilities(conn: ConnectionHandle, emulatorbin: string | undefined, arch: string | undefined, machine: string | undefined, virttype: string | undefined, flags: number): Promise<string>
  /** virConnectGetHostname */
  connectGetHostname(conn: ConnectionHandle): Promise<string>
  /** virConnectGetLibVersion */
  connectGetLibVersion(conn: ConnectionHandle): Promise<number>
  /** virConnectGetMaxVcpus */
  connectGetMaxVcpus(conn: ConnectionHandle, type: string | undefined): Promise<number>
  /** virConnectGetStoragePoolCapabilities */
  connectGetStoragePoolCapabilities(conn: ConnectionHandle, flags: number): Promise<string>
  /** virConnectGetSysinfo */
  connectGetSysinfo(conn: ConnectionHandle, flags: number): Promise<string>
  /** virConnectGetType */
  connectGetType(conn: ConnectionHandle): Promise<string>
  /** virConnectGetVersion */
  connectGetVersion(conn: ConnectionHandle): Promise<number>
  /** virConnectIsAlive */
  connectIsAlive(conn: ConnectionHandle): Promise<boolean>
  /** virConnectIsEncrypted */
  connectIsEncrypted(conn: ConnectionHandle): Promise<boolean>
  /** virConnectIsSecure */
  connectIsSecure(conn: ConnectionHandle): Promise<boolean>
  /** virConnectListAllInterfaces */
  connectListAllInterfaces(conn: ConnectionHandle, flags: number): Promise<readonly InterfaceRecord[]>
  /** virConnectListAllNWFilterBindings */
  connectListAllNWFilterBindings(conn: ConnectionHandle, flags: number): Promise<readonly NwFilterBindingRecord[]>
  /** virConnectListAllNWFilters */
  connectListAllNWFilters(conn: ConnectionHandle, flags: number): Promise<readonly NwFilterRecord[]>
  /** virConnectListAllNetworks */
  connectListAllNetworks(conn: ConnectionHandle, flags: number): Promise<readonly NetworkRecord[]>
  /** virConnectListAllNodeDevices */
  connectListAllNodeDevices(conn: ConnectionHandle, flags: number): Promise<readonly NodeDeviceRecord[]>
  /** virConnectListAllSecrets */
  connectListAllSecrets(conn: ConnectionHandle, flags: number): Promise<readonly SecretRecord[]>
  /** virConnectListAllStoragePools */
  connectListAllStoragePools(conn: ConnectionHandle, flags: number): Promise<readonly StoragePoolRecord[]>
  /** virConnectSetIdentity */
  connectSetIdentity(conn: ConnectionHandle, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virDomainAbortJob */
  domainAbortJob(domain: DomainHandle): Promise<number>
  /** virDomainAbortJobFlags */
  domainAbortJobFlags(domain: DomainHandle, flags: number): Promise<number>
  /** virDomainAddIOThread */
  domainAddIOThread(domain: DomainHandle, iothreadId: number, flags: number): Promise<number>
  /** virDomainAgentSetResponseTimeout */
  domainAgentSetResponseTimeout(domain: DomainHandle, timeout: number, flags: number): Promise<number>
  /** virDomainAnnounceInterface */
  domainAnnounceInterface(dom: DomainHandle, device: string | undefined, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virDomainAttachDeviceFlags */
  domainAttachDeviceFlags(domain: DomainHandle, xml: string | undefined, flags: number): Promise<number>
  /** virDomainAuthorizedSSHKeysGet */
  domainAuthorizedSSHKeysGet(domain: DomainHandle, user: string | undefined, flags: number): Promise<readonly string[]>
  /** virDomainAuthorizedSSHKeysSet */
  domainAuthorizedSSHKeysSet(domain: DomainHandle, user: string | undefined, keys: readonly string[], flags: number): Promise<number>
  /** virDomainBackupBegin */
  domainBackupBegin(domain: DomainHandle, backupXML: string | undefined, checkpointXML: string | undefined, flags: number): Promise<number>
  /** virDomainBackupGetXMLDesc */
  domainBackupGetXMLDesc(domain: DomainHandle, flags: number): Promise<string>
  /** virDomainBlockCommit */
  domainBlockCommit(dom: DomainHandle, disk: string | undefined, base: string | undefined, top: string | undefined, bandwidth: number, flags: number): Promise<number>
  /** virDomainBlockCopy */
  domainBlockCopy(dom: DomainHandle, disk: string | undefined, destxml: string | undefined, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virDomainBlockJobAbort */
  domainBlockJobAbort(dom: DomainHandle, disk: string | undefined, flags: number): Promise<number>
  /** virDomainBlockJobSetSpeed */
  domainBlockJobSetSpeed(dom: DomainHandle, disk: string | undefined, bandwidth: number, flags: number): Promise<number>
  /** virDomainBlockPull */
  domainBlockPull(dom: DomainHandle, disk: string | undefined, bandwidth: number, flags: number): Promise<number>
  /** virDomainBlockRebase */
  domainBlockRebase(dom: DomainHandle, disk: string | undefined, base: string | undefined, bandwidth: number, flags: number): Promise<number>
  /** virDomainBlockResize */
  domainBlockResize(dom: DomainHandle, disk: string | undefined, size: number, flags: number): Promise<number>
  /** virDomainBlockStatsFlags */
  domainBlockStatsFlags(dom: DomainHandle, disk: string | undefined, flags: number): Promise<ParameterValues>
  /** virDomainCheckpointCreateXML */
  domainCheckpointCreateXML(domain: DomainHandle, xmlDesc: string | undefined, flags: number): Promise<DomainCheckpointRecord>
  /** virDomainCheckpointDelete */
  domainCheckpointDelete(checkpoint: DomainCheckpointHandle, flags: number): Promise<number>
  /** virDomainCheckpointGetParent */
  domainCheckpointGetParent(checkpoint: DomainCheckpointHandle, flags: number): Promise<DomainCheckpointRecord>
  /** virDomainCheckpointGetXMLDesc */
  domainCheckpointGetXMLDesc(checkpoint: DomainCheckpointHandle, flags: number): Promise<string>
  /** virDomainCheckpointListAllChildren */
  domainCheckpointListAllChildren(checkpoint: DomainCheckpointHandle, flags: number): Promise<readonly DomainCheckpointRecord[]>
  /** virDomainCheckpointLookupByName */
  domainCheckpointLookupByName(domain: DomainHandle, name: string | undefined, flags: number): Promise<DomainCheckpointRecord>
  /** virDomainCoreDumpWithFormat */
  domainCoreDumpWithFormat(domain: DomainHandle, to: string | undefined, dumpformat: number, flags: number): Promise<number>
  /** virDomainCreateWithFlags */
  domainCreateWithFlags(domain: DomainHandle, flags: number): Promise<number>
  /** virDomainCreateXML */
  domainCreateXML(conn: ConnectionHandle, xmlDesc: string | undefined, flags: number): Promise<DomainRecord>
  /** virDomainDefineXMLFlags */
  domainDefineXMLFlags(conn: ConnectionHandle, xml: string | undefined, flags: number): Promise<DomainRecord>
  /** virDomainDelIOThread */
  domainDelIOThread(domain: DomainHandle, iothreadId: number, flags: number): Promise<number>
  /** virDomainDelThrottleGroup */
  domainDelThrottleGroup(dom: DomainHandle, group: string | undefined, flags: number): Promise<number>
  /** virDomainDestroyFlags */
  domainDestroyFlags(domain: DomainHandle, flags: number): Promise<number>
  /** virDomainDetachDeviceAlias */
  domainDetachDeviceAlias(domain: DomainHandle, alias: string | undefined, flags: number): Promise<number>
  /** virDomainDetachDeviceFlags */
  domainDetachDeviceFlags(domain: DomainHandle, xml: string | undefined, flags: number): Promise<number>
  /** virDomainFSFreeze */
  domainFSFreeze(dom: DomainHandle, mountpoints: readonly string[], flags: number): Promise<number>
  /** virDomainFSThaw */
  domainFSThaw(dom: DomainHandle, mountpoints: readonly string[], flags: number): Promise<number>
  /** virDomainFSTrim */
  domainFSTrim(dom: DomainHandle, mountPoint: string | undefined, minimum: number, flags: number): Promise<number>
  /** virDomainGetAutostart */
  domainGetAutostart(domain: DomainHandle): Promise<boolean>
  /** virDomainGetAutostartOnce */
  domainGetAutostartOnce(domain: DomainHandle): Promise<boolean>
  /** virDomainGetBlkioParameters */
  domainGetBlkioParameters(domain: DomainHandle, flags: number): Promise<ParameterValues>
  /** virDomainGetBlockIoTune */
  domainGetBlockIoTune(dom: DomainHandle, disk: string | undefined, flags: number): Promise<ParameterValues>
  /** virDomainGetGuestInfo */
  domainGetGuestInfo(domain: DomainHandle, types: number, flags: number): Promise<ParameterValues>
  /** virDomainGetGuestVcpus */
  domainGetGuestVcpus(domain: DomainHandle, flags: number): Promise<ParameterValues>
  /** virDomainGetHostname */
  domainGetHostname(domain: DomainHandle, flags: number): Promise<string>
  /** virDomainGetInterfaceParameters */
  domainGetInterfaceParameters(domain: DomainHandle, device: string | undefined, flags: number): Promise<ParameterValues>
  /** virDomainGetLaunchSecurityInfo */
  domainGetLaunchSecurityInfo(domain: DomainHandle, flags: number): Promise<ParameterValues>
  /** virDomainGetMemoryParameters */
  domainGetMemoryParameters(domain: DomainHandle, flags: number): Promise<ParameterValues>
  /** virDomainGetMessages */
  domainGetMessages(domain: DomainHandle, flags: number): Promise<readonly string[]>
  /** virDomainGetMetadata */
  domainGetMetadata(domain: DomainHandle, type: number, uri: string | undefined, flags: number): Promise<string>
  /** virDomainGetNumaParameters */
  domainGetNumaParameters(domain: DomainHandle, flags: number): Promise<ParameterValues>
  /** virDomainGetOSType */
  domainGetOSType(domain: DomainHandle): Promise<string>
  /** virDomainGetPerfEvents */
  domainGetPerfEvents(domain: DomainHandle, flags: number): Promise<ParameterValues>
  /** virDomainGetVcpusFlags */
  domainGetVcpusFlags(domain: DomainHandle, flags: number): Promise<number>
  /** virDomainGetXMLDesc */
  domainGetXMLDesc(domain: DomainHandle, flags: number): Promise<string>
  /** virDomainGraphicsReload */
  domainGraphicsReload(domain: DomainHandle, type: number, flags: number): Promise<number>
  /** virDomainHasCurrentSnapshot */
  domainHasCurrentSnapshot(domain: DomainHandle, flags: number): Promise<boolean>
  /** virDomainHasManagedSaveImage */
  domainHasManagedSaveImage(dom: DomainHandle, flags: number): Promise<boolean>
  /** virDomainInjectNMI */
  domainInjectNMI(domain: DomainHandle, flags: number): Promise<number>
  /** virDomainIsActive */
  domainIsActive(dom: DomainHandle): Promise<boolean>
  /** virDomainIsPersistent */
  domainIsPersistent(dom: DomainHandle): Promise<boolean>
  /** virDomainIsUpdated */
  domainIsUpdated(dom: DomainHandle): Promise<boolean>
  /** virDomainListAllCheckpoints */
  domainListAllCheckpoints(domain: DomainHandle, flags: number): Promise<readonly DomainCheckpointRecord[]>
  /** virDomainListAllSnapshots */
  domainListAllSnapshots(domain: DomainHandle, flags: number): Promise<readonly DomainSnapshotRecord[]>
  /** virDomainLookupByID */
  domainLookupByID(conn: ConnectionHandle, id: number): Promise<DomainRecord>
  /** virDomainLookupByName */
  domainLookupByName(conn: ConnectionHandle, name: string | undefined): Promise<DomainRecord>
  /** virDomainLookupByUUIDString */
  domainLookupByUUIDString(conn: ConnectionHandle, uuidstr: string | undefined): Promise<DomainRecord>
  /** virDomainManagedSave */
  domainManagedSave(dom: DomainHandle, flags: number): Promise<number>
  /** virDomainManagedSaveDefineXML */
  domainManagedSaveDefineXML(domain: DomainHandle, dxml: string | undefined, flags: number): Promise<number>
  /** virDomainManagedSaveGetXMLDesc */
  domainManagedSaveGetXMLDesc(domain: DomainHandle, flags: number): Promise<string>
  /** virDomainManagedSaveRemove */
  domainManagedSaveRemove(dom: DomainHandle, flags: number): Promise<number>
  /** virDomainMigrateGetCompressionCache */
  domainMigrateGetCompressionCache(domain: DomainHandle, flags: number): Promise<number>
  /** virDomainMigrateGetMaxDowntime */
  domainMigrateGetMaxDowntime(domain: DomainHandle, flags: number): Promise<number>
  /** virDomainMigrateGetMaxSpeed */
  domainMigrateGetMaxSpeed(domain: DomainHandle, flags: number): Promise<number>
  /** virDomainMigrateSetCompressionCache */
  domainMigrateSetCompressionCache(domain: DomainHandle, cacheSize: number, flags: number): Promise<number>
  /** virDomainMigrateSetMaxDowntime */
  domainMigrateSetMaxDowntime(domain: DomainHandle, downtime: number, flags: number): Promise<number>
  /** virDomainMigrateSetMaxSpeed */
  domainMigrateSetMaxSpeed(domain: DomainHandle, bandwidth: number, flags: number): Promise<number>
  /** virDomainMigrateStartPostCopy */
  domainMigrateStartPostCopy(domain: DomainHandle, flags: number): Promise<number>
  /** virDomainOpenGraphics */
  domainOpenGraphics(dom: DomainHandle, idx: number, fd: number, flags: number): Promise<number>
  /** virDomainOpenGraphicsFD */
  domainOpenGraphicsFD(dom: DomainHandle, idx: number, flags: number): Promise<number>
  /** virDomainPMSuspendForDuration */
  domainPMSuspendForDuration(dom: DomainHandle, target: number, duration: number, flags: number): Promise<number>
  /** virDomainPMWakeup */
  domainPMWakeup(dom: DomainHandle, flags: number): Promise<number>
  /** virDomainReboot */
  domainReboot(domain: DomainHandle, flags: number): Promise<number>
  /** virDomainRename */
  domainRename(dom: DomainHandle, newName: string | undefined, flags: number): Promise<number>
  /** virDomainReset */
  domainReset(domain: DomainHandle, flags: number): Promise<number>
  /** virDomainRestoreFlags */
  domainRestoreFlags(conn: ConnectionHandle, from: string | undefined, dxml: string | undefined, flags: number): Promise<number>
  /** virDomainRestoreParams */
  domainRestoreParams(conn: ConnectionHandle, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virDomainResume */
  domainResume(domain: DomainHandle): Promise<number>
  /** virDomainRevertToSnapshot */
  domainRevertToSnapshot(snapshot: DomainSnapshotHandle, flags: number): Promise<number>
  /** virDomainSaveFlags */
  domainSaveFlags(domain: DomainHandle, to: string | undefined, dxml: string | undefined, flags: number): Promise<number>
  /** virDomainSaveImageDefineXML */
  domainSaveImageDefineXML(conn: ConnectionHandle, file: string | undefined, dxml: string | undefined, flags: number): Promise<number>
  /** virDomainSaveImageGetXMLDesc */
  domainSaveImageGetXMLDesc(conn: ConnectionHandle, file: string | undefined, flags: number): Promise<string>
  /** virDomainSaveParams */
  domainSaveParams(domain: DomainHandle, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virDomainSendProcessSignal */
  domainSendProcessSignal(domain: DomainHandle, pidValue: number, signum: number, flags: number): Promise<number>
  /** virDomainSetAutostart */
  domainSetAutostart(domain: DomainHandle, autostart: number): Promise<number>
  /** virDomainSetAutostartOnce */
  domainSetAutostartOnce(domain: DomainHandle, autostart: number): Promise<number>
  /** virDomainSetBlkioParameters */
  domainSetBlkioParameters(domain: DomainHandle, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virDomainSetBlockIoTune */
  domainSetBlockIoTune(dom: DomainHandle, disk: string | undefined, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virDomainSetBlockThreshold */
  domainSetBlockThreshold(domain: DomainHandle, dev: string | undefined, threshold: number, flags: number): Promise<number>
  /** virDomainSetGuestVcpus */
  domainSetGuestVcpus(domain: DomainHandle, cpumap: string | undefined, state: number, flags: number): Promise<number>
  /** virDomainSetIOThreadParams */
  domainSetIOThreadParams(domain: DomainHandle, iothreadId: number, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virDomainSetInterfaceParameters */
  domainSetInterfaceParameters(domain: DomainHandle, device: string | undefined, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virDomainSetLaunchSecurityState */
  domainSetLaunchSecurityState(domain: DomainHandle, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virDomainSetLifecycleAction */
  domainSetLifecycleAction(domain: DomainHandle, type: number, action: number, flags: number): Promise<number>
  /** virDomainSetMemoryFlags */
  domainSetMemoryFlags(domain: DomainHandle, memory: number, flags: number): Promise<number>
  /** virDomainSetMemoryParameters */
  domainSetMemoryParameters(domain: DomainHandle, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virDomainSetMemoryStatsPeriod */
  domainSetMemoryStatsPeriod(domain: DomainHandle, period: number, flags: number): Promise<number>
  /** virDomainSetMetadata */
  domainSetMetadata(domain: DomainHandle, type: number, metadata: string | undefined, key: string | undefined, uri: string | undefined, flags: number): Promise<number>
  /** virDomainSetNumaParameters */
  domainSetNumaParameters(domain: DomainHandle, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virDomainSetPerfEvents */
  domainSetPerfEvents(domain: DomainHandle, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virDomainSetSchedulerParametersFlags */
  domainSetSchedulerParametersFlags(domain: DomainHandle, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virDomainSetThrottleGroup */
  domainSetThrottleGroup(dom: DomainHandle, group: string | undefined, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virDomainSetTime */
  domainSetTime(dom: DomainHandle, seconds: number, nseconds: number, flags: number): Promise<number>
  /** virDomainSetVcpu */
  domainSetVcpu(domain: DomainHandle, vcpumap: string | undefined, state: number, flags: number): Promise<number>
  /** virDomainSetVcpusFlags */
  domainSetVcpusFlags(domain: DomainHandle, nvcpus: number, flags: number): Promise<number>
  /** virDomainShutdownFlags */
  domainShutdownFlags(domain: DomainHandle, flags: number): Promise<number>
  /** virDomainSnapshotCreateXML */
  domainSnapshotCreateXML(domain: DomainHandle, xmlDesc: string | undefined, flags: number): Promise<DomainSnapshotRecord>
  /** virDomainSnapshotCurrent */
  domainSnapshotCurrent(domain: DomainHandle, flags: number): Promise<DomainSnapshotRecord>
  /** virDomainSnapshotDelete */
  domainSnapshotDelete(snapshot: DomainSnapshotHandle, flags: number): Promise<number>
  /** virDomainSnapshotGetParent */
  domainSnapshotGetParent(snapshot: DomainSnapshotHandle, flags: number): Promise<DomainSnapshotRecord>
  /** virDomainSnapshotGetXMLDesc */
  domainSnapshotGetXMLDesc(snapshot: DomainSnapshotHandle, flags: number): Promise<string>
  /** virDomainSnapshotHasMetadata */
  domainSnapshotHasMetadata(snapshot: DomainSnapshotHandle, flags: number): Promise<boolean>
  /** virDomainSnapshotIsCurrent */
  domainSnapshotIsCurrent(snapshot: DomainSnapshotHandle, flags: number): Promise<boolean>
  /** virDomainSnapshotListAllChildren */
  domainSnapshotListAllChildren(snapshot: DomainSnapshotHandle, flags: number): Promise<readonly DomainSnapshotRecord[]>
  /** virDomainSnapshotLookupByName */
  domainSnapshotLookupByName(domain: DomainHandle, name: string | undefined, flags: number): Promise<DomainSnapshotRecord>
  /** virDomainStartDirtyRateCalc */
  domainStartDirtyRateCalc(domain: DomainHandle, seconds: number, flags: number): Promise<number>
  /** virDomainSuspend */
  domainSuspend(domain: DomainHandle): Promise<number>
  /** virDomainUndefineFlags */
  domainUndefineFlags(domain: DomainHandle, flags: number): Promise<number>
  /** virDomainUpdateDeviceFlags */
  domainUpdateDeviceFlags(domain: DomainHandle, xml: string | undefined, flags: number): Promise<number>
  /** virInterfaceChangeBegin */
  interfaceChangeBegin(conn: ConnectionHandle, flags: number): Promise<number>
  /** virInterfaceChangeCommit */
  interfaceChangeCommit(conn: ConnectionHandle, flags: number): Promise<number>
  /** virInterfaceChangeRollback */
  interfaceChangeRollback(conn: ConnectionHandle, flags: number): Promise<number>
  /** virInterfaceCreate */
  interfaceCreate(iface: InterfaceHandle, flags: number): Promise<number>
  /** virInterfaceDefineXML */
  interfaceDefineXML(conn: ConnectionHandle, xml: string | undefined, flags: number): Promise<InterfaceRecord>
  /** virInterfaceDestroy */
  interfaceDestroy(iface: InterfaceHandle, flags: number): Promise<number>
  /** virInterfaceGetXMLDesc */
  interfaceGetXMLDesc(iface: InterfaceHandle, flags: number): Promise<string>
  /** virInterfaceIsActive */
  interfaceIsActive(iface: InterfaceHandle): Promise<boolean>
  /** virInterfaceLookupByMACString */
  interfaceLookupByMACString(conn: ConnectionHandle, macstr: string | undefined): Promise<InterfaceRecord>
  /** virInterfaceLookupByName */
  interfaceLookupByName(conn: ConnectionHandle, name: string | undefined): Promise<InterfaceRecord>
  /** virInterfaceUndefine */
  interfaceUndefine(iface: InterfaceHandle): Promise<number>
  /** virNWFilterBindingCreateXML */
  nwFilterBindingCreateXML(conn: ConnectionHandle, xml: string | undefined, flags: number): Promise<NwFilterBindingRecord>
  /** virNWFilterBindingDelete */
  nwFilterBindingDelete(binding: NwFilterBindingHandle): Promise<number>
  /** virNWFilterBindingGetXMLDesc */
  nwFilterBindingGetXMLDesc(binding: NwFilterBindingHandle, flags: number): Promise<string>
  /** virNWFilterBindingLookupByPortDev */
  nwFilterBindingLookupByPortDev(conn: ConnectionHandle, portdev: string | undefined): Promise<NwFilterBindingRecord>
  /** virNWFilterDefineXML */
  nwFilterDefineXML(conn: ConnectionHandle, xmlDesc: string | undefined): Promise<NwFilterRecord>
  /** virNWFilterDefineXMLFlags */
  nwFilterDefineXMLFlags(conn: ConnectionHandle, xmlDesc: string | undefined, flags: number): Promise<NwFilterRecord>
  /** virNWFilterGetXMLDesc */
  nwFilterGetXMLDesc(nwfilter: NwFilterHandle, flags: number): Promise<string>
  /** virNWFilterLookupByName */
  nwFilterLookupByName(conn: ConnectionHandle, name: string | undefined): Promise<NwFilterRecord>
  /** virNWFilterLookupByUUIDString */
  nwFilterLookupByUUIDString(conn: ConnectionHandle, uuidstr: string | undefined): Promise<NwFilterRecord>
  /** virNWFilterUndefine */
  nwFilterUndefine(nwfilter: NwFilterHandle): Promise<number>
  /** virNetworkCreate */
  networkCreate(network: NetworkHandle): Promise<number>
  /** virNetworkCreateXML */
  networkCreateXML(conn: ConnectionHandle, xmlDesc: string | undefined): Promise<NetworkRecord>
  /** virNetworkCreateXMLFlags */
  networkCreateXMLFlags(conn: ConnectionHandle, xmlDesc: string | undefined, flags: number): Promise<NetworkRecord>
  /** virNetworkDefineXML */
  networkDefineXML(conn: ConnectionHandle, xml: string | undefined): Promise<NetworkRecord>
  /** virNetworkDefineXMLFlags */
  networkDefineXMLFlags(conn: ConnectionHandle, xml: string | undefined, flags: number): Promise<NetworkRecord>
  /** virNetworkDestroy */
  networkDestroy(network: NetworkHandle): Promise<number>
  /** virNetworkGetAutostart */
  networkGetAutostart(network: NetworkHandle): Promise<boolean>
  /** virNetworkGetBridgeName */
  networkGetBridgeName(network: NetworkHandle): Promise<string>
  /** virNetworkGetMetadata */
  networkGetMetadata(network: NetworkHandle, type: number, uri: string | undefined, flags: number): Promise<string>
  /** virNetworkGetXMLDesc */
  networkGetXMLDesc(network: NetworkHandle, flags: number): Promise<string>
  /** virNetworkIsActive */
  networkIsActive(net: NetworkHandle): Promise<boolean>
  /** virNetworkIsPersistent */
  networkIsPersistent(net: NetworkHandle): Promise<boolean>
  /** virNetworkListAllPorts */
  networkListAllPorts(network: NetworkHandle, flags: number): Promise<readonly NetworkPortRecord[]>
  /** virNetworkLookupByName */
  networkLookupByName(conn: ConnectionHandle, name: string | undefined): Promise<NetworkRecord>
  /** virNetworkLookupByUUIDString */
  networkLookupByUUIDString(conn: ConnectionHandle, uuidstr: string | undefined): Promise<NetworkRecord>
  /** virNetworkPortCreateXML */
  networkPortCreateXML(net: NetworkHandle, xmldesc: string | undefined, flags: number): Promise<NetworkPortRecord>
  /** virNetworkPortDelete */
  networkPortDelete(port: NetworkPortHandle, flags: number): Promise<number>
  /** virNetworkPortGetParameters */
  networkPortGetParameters(port: NetworkPortHandle, flags: number): Promise<ParameterValues>
  /** virNetworkPortGetXMLDesc */
  networkPortGetXMLDesc(port: NetworkPortHandle, flags: number): Promise<string>
  /** virNetworkPortLookupByUUIDString */
  networkPortLookupByUUIDString(net: NetworkHandle, uuidstr: string | undefined): Promise<NetworkPortRecord>
  /** virNetworkPortSetParameters */
  networkPortSetParameters(port: NetworkPortHandle, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virNetworkSetAutostart */
  networkSetAutostart(network: NetworkHandle, autostart: number): Promise<number>
  /** virNetworkSetMetadata */
  networkSetMetadata(network: NetworkHandle, type: number, metadata: string | undefined, key: string | undefined, uri: string | undefined, flags: number): Promise<number>
  /** virNetworkUndefine */
  networkUndefine(network: NetworkHandle): Promise<number>
  /** virNetworkUpdate */
  networkUpdate(network: NetworkHandle, command: number, section: number, parentIndex: number, xml: string | undefined, flags: number): Promise<number>
  /** virNodeDeviceCreate */
  nodeDeviceCreate(dev: NodeDeviceHandle, flags: number): Promise<number>
  /** virNodeDeviceCreateXML */
  nodeDeviceCreateXML(conn: ConnectionHandle, xmlDesc: string | undefined, flags: number): Promise<NodeDeviceRecord>
  /** virNodeDeviceDefineXML */
  nodeDeviceDefineXML(conn: ConnectionHandle, xmlDesc: string | undefined, flags: number): Promise<NodeDeviceRecord>
  /** virNodeDeviceDestroy */
  nodeDeviceDestroy(dev: NodeDeviceHandle): Promise<number>
  /** virNodeDeviceDetachFlags */
  nodeDeviceDetachFlags(dev: NodeDeviceHandle, driverName: string | undefined, flags: number): Promise<number>
  /** virNodeDeviceGetAutostart */
  nodeDeviceGetAutostart(dev: NodeDeviceHandle): Promise<boolean>
  /** virNodeDeviceGetParent */
  nodeDeviceGetParent(dev: NodeDeviceHandle): Promise<string | undefined>
  /** virNodeDeviceGetXMLDesc */
  nodeDeviceGetXMLDesc(dev: NodeDeviceHandle, flags: number): Promise<string>
  /** virNodeDeviceIsActive */
  nodeDeviceIsActive(dev: NodeDeviceHandle): Promise<boolean>
  /** virNodeDeviceIsPersistent */
  nodeDeviceIsPersistent(dev: NodeDeviceHandle): Promise<boolean>
  /** virNodeDeviceLookupByName */
  nodeDeviceLookupByName(conn: ConnectionHandle, name: string | undefined): Promise<NodeDeviceRecord>
  /** virNodeDeviceLookupSCSIHostByWWN */
  nodeDeviceLookupSCSIHostByWWN(conn: ConnectionHandle, wwnn: string | undefined, wwpn: string | undefined, flags: number): Promise<NodeDeviceRecord>
  /** virNodeDeviceReAttach */
  nodeDeviceReAttach(dev: NodeDeviceHandle): Promise<number>
  /** virNodeDeviceReset */
  nodeDeviceReset(dev: NodeDeviceHandle): Promise<number>
  /** virNodeDeviceSetAutostart */
  nodeDeviceSetAutostart(dev: NodeDeviceHandle, autostart: number): Promise<number>
  /** virNodeDeviceUndefine */
  nodeDeviceUndefine(dev: NodeDeviceHandle, flags: number): Promise<number>
  /** virNodeDeviceUpdate */
  nodeDeviceUpdate(dev: NodeDeviceHandle, xmlDesc: string | undefined, flags: number): Promise<number>
  /** virNodeGetFreeMemory */
  nodeGetFreeMemory(conn: ConnectionHandle): Promise<number>
  /** virNodeGetMemoryParameters */
  nodeGetMemoryParameters(conn: ConnectionHandle, flags: number): Promise<ParameterValues>
  /** virNodeGetSEVInfo */
  nodeGetSEVInfo(conn: ConnectionHandle, flags: number): Promise<ParameterValues>
  /** virNodeSetMemoryParameters */
  nodeSetMemoryParameters(conn: ConnectionHandle, params: readonly ParameterRow[], flags: number): Promise<void>
  /** virNodeSuspendForDuration */
  nodeSuspendForDuration(conn: ConnectionHandle, target: number, duration: number, flags: number): Promise<number>
  /** virSecretDefineXML */
  secretDefineXML(conn: ConnectionHandle, xml: string | undefined, flags: number): Promise<SecretRecord>
  /** virSecretGetXMLDesc */
  secretGetXMLDesc(secret: SecretHandle, flags: number): Promise<string>
  /** virSecretLookupByUUIDString */
  secretLookupByUUIDString(conn: ConnectionHandle, uuidstr: string | undefined): Promise<SecretRecord>
  /** virSecretLookupByUsage */
  secretLookupByUsage(conn: ConnectionHandle, usageType: number, usageID: string | undefined): Promise<SecretRecord>
  /** virSecretUndefine */
  secretUndefine(secret: SecretHandle): Promise<number>
  /** virStoragePoolBuild */
  storagePoolBuild(pool: StoragePoolHandle, flags: number): Promise<number>
  /** virStoragePoolCreate */
  storagePoolCreate(pool: StoragePoolHandle, flags: number): Promise<number>
  /** virStoragePoolCreateXML */
  storagePoolCreateXML(conn: ConnectionHandle, xmlDesc: string | undefined, flags: number): Promise<StoragePoolRecord>
  /** virStoragePoolDefineXML */
  storagePoolDefineXML(conn: ConnectionHandle, xml: string | undefined, flags: number): Promise<StoragePoolRecord>
  /** virStoragePoolDelete */
  storagePoolDelete(pool: StoragePoolHandle, flags: number): Promise<number>
  /** virStoragePoolDestroy */
  storagePoolDestroy(pool: StoragePoolHandle): Promise<number>
  /** virStoragePoolGetAutostart */
  storagePoolGetAutostart(pool: StoragePoolHandle): Promise<boolean>
  /** virStoragePoolGetXMLDesc */
  storagePoolGetXMLDesc(pool: StoragePoolHandle, flags: number): Promise<string>
  /** virStoragePoolIsActive */
  storagePoolIsActive(pool: StoragePoolHandle): Promise<boolean>
  /** virStoragePoolIsPersistent */
  storagePoolIsPersistent(pool: StoragePoolHandle): Promise<boolean>
  /** virStoragePoolListAllVolumes */
  storagePoolListAllVolumes(pool: StoragePoolHandle, flags: number): Promise<readonly StorageVolumeRecord[]>
  /** virStoragePoolLookupByName */
  storagePoolLookupByName(conn: ConnectionHandle, name: string | undefined): Promise<StoragePoolRecord>
  /** virStoragePoolLookupByTargetPath */
  storagePoolLookupByTargetPath(conn: ConnectionHandle, path: string | undefined): Promise<StoragePoolRecord>
  /** virStoragePoolLookupByUUIDString */
  storagePoolLookupByUUIDString(conn: ConnectionHandle, uuidstr: string | undefined): Promise<StoragePoolRecord>
  /** virStoragePoolLookupByVolume */
  storagePoolLookupByVolume(vol: StorageVolumeHandle): Promise<StoragePoolRecord>
  /** virStoragePoolRefresh */
  storagePoolRefresh(pool: StoragePoolHandle, flags: number): Promise<number>
  /** virStoragePoolSetAutostart */
  storagePoolSetAutostart(pool: StoragePoolHandle, autostart: number): Promise<number>
  /** virStoragePoolUndefine */
  storagePoolUndefine(pool: StoragePoolHandle): Promise<number>
  /** virStorageVolCreateXML */
  storageVolCreateXML(pool: StoragePoolHandle, xmlDesc: string | undefined, flags: number): Promise<StorageVolumeRecord>
  /** virStorageVolCreateXMLFrom */
  storageVolCreateXMLFrom(pool: StoragePoolHandle, xmlDesc: string | undefined, clonevol: StorageVolumeHandle, flags: number): Promise<StorageVolumeRecord>
  /** virStorageVolDelete */
  storageVolDelete(vol: StorageVolumeHandle, flags: number): Promise<number>
  /** virStorageVolGetPath */
  storageVolGetPath(vol: StorageVolumeHandle): Promise<string>
  /** virStorageVolGetXMLDesc */
  storageVolGetXMLDesc(vol: StorageVolumeHandle, flags: number): Promise<string>
  /** virStorageVolLookupByKey */
  storageVolLookupByKey(conn: ConnectionHandle, key: string | undefined): Promise<StorageVolumeRecord>
  /** virStorageVolLookupByName */
  storageVolLookupByName(pool: StoragePoolHandle, name: string | undefined): Promise<StorageVolumeRecord>
  /** virStorageVolLookupByPath */
  storageVolLookupByPath(conn: ConnectionHandle, path: string | undefined): Promise<StorageVolumeRecord>
  /** virStorageVolResize */
  storageVolResize(vol: StorageVolumeHandle, capacity: number, flags: number): Promise<number>
  /** virStorageVolWipePattern */
  storageVolWipePattern(vol: StorageVolumeHandle, algorithm: number, flags: number): Promise<number>
}
