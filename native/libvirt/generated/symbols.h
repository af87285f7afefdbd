// Written by tools/generate-libvirt-calls.mjs. Do not edit.

#pragma once

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

// The functions of libvirt that are called: name, the release that first has it, and the version of the symbol where
// the library exports several (none does).

#define CEPHVIRT_LIBVIRT_SYMBOLS(X) \
  X(virConnectBaselineCPU, "0.7.7", nullptr) \
  X(virConnectBaselineHypervisorCPU, "4.4.0", nullptr) \
  X(virConnectClose, "0.0.3", nullptr) \
  X(virConnectCompareCPU, "0.7.5", nullptr) \
  X(virConnectCompareHypervisorCPU, "4.4.0", nullptr) \
  X(virConnectDomainEventDeregisterAny, "0.8.0", nullptr) \
  X(virConnectDomainEventRegisterAny, "0.8.0", nullptr) \
  X(virConnectDomainXMLFromNative, "0.6.4", nullptr) \
  X(virConnectDomainXMLToNative, "0.6.4", nullptr) \
  X(virConnectFindStoragePoolSources, "0.4.5", nullptr) \
  X(virConnectGetAllDomainStats, "1.2.8", nullptr) \
  X(virConnectGetCPUModelNames, "1.1.3", nullptr) \
  X(virConnectGetCapabilities, "0.2.1", nullptr) \
  X(virConnectGetDomainCapabilities, "1.2.7", nullptr) \
  X(virConnectGetHostname, "0.3.0", nullptr) \
  X(virConnectGetLibVersion, "0.7.3", nullptr) \
  X(virConnectGetMaxVcpus, "0.2.1", nullptr) \
  X(virConnectGetStoragePoolCapabilities, "5.2.0", nullptr) \
  X(virConnectGetSysinfo, "0.8.8", nullptr) \
  X(virConnectGetType, "0.0.3", nullptr) \
  X(virConnectGetURI, "0.3.0", nullptr) \
  X(virConnectGetVersion, "0.0.3", nullptr) \
  X(virConnectIsAlive, "0.9.8", nullptr) \
  X(virConnectIsEncrypted, "0.7.3", nullptr) \
  X(virConnectIsSecure, "0.7.3", nullptr) \
  X(virConnectListAllDomains, "0.9.13", nullptr) \
  X(virConnectListAllInterfaces, "0.10.2", nullptr) \
  X(virConnectListAllNWFilterBindings, "4.5.0", nullptr) \
  X(virConnectListAllNWFilters, "0.10.2", nullptr) \
  X(virConnectListAllNetworks, "0.10.2", nullptr) \
  X(virConnectListAllNodeDevices, "0.10.2", nullptr) \
  X(virConnectListAllSecrets, "0.10.2", nullptr) \
  X(virConnectListAllStoragePools, "0.10.2", nullptr) \
  X(virConnectNetworkEventDeregisterAny, "1.2.1", nullptr) \
  X(virConnectNetworkEventRegisterAny, "1.2.1", nullptr) \
  X(virConnectNodeDeviceEventDeregisterAny, "2.2.0", nullptr) \
  X(virConnectNodeDeviceEventRegisterAny, "2.2.0", nullptr) \
  X(virConnectOpenAuth, "0.4.0", nullptr) \
  X(virConnectRegisterCloseCallback, "0.10.0", nullptr) \
  X(virConnectSecretEventDeregisterAny, "3.0.0", nullptr) \
  X(virConnectSecretEventRegisterAny, "3.0.0", nullptr) \
  X(virConnectSetIdentity, "5.8.0", nullptr) \
  X(virConnectSetKeepAlive, "0.9.8", nullptr) \
  X(virConnectStoragePoolEventDeregisterAny, "2.0.0", nullptr) \
  X(virConnectStoragePoolEventRegisterAny, "2.0.0", nullptr) \
  X(virConnectUnregisterCloseCallback, "0.10.0", nullptr) \
  X(virDomainAbortJob, "0.7.7", nullptr) \
  X(virDomainAddIOThread, "1.2.15", nullptr) \
  X(virDomainAgentSetResponseTimeout, "5.10.0", nullptr) \
  X(virDomainAttachDeviceFlags, "0.7.7", nullptr) \
  X(virDomainAuthorizedSSHKeysGet, "6.10.0", nullptr) \
  X(virDomainAuthorizedSSHKeysSet, "6.10.0", nullptr) \
  X(virDomainBackupBegin, "6.0.0", nullptr) \
  X(virDomainBackupGetXMLDesc, "6.0.0", nullptr) \
  X(virDomainBlockCommit, "0.10.2", nullptr) \
  X(virDomainBlockCopy, "1.2.8", nullptr) \
  X(virDomainBlockJobAbort, "0.9.4", nullptr) \
  X(virDomainBlockJobSetSpeed, "0.9.4", nullptr) \
  X(virDomainBlockPeek, "0.4.2", nullptr) \
  X(virDomainBlockPull, "0.9.4", nullptr) \
  X(virDomainBlockRebase, "0.9.10", nullptr) \
  X(virDomainBlockResize, "0.9.8", nullptr) \
  X(virDomainBlockStatsFlags, "0.9.5", nullptr) \
  X(virDomainCheckpointCreateXML, "5.6.0", nullptr) \
  X(virDomainCheckpointDelete, "5.6.0", nullptr) \
  X(virDomainCheckpointFree, "5.6.0", nullptr) \
  X(virDomainCheckpointGetName, "5.6.0", nullptr) \
  X(virDomainCheckpointGetParent, "5.6.0", nullptr) \
  X(virDomainCheckpointGetXMLDesc, "5.6.0", nullptr) \
  X(virDomainCheckpointListAllChildren, "5.6.0", nullptr) \
  X(virDomainCheckpointLookupByName, "5.6.0", nullptr) \
  X(virDomainCoreDumpWithFormat, "1.2.3", nullptr) \
  X(virDomainCreateWithFiles, "1.1.1", nullptr) \
  X(virDomainCreateWithFlags, "0.8.2", nullptr) \
  X(virDomainCreateXML, "0.5.0", nullptr) \
  X(virDomainCreateXMLWithFiles, "1.1.1", nullptr) \
  X(virDomainDefineXMLFlags, "1.2.12", nullptr) \
  X(virDomainDelIOThread, "1.2.15", nullptr) \
  X(virDomainDestroyFlags, "0.9.4", nullptr) \
  X(virDomainDetachDeviceAlias, "4.4.0", nullptr) \
  X(virDomainDetachDeviceFlags, "0.7.7", nullptr) \
  X(virDomainFSFreeze, "1.2.5", nullptr) \
  X(virDomainFSInfoFree, "1.2.11", nullptr) \
  X(virDomainFSThaw, "1.2.5", nullptr) \
  X(virDomainFSTrim, "1.0.1", nullptr) \
  X(virDomainFree, "0.0.3", nullptr) \
  X(virDomainGetAutostart, "0.2.1", nullptr) \
  X(virDomainGetBlkioParameters, "0.9.0", nullptr) \
  X(virDomainGetBlockInfo, "0.8.1", nullptr) \
  X(virDomainGetBlockIoTune, "0.9.8", nullptr) \
  X(virDomainGetBlockJobInfo, "0.9.4", nullptr) \
  X(virDomainGetCPUStats, "0.9.10", nullptr) \
  X(virDomainGetControlInfo, "0.9.3", nullptr) \
  X(virDomainGetDiskErrors, "0.9.10", nullptr) \
  X(virDomainGetEmulatorPinInfo, "0.10.0", nullptr) \
  X(virDomainGetFSInfo, "1.2.11", nullptr) \
  X(virDomainGetGuestInfo, "5.7.0", nullptr) \
  X(virDomainGetGuestVcpus, "2.0.0", nullptr) \
  X(virDomainGetHostname, "0.10.0", nullptr) \
  X(virDomainGetID, "0.0.3", nullptr) \
  X(virDomainGetIOThreadInfo, "1.2.14", nullptr) \
  X(virDomainGetInfo, "0.0.3", nullptr) \
  X(virDomainGetInterfaceParameters, "0.9.9", nullptr) \
  X(virDomainGetJobInfo, "0.7.7", nullptr) \
  X(virDomainGetJobStats, "1.0.3", nullptr) \
  X(virDomainGetLaunchSecurityInfo, "4.5.0", nullptr) \
  X(virDomainGetMaxMemory, "0.0.3", nullptr) \
  X(virDomainGetMemoryParameters, "0.8.5", nullptr) \
  X(virDomainGetMetadata, "0.9.10", nullptr) \
  X(virDomainGetName, "0.0.3", nullptr) \
  X(virDomainGetNumaParameters, "0.9.9", nullptr) \
  X(virDomainGetOSType, "0.0.3", nullptr) \
  X(virDomainGetPerfEvents, "1.3.3", nullptr) \
  X(virDomainGetSchedulerParameters, "0.2.3", nullptr) \
  X(virDomainGetSchedulerParametersFlags, "0.9.2", nullptr) \
  X(virDomainGetSchedulerType, "0.2.3", nullptr) \
  X(virDomainGetSecurityLabel, "0.6.1", nullptr) \
  X(virDomainGetSecurityLabelList, "0.10.0", nullptr) \
  X(virDomainGetState, "0.9.2", nullptr) \
  X(virDomainGetTime, "1.2.5", nullptr) \
  X(virDomainGetUUIDString, "0.1.1", nullptr) \
  X(virDomainGetVcpuPinInfo, "0.9.3", nullptr) \
  X(virDomainGetVcpus, "0.1.4", nullptr) \
  X(virDomainGetVcpusFlags, "0.8.5", nullptr) \
  X(virDomainGetXMLDesc, "0.0.3", nullptr) \
  X(virDomainHasCurrentSnapshot, "0.8.0", nullptr) \
  X(virDomainHasManagedSaveImage, "0.8.0", nullptr) \
  X(virDomainIOThreadInfoFree, "1.2.14", nullptr) \
  X(virDomainInjectNMI, "0.9.2", nullptr) \
  X(virDomainInterfaceAddresses, "1.2.14", nullptr) \
  X(virDomainInterfaceFree, "1.2.14", nullptr) \
  X(virDomainInterfaceStats, "0.3.2", nullptr) \
  X(virDomainIsActive, "0.7.3", nullptr) \
  X(virDomainIsPersistent, "0.7.3", nullptr) \
  X(virDomainIsUpdated, "0.8.6", nullptr) \
  X(virDomainListAllCheckpoints, "5.6.0", nullptr) \
  X(virDomainListAllSnapshots, "0.9.13", nullptr) \
  X(virDomainListGetStats, "1.2.8", nullptr) \
  X(virDomainLookupByID, "0.0.3", nullptr) \
  X(virDomainLookupByName, "0.0.3", nullptr) \
  X(virDomainLookupByUUIDString, "0.1.1", nullptr) \
  X(virDomainManagedSave, "0.8.0", nullptr) \
  X(virDomainManagedSaveDefineXML, "3.7.0", nullptr) \
  X(virDomainManagedSaveGetXMLDesc, "3.7.0", nullptr) \
  X(virDomainManagedSaveRemove, "0.8.0", nullptr) \
  X(virDomainMemoryPeek, "0.4.2", nullptr) \
  X(virDomainMemoryStats, "0.7.5", nullptr) \
  X(virDomainMigrate3, "1.1.0", nullptr) \
  X(virDomainMigrateGetCompressionCache, "1.0.3", nullptr) \
  X(virDomainMigrateGetMaxDowntime, "3.7.0", nullptr) \
  X(virDomainMigrateGetMaxSpeed, "0.9.5", nullptr) \
  X(virDomainMigrateSetCompressionCache, "1.0.3", nullptr) \
  X(virDomainMigrateSetMaxDowntime, "0.8.0", nullptr) \
  X(virDomainMigrateSetMaxSpeed, "0.9.0", nullptr) \
  X(virDomainMigrateStartPostCopy, "1.3.3", nullptr) \
  X(virDomainMigrateToURI3, "1.1.0", nullptr) \
  X(virDomainOpenChannel, "1.0.2", nullptr) \
  X(virDomainOpenConsole, "0.8.6", nullptr) \
  X(virDomainOpenGraphics, "0.9.7", nullptr) \
  X(virDomainOpenGraphicsFD, "1.2.8", nullptr) \
  X(virDomainPMSuspendForDuration, "0.9.10", nullptr) \
  X(virDomainPMWakeup, "0.9.11", nullptr) \
  X(virDomainPinEmulator, "0.10.0", nullptr) \
  X(virDomainPinIOThread, "1.2.14", nullptr) \
  X(virDomainPinVcpuFlags, "0.9.3", nullptr) \
  X(virDomainReboot, "0.1.0", nullptr) \
  X(virDomainRef, "0.6.0", nullptr) \
  X(virDomainRename, "1.2.19", nullptr) \
  X(virDomainReset, "0.9.7", nullptr) \
  X(virDomainRestoreFlags, "0.9.4", nullptr) \
  X(virDomainResume, "0.0.3", nullptr) \
  X(virDomainRevertToSnapshot, "0.8.0", nullptr) \
  X(virDomainSaveFlags, "0.9.4", nullptr) \
  X(virDomainSaveImageDefineXML, "0.9.4", nullptr) \
  X(virDomainSaveImageGetXMLDesc, "0.9.4", nullptr) \
  X(virDomainScreenshot, "0.9.2", nullptr) \
  X(virDomainSendKey, "0.9.3", nullptr) \
  X(virDomainSendProcessSignal, "1.0.1", nullptr) \
  X(virDomainSetAutostart, "0.2.1", nullptr) \
  X(virDomainSetBlkioParameters, "0.9.0", nullptr) \
  X(virDomainSetBlockIoTune, "0.9.8", nullptr) \
  X(virDomainSetBlockThreshold, "3.1.0", nullptr) \
  X(virDomainSetGuestVcpus, "2.0.0", nullptr) \
  X(virDomainSetIOThreadParams, "4.10.0", nullptr) \
  X(virDomainSetInterfaceParameters, "0.9.9", nullptr) \
  X(virDomainSetLifecycleAction, "3.9.0", nullptr) \
  X(virDomainSetMemoryFlags, "0.9.0", nullptr) \
  X(virDomainSetMemoryParameters, "0.8.5", nullptr) \
  X(virDomainSetMemoryStatsPeriod, "1.1.1", nullptr) \
  X(virDomainSetMetadata, "0.9.10", nullptr) \
  X(virDomainSetNumaParameters, "0.9.9", nullptr) \
  X(virDomainSetPerfEvents, "1.3.3", nullptr) \
  X(virDomainSetSchedulerParametersFlags, "0.9.2", nullptr) \
  X(virDomainSetTime, "1.2.5", nullptr) \
  X(virDomainSetUserPassword, "1.2.16", nullptr) \
  X(virDomainSetVcpu, "3.1.0", nullptr) \
  X(virDomainSetVcpusFlags, "0.8.5", nullptr) \
  X(virDomainShutdownFlags, "0.9.10", nullptr) \
  X(virDomainSnapshotCreateXML, "0.8.0", nullptr) \
  X(virDomainSnapshotCurrent, "0.8.0", nullptr) \
  X(virDomainSnapshotDelete, "0.8.0", nullptr) \
  X(virDomainSnapshotFree, "0.8.0", nullptr) \
  X(virDomainSnapshotGetName, "0.9.5", nullptr) \
  X(virDomainSnapshotGetParent, "0.9.7", nullptr) \
  X(virDomainSnapshotGetXMLDesc, "0.8.0", nullptr) \
  X(virDomainSnapshotHasMetadata, "0.9.13", nullptr) \
  X(virDomainSnapshotIsCurrent, "0.9.13", nullptr) \
  X(virDomainSnapshotListAllChildren, "0.9.13", nullptr) \
  X(virDomainSnapshotLookupByName, "0.8.0", nullptr) \
  X(virDomainStatsRecordListFree, "1.2.8", nullptr) \
  X(virDomainSuspend, "0.0.3", nullptr) \
  X(virDomainUndefineFlags, "0.9.4", nullptr) \
  X(virDomainUpdateDeviceFlags, "0.8.0", nullptr) \
  X(virEventRegisterImpl, "0.5.0", nullptr) \
  X(virGetLastError, "0.1.0", nullptr) \
  X(virGetVersion, "0.0.3", nullptr) \
  X(virInitialize, "0.1.0", nullptr) \
  X(virInterfaceChangeBegin, "0.9.2", nullptr) \
  X(virInterfaceChangeCommit, "0.9.2", nullptr) \
  X(virInterfaceChangeRollback, "0.9.2", nullptr) \
  X(virInterfaceCreate, "0.6.4", nullptr) \
  X(virInterfaceDefineXML, "0.6.4", nullptr) \
  X(virInterfaceDestroy, "0.6.4", nullptr) \
  X(virInterfaceFree, "0.6.4", nullptr) \
  X(virInterfaceGetMACString, "0.6.4", nullptr) \
  X(virInterfaceGetName, "0.6.4", nullptr) \
  X(virInterfaceGetXMLDesc, "0.6.4", nullptr) \
  X(virInterfaceIsActive, "0.7.3", nullptr) \
  X(virInterfaceLookupByMACString, "0.6.4", nullptr) \
  X(virInterfaceLookupByName, "0.6.4", nullptr) \
  X(virInterfaceUndefine, "0.6.4", nullptr) \
  X(virNWFilterBindingCreateXML, "4.5.0", nullptr) \
  X(virNWFilterBindingDelete, "4.5.0", nullptr) \
  X(virNWFilterBindingFree, "4.5.0", nullptr) \
  X(virNWFilterBindingGetFilterName, "4.5.0", nullptr) \
  X(virNWFilterBindingGetPortDev, "4.5.0", nullptr) \
  X(virNWFilterBindingGetXMLDesc, "4.5.0", nullptr) \
  X(virNWFilterBindingLookupByPortDev, "4.5.0", nullptr) \
  X(virNWFilterDefineXML, "0.8.0", nullptr) \
  X(virNWFilterFree, "0.8.0", nullptr) \
  X(virNWFilterGetName, "0.8.0", nullptr) \
  X(virNWFilterGetUUIDString, "0.8.0", nullptr) \
  X(virNWFilterGetXMLDesc, "0.8.0", nullptr) \
  X(virNWFilterLookupByName, "0.8.0", nullptr) \
  X(virNWFilterLookupByUUIDString, "0.8.0", nullptr) \
  X(virNWFilterUndefine, "0.8.0", nullptr) \
  X(virNetworkCreate, "0.2.0", nullptr) \
  X(virNetworkCreateXML, "0.2.0", nullptr) \
  X(virNetworkDHCPLeaseFree, "1.2.6", nullptr) \
  X(virNetworkDefineXML, "0.2.0", nullptr) \
  X(virNetworkDestroy, "0.2.0", nullptr) \
  X(virNetworkFree, "0.2.0", nullptr) \
  X(virNetworkGetAutostart, "0.2.1", nullptr) \
  X(virNetworkGetBridgeName, "0.2.0", nullptr) \
  X(virNetworkGetDHCPLeases, "1.2.6", nullptr) \
  X(virNetworkGetName, "0.2.0", nullptr) \
  X(virNetworkGetUUIDString, "0.2.0", nullptr) \
  X(virNetworkGetXMLDesc, "0.2.0", nullptr) \
  X(virNetworkIsActive, "0.7.3", nullptr) \
  X(virNetworkIsPersistent, "0.7.3", nullptr) \
  X(virNetworkListAllPorts, "5.5.0", nullptr) \
  X(virNetworkLookupByName, "0.2.0", nullptr) \
  X(virNetworkLookupByUUIDString, "0.2.0", nullptr) \
  X(virNetworkPortCreateXML, "5.5.0", nullptr) \
  X(virNetworkPortDelete, "5.5.0", nullptr) \
  X(virNetworkPortFree, "5.5.0", nullptr) \
  X(virNetworkPortGetParameters, "5.5.0", nullptr) \
  X(virNetworkPortGetUUIDString, "5.5.0", nullptr) \
  X(virNetworkPortGetXMLDesc, "5.5.0", nullptr) \
  X(virNetworkPortLookupByUUIDString, "5.5.0", nullptr) \
  X(virNetworkPortSetParameters, "5.5.0", nullptr) \
  X(virNetworkRef, "0.6.0", nullptr) \
  X(virNetworkSetAutostart, "0.2.1", nullptr) \
  X(virNetworkUndefine, "0.2.0", nullptr) \
  X(virNetworkUpdate, "0.10.2", nullptr) \
  X(virNodeAllocPages, "1.2.9", nullptr) \
  X(virNodeDeviceCreateXML, "0.6.3", nullptr) \
  X(virNodeDeviceDestroy, "0.6.3", nullptr) \
  X(virNodeDeviceDetachFlags, "1.0.5", nullptr) \
  X(virNodeDeviceFree, "0.5.0", nullptr) \
  X(virNodeDeviceGetName, "0.5.0", nullptr) \
  X(virNodeDeviceGetParent, "0.5.0", nullptr) \
  X(virNodeDeviceGetXMLDesc, "0.5.0", nullptr) \
  X(virNodeDeviceListCaps, "0.5.0", nullptr) \
  X(virNodeDeviceLookupByName, "0.5.0", nullptr) \
  X(virNodeDeviceLookupSCSIHostByWWN, "1.0.3", nullptr) \
  X(virNodeDeviceReAttach, "0.6.1", nullptr) \
  X(virNodeDeviceRef, "0.6.0", nullptr) \
  X(virNodeDeviceReset, "0.6.1", nullptr) \
  X(virNodeGetCPUMap, "1.0.0", nullptr) \
  X(virNodeGetCPUStats, "0.9.3", nullptr) \
  X(virNodeGetCellsFreeMemory, "0.3.3", nullptr) \
  X(virNodeGetFreeMemory, "0.3.3", nullptr) \
  X(virNodeGetFreePages, "1.2.6", nullptr) \
  X(virNodeGetInfo, "0.1.0", nullptr) \
  X(virNodeGetMemoryParameters, "0.10.2", nullptr) \
  X(virNodeGetMemoryStats, "0.9.3", nullptr) \
  X(virNodeGetSEVInfo, "4.5.0", nullptr) \
  X(virNodeGetSecurityModel, "0.6.1", nullptr) \
  X(virNodeSetMemoryParameters, "0.10.2", nullptr) \
  X(virNodeSuspendForDuration, "0.9.8", nullptr) \
  X(virSecretDefineXML, "0.7.1", nullptr) \
  X(virSecretFree, "0.7.1", nullptr) \
  X(virSecretGetUUIDString, "0.7.1", nullptr) \
  X(virSecretGetUsageID, "0.7.1", nullptr) \
  X(virSecretGetUsageType, "0.7.1", nullptr) \
  X(virSecretGetValue, "0.7.1", nullptr) \
  X(virSecretGetXMLDesc, "0.7.1", nullptr) \
  X(virSecretLookupByUUIDString, "0.7.1", nullptr) \
  X(virSecretLookupByUsage, "0.7.1", nullptr) \
  X(virSecretRef, "0.7.1", nullptr) \
  X(virSecretSetValue, "0.7.1", nullptr) \
  X(virSecretUndefine, "0.7.1", nullptr) \
  X(virSetErrorFunc, "0.1.0", nullptr) \
  X(virStoragePoolBuild, "0.4.1", nullptr) \
  X(virStoragePoolCreate, "0.4.1", nullptr) \
  X(virStoragePoolCreateXML, "0.4.1", nullptr) \
  X(virStoragePoolDefineXML, "0.4.1", nullptr) \
  X(virStoragePoolDelete, "0.4.1", nullptr) \
  X(virStoragePoolDestroy, "0.4.1", nullptr) \
  X(virStoragePoolFree, "0.4.1", nullptr) \
  X(virStoragePoolGetAutostart, "0.4.1", nullptr) \
  X(virStoragePoolGetInfo, "0.4.1", nullptr) \
  X(virStoragePoolGetName, "0.4.1", nullptr) \
  X(virStoragePoolGetUUIDString, "0.4.1", nullptr) \
  X(virStoragePoolGetXMLDesc, "0.4.1", nullptr) \
  X(virStoragePoolIsActive, "0.7.3", nullptr) \
  X(virStoragePoolIsPersistent, "0.7.3", nullptr) \
  X(virStoragePoolListAllVolumes, "0.10.2", nullptr) \
  X(virStoragePoolLookupByName, "0.4.1", nullptr) \
  X(virStoragePoolLookupByTargetPath, "4.1.0", nullptr) \
  X(virStoragePoolLookupByUUIDString, "0.4.1", nullptr) \
  X(virStoragePoolLookupByVolume, "0.4.1", nullptr) \
  X(virStoragePoolRef, "0.6.0", nullptr) \
  X(virStoragePoolRefresh, "0.4.1", nullptr) \
  X(virStoragePoolSetAutostart, "0.4.1", nullptr) \
  X(virStoragePoolUndefine, "0.4.1", nullptr) \
  X(virStorageVolCreateXML, "0.4.1", nullptr) \
  X(virStorageVolCreateXMLFrom, "0.6.4", nullptr) \
  X(virStorageVolDelete, "0.4.1", nullptr) \
  X(virStorageVolDownload, "0.9.0", nullptr) \
  X(virStorageVolFree, "0.4.1", nullptr) \
  X(virStorageVolGetInfo, "0.4.1", nullptr) \
  X(virStorageVolGetInfoFlags, "3.0.0", nullptr) \
  X(virStorageVolGetKey, "0.4.1", nullptr) \
  X(virStorageVolGetName, "0.4.1", nullptr) \
  X(virStorageVolGetPath, "0.4.1", nullptr) \
  X(virStorageVolGetXMLDesc, "0.4.1", nullptr) \
  X(virStorageVolLookupByKey, "0.4.1", nullptr) \
  X(virStorageVolLookupByName, "0.4.1", nullptr) \
  X(virStorageVolLookupByPath, "0.4.1", nullptr) \
  X(virStorageVolResize, "0.9.10", nullptr) \
  X(virStorageVolUpload, "0.9.0", nullptr) \
  X(virStorageVolWipePattern, "0.9.10", nullptr) \
  X(virStreamAbort, "0.7.2", nullptr) \
  X(virStreamEventAddCallback, "0.7.2", nullptr) \
  X(virStreamEventRemoveCallback, "0.7.2", nullptr) \
  X(virStreamEventUpdateCallback, "0.7.2", nullptr) \
  X(virStreamFinish, "0.7.2", nullptr) \
  X(virStreamFree, "0.7.2", nullptr) \
  X(virStreamNew, "0.7.2", nullptr) \
  X(virStreamRecv, "0.7.2", nullptr) \
  X(virStreamRecvFlags, "3.4.0", nullptr) \
  X(virStreamRecvHole, "3.4.0", nullptr) \
  X(virStreamSend, "0.7.2", nullptr) \
  X(virStreamSendHole, "3.4.0", nullptr)

