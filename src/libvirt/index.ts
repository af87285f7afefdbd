export type { Listing } from '../core/listing.ts'
export type { AuthOptions, Credential } from './auth.ts'
export {
  BlockDevice,
  type BlockInfo,
  type BlockJobOptions,
  type BlockStats,
  type CommitBlockOptions,
  type CopyBlockOptions,
  type CopyDestination,
  type IoLimits,
  type IoTune,
  type RebaseBlockOptions,
  type ResizeBlockOptions,
} from './block-device.ts'
export { BlockJob, type BlockJobInfo, type BlockJobOutcome, type BlockJobType } from './block-job.ts'
export type { StoragePoolCapabilities, StoragePoolType } from './capabilities.ts'
export { Channel, type OpenChannelOptions } from './channel.ts'
export { type ConnectOptions, connect } from './connect.ts'
export { Connection, type ConnectionIdentity, type DomainCapabilitiesOptions, type NodeInfo } from './connection.ts'
export { Console, type OpenConsoleOptions } from './console.ts'
export type { Source } from './description.ts'
export {
  type DestroyOptions,
  type DiskError,
  Domain,
  type DomainInfo,
  type DomainStatus,
  type DomainXmlOptions,
  type PeekMemoryOptions,
  type RebootOptions,
  type ShutdownOptions,
  type StartOptions,
  type UndefineOptions,
} from './domain.ts'
export {
  BackupJob,
  type BackupOutcome,
  type BackupProgress,
  type BeginBackupOptions,
  DomainBackups,
} from './domain-backup.ts'
export {
  type CheckpointChildrenOptions,
  type CheckpointFilter,
  type CheckpointXmlOptions,
  type DeleteCheckpointOptions,
  DomainCheckpoint,
} from './domain-checkpoint.ts'
export { type CreateCheckpointOptions, DomainCheckpoints, type ListCheckpointsOptions } from './domain-checkpoints.ts'
export {
  type ControlInfo,
  DomainControls,
  type OpenGraphicsOptions,
  type SecurityLabel,
  type SendKeyOptions,
} from './domain-controls.ts'
export { type ChangeDeviceOptions, DomainDevices } from './domain-devices.ts'
export { DomainGuest, type GuestFileSystem, type GuestInterface } from './domain-guest.ts'
export { DomainIoThreads, type IoThread } from './domain-io-threads.ts'
export { DomainMemory, type DomainMemoryStatistics, type MemoryLimits } from './domain-memory.ts'
export { DomainMetadata } from './domain-metadata.ts'
export {
  type DeleteSnapshotOptions,
  DomainSnapshot,
  type RevertSnapshotOptions,
  type SnapshotChildrenOptions,
  type SnapshotFilter,
  type SnapshotXmlOptions,
} from './domain-snapshot.ts'
export { type CreateSnapshotOptions, DomainSnapshots, type ListSnapshotsOptions } from './domain-snapshots.ts'
export type {
  AllStatisticsOptions,
  CpuTimes,
  CpuTimesOptions,
  DomainStatistics,
  InterfaceCounters,
  StatisticsGroup,
  StatisticsOptions,
} from './domain-statistics.ts'
export { DomainThrottleGroups } from './domain-throttle-groups.ts'
export { DomainTuning, type NumaPlacement } from './domain-tuning.ts'
export {
  type CountVcpusOptions,
  DomainVcpus,
  type GuestVcpus,
  type SetVcpuCountOptions,
  type Vcpu,
} from './domain-vcpus.ts'
export {
  type CreateDomainOptions,
  type DefineDomainOptions,
  type DomainDetails,
  Domains,
  type ListDomainsOptions,
  type ReadDomainsOptions,
  type StatisticsOfDomain,
} from './domains.ts'
export type {
  DomainAgentLifecycleEvent,
  DomainBalloonChangeEvent,
  DomainBlockJobEvent,
  DomainBlockJobPathEvent,
  DomainBlockThresholdEvent,
  DomainChannelLifecycleEvent,
  DomainDeviceEvent,
  DomainDiskChangeEvent,
  DomainGraphicsEvent,
  DomainIoErrorEvent,
  DomainIoErrorNoReasonEvent,
  DomainJobCompletedEvent,
  DomainLifecycleEvent,
  DomainMemoryDeviceSizeChangeEvent,
  DomainMemoryFailureEvent,
  DomainMetadataChangeEvent,
  DomainMigrationIterationEvent,
  DomainNicMacChangeEvent,
  DomainRebootEvent,
  DomainRtcChangeEvent,
  DomainTrayChangeEvent,
  DomainTunableEvent,
  DomainVcpuRemovedEvent,
  DomainWatchdogEvent,
  EventMap,
  EventName,
  GraphicsAddress,
  GraphicsIdentity,
  NetworkLifecycleEvent,
  NetworkMetadataChangeEvent,
  NodeDeviceLifecycleEvent,
  NodeDeviceUpdateEvent,
  QemuMonitorEvent,
  SecretLifecycleEvent,
  SecretValueChangedEvent,
  StoragePoolLifecycleEvent,
  StoragePoolRefreshEvent,
} from './event-kinds.ts'
export { type EventOptions, Events } from './events.ts'
export type { GuestInformation } from './generated/statistics.ts'
export type { GuestExecOptions, GuestExecResult } from './guest-exec.ts'
export {
  type AllocatePagesOptions,
  type BaselineCpuOptions,
  type CellMemory,
  type CellPages,
  type CellRange,
  type CompareCpuOptions,
  type CpuMap,
  type CpuStatistics,
  Host,
  type HypervisorOptions,
  type MemoryStatistics,
  type MemoryTuning,
  type SuspendOptions,
} from './host.ts'
export type { ImpactOptions } from './impact.ts'
export { Interface, type InterfaceXmlOptions } from './interface.ts'
export { InterfaceChange } from './interface-change.ts'
export { type DefineInterfaceOptions, Interfaces, type ListInterfacesOptions } from './interfaces.ts'
export {
  type AbortJobOptions,
  type CompletedJobOptions,
  DomainJob,
  type DomainJobInfo,
  type DomainJobStats,
  type JobOperation,
  type JobType,
} from './job.ts'
export type { ConnectionLoss } from './loss.ts'
export { DomainMigration, type MaxSpeedOptions, type MigrateOptions, type MigrationCompression } from './migration.ts'
export {
  type DhcpLease,
  type DhcpLeasesOptions,
  Network,
  type NetworkSection,
  type NetworkUpdate,
  type NetworkXmlOptions,
  type UpdateNetworkOptions,
} from './network.ts'
export { NetworkMetadata } from './network-metadata.ts'
export { NetworkPort, type NetworkPortBandwidth } from './network-port.ts'
export { type CreateNetworkPortOptions, NetworkPorts } from './network-ports.ts'
export { type CreateNetworkOptions, type DefineNetworkOptions, type ListNetworksOptions, Networks } from './networks.ts'
export { type DetachNodeDeviceOptions, NodeDevice, type NodeDeviceXmlOptions } from './node-device.ts'
export {
  type CreateNodeDeviceOptions,
  type DefineNodeDeviceOptions,
  type ListNodeDevicesOptions,
  type NodeDeviceCapability,
  NodeDevices,
} from './node-devices.ts'
export { NwFilter } from './nwfilter.ts'
export { NwFilterBinding } from './nwfilter-binding.ts'
export { type CreateNwFilterBindingOptions, NwFilterBindings } from './nwfilter-bindings.ts'
export { type DefineNwFilterOptions, NwFilters } from './nwfilters.ts'
export type { KnownParameters, ParametersOf } from './parameters.ts'
export {
  type AgentCommandOptions,
  DomainQemu,
  type MonitorResult,
  type MonitorTextOptions,
  type QemuCommand,
} from './qemu.ts'
export type { ReconnectOptions } from './reconnect.ts'
export type {
  CoreDumpOptions,
  DefineSavedOptions,
  ManagedSaveOptions,
  RestoreOptions,
  SavedState,
  SavedXmlOptions,
  SaveOptions,
} from './saving.ts'
export type { Screenshot, ScreenshotOptions } from './screenshot.ts'
export { Secret } from './secret.ts'
export { type DefineSecretOptions, type ListSecretsOptions, Secrets } from './secrets.ts'
export type { ConnectionState } from './states.ts'
export {
  type BuildStoragePoolOptions,
  type DeleteStoragePoolOptions,
  type StartStoragePoolOptions,
  StoragePool,
  type StoragePoolInfo,
  type StoragePoolXmlOptions,
} from './storage-pool.ts'
export type { StoragePoolSource, StoragePoolSourceQuery } from './storage-pool-sources.ts'
export {
  type CreateStoragePoolOptions,
  type DefineStoragePoolOptions,
  type ListStoragePoolsOptions,
  StoragePools,
  type StoragePoolTypeName,
} from './storage-pools.ts'
export {
  type DeleteStorageVolumeOptions,
  type ResizeStorageVolumeOptions,
  StorageVolume,
  type StorageVolumeInfo,
  type StorageVolumeInfoOptions,
  type WipeStorageVolumeOptions,
} from './storage-volume.ts'
export { type CreateStorageVolumeOptions, StorageVolumes } from './storage-volumes.ts'
export { type OpenStreamOptions, Stream } from './stream.ts'
export { supports, type Version, version } from './version.ts'
export type { DownloadOptions, DownloadStreamOptions } from './volume-download.ts'
export type { VolumeTransfer, VolumeTransferOptions } from './volume-transfer.ts'
export type { UploadOptions, UploadSource } from './volume-upload.ts'
