// Written by tools/generate-libvirt-names.mjs from libvirt's API description. Do not edit.

/** virDomainState */
export const DomainState = {
  nostate: 0,
  running: 1,
  blocked: 2,
  paused: 3,
  shutdown: 4,
  shutoff: 5,
  crashed: 6,
  pmsuspended: 7,
} as const

/** virDomainNostateReason */
export const NostateReason = {
  unknown: 0,
} as const

/** virDomainRunningReason */
export const RunningReason = {
  unknown: 0,
  booted: 1,
  migrated: 2,
  restored: 3,
  'from-snapshot': 4,
  unpaused: 5,
  'migration-canceled': 6,
  'save-canceled': 7,
  wakeup: 8,
  crashed: 9,
  postcopy: 10,
  'postcopy-failed': 11,
} as const

/** virDomainBlockedReason */
export const BlockedReason = {
  unknown: 0,
} as const

/** virDomainPausedReason */
export const PausedReason = {
  unknown: 0,
  user: 1,
  migration: 2,
  save: 3,
  dump: 4,
  ioerror: 5,
  watchdog: 6,
  'from-snapshot': 7,
  'shutting-down': 8,
  snapshot: 9,
  crashed: 10,
  'starting-up': 11,
  postcopy: 12,
  'postcopy-failed': 13,
} as const

/** virDomainShutdownReason */
export const ShutdownReason = {
  unknown: 0,
  user: 1,
} as const

/** virDomainShutoffReason */
export const ShutoffReason = {
  unknown: 0,
  shutdown: 1,
  destroyed: 2,
  crashed: 3,
  migrated: 4,
  saved: 5,
  failed: 6,
  'from-snapshot': 7,
  daemon: 8,
} as const

/** virDomainCrashedReason */
export const CrashedReason = {
  unknown: 0,
  panicked: 1,
} as const

/** virDomainPMSuspendedReason */
export const PmsuspendedReason = {
  unknown: 0,
} as const

/** virConnectListAllDomainsFlags */
export const DomainListFlag = {
  active: 1,
  inactive: 2,
  persistent: 4,
  transient: 8,
  running: 16,
  paused: 32,
  shutoff: 64,
  other: 128,
  managedsave: 256,
  'no-managedsave': 512,
  autostart: 1024,
  'no-autostart': 2048,
  'has-snapshot': 4096,
  'no-snapshot': 8192,
  'has-checkpoint': 16384,
  'no-checkpoint': 32768,
} as const

/** virDomainDefineFlags */
export const DomainDefineFlag = {
  validate: 1,
} as const

/** virDomainCreateFlags */
export const DomainStartFlag = {
  paused: 1,
  autodestroy: 2,
  'bypass-cache': 4,
  'force-boot': 8,
  validate: 16,
  'reset-nvram': 32,
} as const

/** virDomainShutdownFlagValues */
export const ShutdownMode = {
  default: 0,
  'acpi-power-btn': 1,
  'guest-agent': 2,
  initctl: 4,
  signal: 8,
  paravirt: 16,
} as const

/** virDomainRebootFlagValues */
export const RebootMode = {
  default: 0,
  'acpi-power-btn': 1,
  'guest-agent': 2,
  initctl: 4,
  signal: 8,
  paravirt: 16,
} as const

/** virDomainDestroyFlagsValues */
export const DomainDestroyFlag = {
  default: 0,
  graceful: 1,
  'remove-logs': 2,
} as const

/** virDomainUndefineFlagsValues */
export const DomainUndefineFlag = {
  'managed-save': 1,
  'snapshots-metadata': 2,
  nvram: 4,
  'keep-nvram': 8,
  'checkpoints-metadata': 16,
  tpm: 32,
  'keep-tpm': 64,
} as const

/** virDomainXMLFlags */
export const DomainXmlFlag = {
  secure: 1,
  inactive: 2,
  'update-cpu': 4,
  migratable: 8,
} as const

/** virDomainConsoleFlags */
export const ConsoleFlag = {
  force: 1,
  safe: 2,
} as const

/** virStreamEventType */
export const StreamEvent = {
  readable: 1,
  writable: 2,
  error: 4,
  hangup: 8,
} as const

/** virConnectCloseReason */
export const CloseReason = {
  error: 0,
  eof: 1,
  keepalive: 2,
  client: 3,
} as const

/** virDomainEventID */
export const DomainEventId = {
  lifecycle: 0,
  reboot: 1,
  'rtc-change': 2,
  watchdog: 3,
  'io-error': 4,
  graphics: 5,
  'io-error-reason': 6,
  'control-error': 7,
  'block-job': 8,
  'disk-change': 9,
  'tray-change': 10,
  pmwakeup: 11,
  pmsuspend: 12,
  'balloon-change': 13,
  'pmsuspend-disk': 14,
  'device-removed': 15,
  'block-job-2': 16,
  tunable: 17,
  'agent-lifecycle': 18,
  'device-added': 19,
  'migration-iteration': 20,
  'job-completed': 21,
  'device-removal-failed': 22,
  'metadata-change': 23,
  'block-threshold': 24,
  'memory-failure': 25,
  'memory-device-size-change': 26,
} as const

/** virDomainEventType */
export const DomainLifecycle = {
  defined: 0,
  undefined: 1,
  started: 2,
  suspended: 3,
  resumed: 4,
  stopped: 5,
  shutdown: 6,
  pmsuspended: 7,
  crashed: 8,
} as const

