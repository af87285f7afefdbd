// What the generator of calls cannot see in the C types, by the names of functions.
import { libvirtApi } from './api.mjs'

const names = libvirtApi()
  .functions.filter(({ library }) => library === 'libvirt')
  .map(({ name }) => name)
const matching = (pattern) => names.filter((name) => pattern.test(name))
const words = (text) => text.trim().split(/\s+/)

/** Another function does the same and more, and libvirt 7 has it: these are not called. */
export const olderForms = [
  ...words(`
    virConnectDomainEventDeregister virConnectDomainEventRegister virConnectListDefinedDomains virConnectListDomains
    virConnectNumOfDefinedDomains virConnectNumOfDomains virDomainAttachDevice virDomainBlockStats virDomainCoreDump
    virDomainCreate virDomainCreateLinux virDomainDefineXML virDomainDestroy virDomainDetachDevice virDomainGetMaxVcpus
    virDomainMigrate virDomainMigrate2 virDomainMigrateToURI virDomainMigrateToURI2
    virDomainPinVcpu virDomainRestore virDomainSave virDomainSetMaxMemory virDomainSetMemory
    virDomainSetSchedulerParameters virDomainSetVcpus virDomainShutdown virDomainUndefine
    virStorageVolWipe virNodeDeviceDettach virNodeListDevices virNodeNumOfDevices virConnectOpen virConnectOpenReadOnly
    virDomainSnapshotListChildrenNames virDomainSnapshotListNames virDomainSnapshotNum virDomainSnapshotNumChildren
    virStoragePoolListVolumes virStoragePoolNumOfVolumes virNodeDeviceNumOfCaps`),
  ...matching(/^virConnect(?:List|NumOf)(?:Defined)?(?:Interfaces|NWFilters|Networks|Secrets|StoragePools)$/),
  // The text of a UUID says the same as its bytes.
  ...matching(/(?:GetUUID|LookupByUUID)$/),
]

/** What no caller needs: our own bookkeeping does it, or there is nothing to be had. tools/api/reasons.mjs says why. */
export const unneeded = [
  ...matching(/^virTypedParams/),
  ...matching(/GetConnect$|^virConnectRef$|^vir(?:Domain(?:Snapshot|Checkpoint)GetDomain|NetworkPortGetNetwork)$/),
  ...matching(
    /^vir(?!Domain|Network|NodeDevice|Secret|StoragePool)\w+Ref$|^vir(?:DomainCheckpoint|DomainSnapshot|NetworkPort)Ref$/,
  ),
  ...matching(
    /^vir(?:Conn\w*(?:LastError|ErrorFunc)|CopyLastError|DefaultErrorFunc|FreeError|GetLastError(?:Code|Domain|Message)|Reset(?:Last)?Error|SaveLastError)$/,
  ),
  ...matching(/^virEvent(?:RegisterDefaultImpl|RunDefaultImpl|(?:Add|Remove|Update)(?:Handle|Timeout))$/),
  ...matching(/^virStream(?:Sparse)?(?:Recv|Send)All$/),
]

/** 1 or 0. */
export const truths = [
  ...matching(/Is(?:Active|Alive|Current|Encrypted|Persistent|Secure|Updated)$|^virDomain\w*Has[A-Z]/),
  ...matching(/GetAutostart(?:Once)?$/),
]

/** Null, and no error, where there is none. */
export const nullable = ['virNodeDeviceGetParent']

/** What must get through when all other calls hang. */
export const urgent = matching(
  /^vir(?:Domain|StoragePool|Network)Destroy(?:Flags)?$|AbortJob(?:Flags)?$|^virDomainReset$|^virDomainBlockJobAbort$/,
)

/** Bound in native/libvirt/*.cc, with what needs judgement: events, streams, structs, secrets, what names an object. */
export const byHand = [
  ...matching(/Free$|EventRegisterAny$|EventDeregisterAny$|^virStream|^virEvent|^virTyped/).filter(
    (name) => !unneeded.includes(name),
  ),
  ...matching(/^vir(?:Domain|Network|NodeDevice|Secret|StoragePool)Ref$|GetUUIDString$/),
  ...words(`
    virInitialize virGetVersion virGetLastError virSetErrorFunc virConnectOpenAuth virConnectClose virConnectGetURI
    virConnectRegisterCloseCallback virConnectUnregisterCloseCallback virConnectSetKeepAlive
    virDomainGetName virNetworkGetName virNWFilterGetName virNodeDeviceGetName virInterfaceGetName
    virInterfaceGetMACString virStoragePoolGetName virStorageVolGetName virStorageVolGetKey
    virDomainSnapshotGetName virDomainCheckpointGetName virNWFilterBindingGetPortDev virNWFilterBindingGetFilterName
    virSecretGetUsageType virSecretGetUsageID virSecretGetValue virSecretSetValue
    virDomainGetID virDomainGetState virDomainGetInfo virDomainGetControlInfo virDomainGetBlockInfo
    virDomainGetBlockJobInfo virDomainGetJobInfo virDomainGetJobStats virDomainGetTime virDomainGetVcpus
    virDomainGetVcpuPinInfo virDomainGetEmulatorPinInfo virDomainPinVcpuFlags virDomainPinEmulator virDomainPinIOThread
    virDomainGetIOThreadInfo virDomainGetFSInfo virDomainInterfaceAddresses virDomainInterfaceStats
    virDomainMemoryStats virDomainBlockPeek virDomainMemoryPeek virDomainGetDiskErrors virDomainGetSecurityLabel
    virDomainGetSecurityLabelList virDomainGetCPUStats virDomainGetSchedulerType virDomainGetSchedulerParameters
    virDomainGetSchedulerParametersFlags virDomainGetMaxMemory
    virDomainSendKey virDomainSetUserPassword virDomainFDAssociate virDomainCreateWithFiles virDomainCreateXMLWithFiles
    virDomainOpenConsole virDomainOpenChannel virDomainScreenshot
    virDomainMigrate3 virDomainMigrateToURI3 virDomainListGetStats virConnectGetAllDomainStats
    virConnectListAllDomains
    virConnectBaselineHypervisorCPU virStorageVolUpload virStorageVolDownload virStorageVolGetInfo virStorageVolGetInfoFlags
    virStoragePoolGetInfo virNetworkGetDHCPLeases virNodeDeviceListCaps virNodeAllocPages virNodeGetCPUMap
    virNodeGetCPUStats virNodeGetCellsFreeMemory virNodeGetFreePages virNodeGetInfo virNodeGetMemoryStats
    virNodeGetSecurityModel`),
]