#define CEPHVIRT_LIBVIRT_NEWER_SYMBOLS(X) \
  X(virDomainAbortJobFlags, "8.5.0", nullptr) \
  X(virDomainAnnounceInterface, "12.5.0", nullptr) \
  X(virDomainDelThrottleGroup, "11.2.0", nullptr) \
  X(virDomainFDAssociate, "9.0.0", nullptr) \
  X(virDomainGetAutostartOnce, "11.2.0", nullptr) \
  X(virDomainGetMessages, "7.1.0", nullptr) \
  X(virDomainGraphicsReload, "10.2.0", nullptr) \
  X(virDomainRestoreParams, "8.4.0", nullptr) \
  X(virDomainSaveParams, "8.4.0", nullptr) \
  X(virDomainSetAutostartOnce, "11.2.0", nullptr) \
  X(virDomainSetLaunchSecurityState, "8.0.0", nullptr) \
  X(virDomainSetThrottleGroup, "11.2.0", nullptr) \
  X(virDomainStartDirtyRateCalc, "7.2.0", nullptr) \
  X(virNWFilterDefineXMLFlags, "7.7.0", nullptr) \
  X(virNetworkCreateXMLFlags, "7.8.0", nullptr) \
  X(virNetworkDefineXMLFlags, "7.7.0", nullptr) \
  X(virNetworkGetMetadata, "9.7.0", nullptr) \
  X(virNetworkSetMetadata, "9.7.0", nullptr) \
  X(virNodeDeviceCreate, "7.3.0", nullptr) \
  X(virNodeDeviceDefineXML, "7.3.0", nullptr) \
  X(virNodeDeviceGetAutostart, "7.8.0", nullptr) \
  X(virNodeDeviceIsActive, "7.8.0", nullptr) \
  X(virNodeDeviceIsPersistent, "7.8.0", nullptr) \
  X(virNodeDeviceSetAutostart, "7.8.0", nullptr) \
  X(virNodeDeviceUndefine, "7.3.0", nullptr) \
  X(virNodeDeviceUpdate, "10.1.0", nullptr)