/** virDomainEventDefinedDetailType */
export const DefinedDetail = {
  added: 0,
  updated: 1,
  renamed: 2,
  'from-snapshot': 3,
} as const

/** virDomainEventUndefinedDetailType */
export const UndefinedDetail = {
  removed: 0,
  renamed: 1,
} as const

/** virDomainEventStartedDetailType */
export const StartedDetail = {
  booted: 0,
  migrated: 1,
  restored: 2,
  'from-snapshot': 3,
  wakeup: 4,
} as const

/** virDomainEventSuspendedDetailType */
export const SuspendedDetail = {
  paused: 0,
  migrated: 1,
  ioerror: 2,
  watchdog: 3,
  restored: 4,
  'from-snapshot': 5,
  'api-error': 6,
  postcopy: 7,
  'postcopy-failed': 8,
} as const

/** virDomainEventResumedDetailType */
export const ResumedDetail = {
  unpaused: 0,
  migrated: 1,
  'from-snapshot': 2,
  postcopy: 3,
  'postcopy-failed': 4,
} as const

/** virDomainEventStoppedDetailType */
export const StoppedDetail = {
  shutdown: 0,
  destroyed: 1,
  crashed: 2,
  migrated: 3,
  saved: 4,
  failed: 5,
  'from-snapshot': 6,
} as const

/** virDomainEventShutdownDetailType */
export const ShutdownDetail = {
  finished: 0,
  guest: 1,
  host: 2,
} as const

/** virDomainEventPMSuspendedDetailType */
export const PmsuspendedDetail = {
  memory: 0,
  disk: 1,
} as const

/** virDomainEventCrashedDetailType */
export const CrashedDetail = {
  panicked: 0,
  crashloaded: 1,
} as const

/** virDomainEventWatchdogAction */
export const WatchdogAction = {
  none: 0,
  pause: 1,
  reset: 2,
  poweroff: 3,
  shutdown: 4,
  debug: 5,
  injectnmi: 6,
} as const

/** virDomainEventIOErrorAction */
export const IoErrorAction = {
  none: 0,
  pause: 1,
  report: 2,
} as const

/** virStoragePoolEventID */
export const StoragePoolEventId = {
  lifecycle: 0,
  refresh: 1,
} as const

/** virStoragePoolEventLifecycleType */
export const StoragePoolLifecycle = {
  defined: 0,
  undefined: 1,
  started: 2,
  stopped: 3,
  created: 4,
  deleted: 5,
} as const

/** virSecretUsageType */
export const SecretUsageType = {
  none: 0,
  volume: 1,
  ceph: 2,
  iscsi: 3,
  tls: 4,
  vtpm: 5,
} as const

/** virSecretDefineFlags */
export const SecretDefineFlag = {
  validate: 1,
} as const

/** virConnectListAllSecretsFlags */
export const SecretListFlag = {
  ephemeral: 1,
  'no-ephemeral': 2,
  private: 4,
  'no-private': 8,
} as const

/** virStoragePoolState */
export const StoragePoolState = {
  inactive: 0,
  building: 1,
  running: 2,
  degraded: 3,
  inaccessible: 4,
} as const

/** virConnectListAllStoragePoolsFlags */
export const StoragePoolListFlag = {
  inactive: 1,
  active: 2,
  persistent: 4,
  transient: 8,
  autostart: 16,
  'no-autostart': 32,
  dir: 64,
  fs: 128,
  netfs: 256,
  logical: 512,
  disk: 1024,
  iscsi: 2048,
  scsi: 4096,
  mpath: 8192,
  rbd: 16384,
  sheepdog: 32768,
  gluster: 65536,
  zfs: 131072,
  vstorage: 262144,
  'iscsi-direct': 524288,
} as const

/** virStoragePoolDefineFlags */
export const StoragePoolDefineFlag = {
  validate: 1,
} as const

/** virStoragePoolCreateFlags */
export const StoragePoolCreateFlag = {
  normal: 0,
  'with-build': 1,
  'with-build-overwrite': 2,
  'with-build-no-overwrite': 4,
} as const

/** virStoragePoolBuildFlags */
export const StoragePoolBuildFlag = {
  new: 0,
  repair: 1,
  resize: 2,
  'no-overwrite': 4,
  overwrite: 8,
} as const

/** virStoragePoolDeleteFlags */
export const StoragePoolDeleteFlag = {
  normal: 0,
  zeroed: 1,
} as const

/** virStorageXMLFlags */
export const StoragePoolXmlFlag = {
  inactive: 1,
} as const

/** virStorageVolType */
export const StorageVolumeType = {
  file: 0,
  block: 1,
  dir: 2,
  network: 3,
  netdir: 4,
  ploop: 5,
} as const

/** virStorageVolCreateFlags */
export const StorageVolumeCreateFlag = {
  'prealloc-metadata': 1,
  reflink: 2,
  validate: 4,
} as const

/** virStorageVolDeleteFlags */
export const StorageVolumeDeleteFlag = {
  normal: 0,
  zeroed: 1,
  'with-snapshots': 2,
} as const

/** virStorageVolResizeFlags */
export const StorageVolumeResizeFlag = {
  allocate: 1,
  delta: 2,
  shrink: 4,
} as const