// Those that are newer than libvirt 7.0.0, whose headers are enough for a build.

namespace cephvirt::libvirt::newer {

using virDomainAbortJobFlags = int(virDomainPtr, unsigned int);
using virDomainAnnounceInterface = int(virDomainPtr, const char*, virTypedParameterPtr, int, unsigned int);
using virDomainDelThrottleGroup = int(virDomainPtr, const char*, unsigned int);
using virDomainFDAssociate = int(virDomainPtr, const char*, unsigned int, int*, unsigned int);
using virDomainGetAutostartOnce = int(virDomainPtr, int*);
using virDomainGetMessages = int(virDomainPtr, char***, unsigned int);
using virDomainGraphicsReload = int(virDomainPtr, unsigned int, unsigned int);
using virDomainRestoreParams = int(virConnectPtr, virTypedParameterPtr, int, unsigned int);
using virDomainSaveParams = int(virDomainPtr, virTypedParameterPtr, int, unsigned int);
using virDomainSetAutostartOnce = int(virDomainPtr, int);
using virDomainSetLaunchSecurityState = int(virDomainPtr, virTypedParameterPtr, int, unsigned int);
using virDomainSetThrottleGroup = int(virDomainPtr, const char*, virTypedParameterPtr, int, unsigned int);
using virDomainStartDirtyRateCalc = int(virDomainPtr, int, unsigned int);
using virNWFilterDefineXMLFlags = virNWFilterPtr(virConnectPtr, const char*, unsigned int);
using virNetworkCreateXMLFlags = virNetworkPtr(virConnectPtr, const char*, unsigned int);
using virNetworkDefineXMLFlags = virNetworkPtr(virConnectPtr, const char*, unsigned int);
using virNetworkGetMetadata = char*(virNetworkPtr, int, const char*, unsigned int);
using virNetworkSetMetadata = int(virNetworkPtr, int, const char*, const char*, const char*, unsigned int);
using virNodeDeviceCreate = int(virNodeDevicePtr, unsigned int);
using virNodeDeviceDefineXML = virNodeDevicePtr(virConnectPtr, const char*, unsigned int);
using virNodeDeviceGetAutostart = int(virNodeDevicePtr, int*);
using virNodeDeviceIsActive = int(virNodeDevicePtr);
using virNodeDeviceIsPersistent = int(virNodeDevicePtr);
using virNodeDeviceSetAutostart = int(virNodeDevicePtr, int);
using virNodeDeviceUndefine = int(virNodeDevicePtr, unsigned int);
using virNodeDeviceUpdate = int(virNodeDevicePtr, const char*, unsigned int);

}  // namespace cephvirt::libvirt::newer
