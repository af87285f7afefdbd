// Written by tools/generate-libvirt-names.mjs. Do not edit.

/** virBlkioParameterType */
export const BlkioParameterType = {
  int: 1,
  uint: 2,
  llong: 3,
  ullong: 4,
  double: 5,
  boolean: 6,
} as const

/** virCPUCompareResult */
export const CPUCompareResult = {
  error: -1,
  incompatible: 0,
  identical: 1,
  superset: 2,
} as const

/** virConnectBaselineCPUFlags */
export const ConnectBaselineCPUFlags = {
  'expand-features': 1,
  migratable: 2,
  'ignore-host': 4,
} as const

/** virConnectCloseReason */
export const ConnectCloseReason = {
  error: 0,
  eof: 1,
  keepalive: 2,
  client: 3,
} as const

/** virConnectCompareCPUFlags */
export const ConnectCompareCPUFlags = {
  'fail-incompatible': 1,
  'validate-xml': 2,
} as const

/** virConnectCredentialType */
export const ConnectCredentialType = {
  username: 1,
  authname: 2,
  language: 3,
  cnonce: 4,
  passphrase: 5,
  echoprompt: 6,
  noechoprompt: 7,
  realm: 8,
  external: 9,
} as const

/** virConnectDomainEventAgentLifecycleReason */
export const ConnectDomainEventAgentLifecycleReason = {
  unknown: 0,
  'domain-started': 1,
  channel: 2,
} as const

/** virConnectDomainEventAgentLifecycleState */
export const ConnectDomainEventAgentLifecycleState = {
  connected: 1,
  disconnected: 2,
} as const

/** virConnectDomainEventBlockJobStatus */
export const ConnectDomainEventBlockJobStatus = {
  completed: 0,
  failed: 1,
  canceled: 2,
  ready: 3,
} as const

/** virConnectDomainEventChannelLifecycleReason */
export const ConnectDomainEventChannelLifecycleReason = {
  unknown: 0,
  'domain-started': 1,
  channel: 2,
} as const

/** virConnectDomainEventChannelLifecycleState */
export const ConnectDomainEventChannelLifecycleState = {
  connected: 1,
  disconnected: 2,
} as const

/** virConnectDomainEventDiskChangeReason */
export const ConnectDomainEventDiskChangeReason = {
  'change-missing-on-start': 0,
  'drop-missing-on-start': 1,
} as const

/** virConnectDomainQemuMonitorEventRegisterFlags */
export const ConnectDomainQemuMonitorEventRegisterFlags = {
  regex: 1,
  nocase: 2,
} as const

/** virConnectFlags */
export const ConnectFlags = {
  ro: 1,
  'no-aliases': 2,
} as const

/** virConnectGetAllDomainStatsFlags */
export const ConnectGetAllDomainStatsFlags = {
  active: 1,
  inactive: 2,
  persistent: 4,
  transient: 8,
  running: 16,
  paused: 32,
  shutoff: 64,
  other: 128,
  nowait: 536870912,
  backing: 1073741824,
  'enforce-stats': 2147483648,
} as const

/** virConnectGetDomainCapabilitiesFlags */
export const ConnectGetDomainCapabilitiesFlags = {
  'disable-deprecated-features': 1,
  'expand-cpu-features': 2,
  'supported-cpu-features': 4,
} as const

/** virConnectListAllDomainsFlags */
export const ConnectListAllDomainsFlags = {
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

/** virConnectListAllInterfacesFlags */
export const ConnectListAllInterfacesFlags = {
  inactive: 1,
  active: 2,
} as const

/** virConnectListAllNetworksFlags */
export const ConnectListAllNetworksFlags = {
  inactive: 1,
  active: 2,
  persistent: 4,
  transient: 8,
  autostart: 16,
  'no-autostart': 32,
} as const

/** virConnectListAllNodeDeviceFlags */
export const ConnectListAllNodeDeviceFlags = {
  'cap-system': 1,
  'cap-pci-dev': 2,
  'cap-usb-dev': 4,
  'cap-usb-interface': 8,
  'cap-net': 16,
  'cap-scsi-host': 32,
  'cap-scsi-target': 64,
  'cap-scsi': 128,
  'cap-storage': 256,
  'cap-fc-host': 512,
  'cap-vports': 1024,
  'cap-scsi-generic': 2048,
  'cap-drm': 4096,
  'cap-mdev-types': 8192,
  'cap-mdev': 16384,
  'cap-ccw-dev': 32768,
  'cap-css-dev': 65536,
  'cap-vdpa': 131072,
  'cap-ap-card': 262144,
  'cap-ap-queue': 524288,
  'cap-ap-matrix': 1048576,
  'cap-vpd': 2097152,
  'cap-ccwgroup-dev': 4194304,
  'cap-ccwgroup-member': 8388608,
  persistent: 268435456,
  transient: 536870912,
  inactive: 1073741824,
  active: 2147483648,
} as const

/** virConnectListAllSecretsFlags */
export const ConnectListAllSecretsFlags = {
  ephemeral: 1,
  'no-ephemeral': 2,
  private: 4,
  'no-private': 8,
} as const

/** virConnectListAllStoragePoolsFlags */
export const ConnectListAllStoragePoolsFlags = {
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

/** virDomainAbortJobFlagsValues */
export const DomainAbortJobFlagsValues = {
  postcopy: 1,
} as const

/** virDomainAgentResponseTimeoutValues */
export const DomainAgentResponseTimeoutValues = {
  block: -2,
  default: -1,
  nowait: 0,
} as const

/** virDomainAuthorizedSSHKeysSetFlags */
export const DomainAuthorizedSSHKeysSetFlags = {
  append: 1,
  remove: 2,
} as const

/** virDomainBackupBeginFlags */
export const DomainBackupBeginFlags = {
  'reuse-external': 1,
  'preserve-shutdown-domain': 2,
} as const

/** virDomainBlockCommitFlags */
export const DomainBlockCommitFlags = {
  shallow: 1,
  delete: 2,
  active: 4,
  relative: 8,
  'bandwidth-bytes': 16,
} as const

/** virDomainBlockCopyFlags */
export const DomainBlockCopyFlags = {
  shallow: 1,
  'reuse-ext': 2,
  'transient-job': 4,
  'synchronous-writes': 8,
  'target-zeroed': 16,
} as const

/** virDomainBlockJobAbortFlags */
export const DomainBlockJobAbortFlags = {
  async: 1,
  pivot: 2,
} as const

/** virDomainBlockJobInfoFlags */
export const DomainBlockJobInfoFlags = {
  'bandwidth-bytes': 1,
} as const

/** virDomainBlockJobSetSpeedFlags */
export const DomainBlockJobSetSpeedFlags = {
  'bandwidth-bytes': 1,
} as const

/** virDomainBlockJobType */
export const DomainBlockJobType = {
  unknown: 0,
  pull: 1,
  copy: 2,
  commit: 3,
  'active-commit': 4,
  backup: 5,
} as const

/** virDomainBlockPullFlags */
export const DomainBlockPullFlags = {
  'bandwidth-bytes': 64,
} as const

/** virDomainBlockRebaseFlags */
export const DomainBlockRebaseFlags = {
  shallow: 1,
  'reuse-ext': 2,
  'copy-raw': 4,
  copy: 8,
  relative: 16,
  'copy-dev': 32,
  'bandwidth-bytes': 64,
} as const

/** virDomainBlockResizeFlags */
export const DomainBlockResizeFlags = {
  bytes: 1,
  capacity: 2,
  extend: 4,
} as const

/** virDomainBlockedReason */
export const DomainBlockedReason = {
  unknown: 0,
} as const

/** virDomainChannelFlags */
export const DomainChannelFlags = {
  force: 1,
} as const

/** virDomainCheckpointCreateFlags */
export const DomainCheckpointCreateFlags = {
  redefine: 1,
  quiesce: 2,
  'redefine-validate': 4,
} as const

/** virDomainCheckpointDeleteFlags */
export const DomainCheckpointDeleteFlags = {
  children: 1,
  'metadata-only': 2,
  'children-only': 4,
} as const

/** virDomainCheckpointListFlags */
export const DomainCheckpointListFlags = {
  descendants: 1,
  roots: 1,
  topological: 2,
  leaves: 4,
  'no-leaves': 8,
} as const

/** virDomainCheckpointXMLFlags */
export const DomainCheckpointXMLFlags = {
  secure: 1,
  'no-domain': 2,
  size: 4,
} as const

/** virDomainConsoleFlags */
export const DomainConsoleFlags = {
  force: 1,
  safe: 2,
} as const

/** virDomainControlErrorReason */
export const DomainControlErrorReason = {
  none: 0,
  unknown: 1,
  monitor: 2,
  internal: 3,
} as const

/** virDomainControlState */
export const DomainControlState = {
  ok: 0,
  job: 1,
  occupied: 2,
  error: 3,
} as const

/** virDomainCoreDumpFlags */
export const DomainCoreDumpFlags = {
  crash: 1,
  live: 2,
  'bypass-cache': 4,
  reset: 8,
  'memory-only': 16,
} as const

/** virDomainCoreDumpFormat */
export const DomainCoreDumpFormat = {
  raw: 0,
  'kdump-zlib': 1,
  'kdump-lzo': 2,
  'kdump-snappy': 3,
  'win-dmp': 4,
} as const

/** virDomainCrashedReason */
export const DomainCrashedReason = {
  unknown: 0,
  panicked: 1,
} as const

/** virDomainCreateFlags */
export const DomainCreateFlags = {
  paused: 1,
  autodestroy: 2,
  'bypass-cache': 4,
  'force-boot': 8,
  validate: 16,
  'reset-nvram': 32,
} as const

/** virDomainDefineFlags */
export const DomainDefineFlags = {
  validate: 1,
} as const

/** virDomainDestroyFlagsValues */
export const DomainDestroyFlagsValues = {
  default: 0,
  graceful: 1,
  'remove-logs': 2,
} as const

/** virDomainDeviceModifyFlags */
export const DomainDeviceModifyFlags = {
  current: 0,
  live: 1,
  config: 2,
  force: 4,
} as const

/** virDomainDirtyRateCalcFlags */
export const DomainDirtyRateCalcFlags = {
  'page-sampling': 0,
  'dirty-bitmap': 1,
  'dirty-ring': 2,
} as const

/** virDomainDirtyRateStatus */
export const DomainDirtyRateStatus = {
  unstarted: 0,
  measuring: 1,
  measured: 2,
} as const

/** virDomainDiskErrorCode */
export const DomainDiskErrorCode = {
  none: 0,
  unspec: 1,
  'no-space': 2,
} as const

/** virDomainEventCrashedDetailType */
export const DomainEventCrashedDetailType = {
  panicked: 0,
  crashloaded: 1,
} as const

/** virDomainEventDefinedDetailType */
export const DomainEventDefinedDetailType = {
  added: 0,
  updated: 1,
  renamed: 2,
  'from-snapshot': 3,
} as const

/** virDomainEventGraphicsAddressType */
export const DomainEventGraphicsAddressType = {
  ipv4: 0,
  ipv6: 1,
  unix: 2,
} as const

/** virDomainEventGraphicsPhase */
export const DomainEventGraphicsPhase = {
  connect: 0,
  initialize: 1,
  disconnect: 2,
} as const

/** virDomainEventID */
export const DomainEventID = {
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
  'nic-mac-change': 27,
  'vcpu-removed': 28,
  'channel-lifecycle': 29,
} as const

/** virDomainEventIOErrorAction */
export const DomainEventIOErrorAction = {
  none: 0,
  pause: 1,
  report: 2,
} as const

/** virDomainEventPMSuspendedDetailType */
export const DomainEventPMSuspendedDetailType = {
  memory: 0,
  disk: 1,
} as const

/** virDomainEventResumedDetailType */
export const DomainEventResumedDetailType = {
  unpaused: 0,
  migrated: 1,
  'from-snapshot': 2,
  postcopy: 3,
  'postcopy-failed': 4,
} as const

/** virDomainEventShutdownDetailType */
export const DomainEventShutdownDetailType = {
  finished: 0,
  guest: 1,
  host: 2,
} as const

/** virDomainEventStartedDetailType */
export const DomainEventStartedDetailType = {
  booted: 0,
  migrated: 1,
  restored: 2,
  'from-snapshot': 3,
  wakeup: 4,
  recreated: 5,
} as const

/** virDomainEventStoppedDetailType */
export const DomainEventStoppedDetailType = {
  shutdown: 0,
  destroyed: 1,
  crashed: 2,
  migrated: 3,
  saved: 4,
  failed: 5,
  'from-snapshot': 6,
  recreated: 7,
} as const

/** virDomainEventSuspendedDetailType */
export const DomainEventSuspendedDetailType = {
  paused: 0,
  migrated: 1,
  ioerror: 2,
  watchdog: 3,
  restored: 4,
  'from-snapshot': 5,
  'api-error': 6,
  postcopy: 7,
  'postcopy-failed': 8,
  'guest-shutdown': 9,
} as const

/** virDomainEventTrayChangeReason */
export const DomainEventTrayChangeReason = {
  open: 0,
  close: 1,
} as const

/** virDomainEventType */
export const DomainEventType = {
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

/** virDomainEventUndefinedDetailType */
export const DomainEventUndefinedDetailType = {
  removed: 0,
  renamed: 1,
} as const

/** virDomainEventWatchdogAction */
export const DomainEventWatchdogAction = {
  none: 0,
  pause: 1,
  reset: 2,
  poweroff: 3,
  shutdown: 4,
  debug: 5,
  injectnmi: 6,
} as const

/** virDomainFDAssociateFlags */
export const DomainFDAssociateFlags = {
  'seclabel-restore': 1,
  'seclabel-writable': 2,
} as const

/** virDomainGetHostnameFlags */
export const DomainGetHostnameFlags = {
  lease: 1,
  agent: 2,
} as const

/** virDomainGetJobStatsFlags */
export const DomainGetJobStatsFlags = {
  completed: 1,
  'keep-completed': 2,
} as const

/** virDomainGraphicsReloadType */
export const DomainGraphicsReloadType = {
  any: 0,
  vnc: 1,
} as const

/** virDomainGuestInfoTypes */
export const DomainGuestInfoTypes = {
  users: 1,
  os: 2,
  timezone: 4,
  hostname: 8,
  filesystem: 16,
  disks: 32,
  interfaces: 64,
  load: 128,
  devices: 256,
} as const

/** virDomainInterfaceAddressesSource */
export const DomainInterfaceAddressesSource = {
  lease: 0,
  agent: 1,
  arp: 2,
} as const

/** virDomainJobOperation */
export const DomainJobOperation = {
  unknown: 0,
  start: 1,
  save: 2,
  restore: 3,
  'migration-in': 4,
  'migration-out': 5,
  snapshot: 6,
  'snapshot-revert': 7,
  dump: 8,
  backup: 9,
  'snapshot-delete': 10,
} as const

/** virDomainJobType */
export const DomainJobType = {
  none: 0,
  bounded: 1,
  unbounded: 2,
  completed: 3,
  failed: 4,
  cancelled: 5,
} as const

/** virDomainLifecycle */
export const DomainLifecycle = {
  poweroff: 0,
  reboot: 1,
  crash: 2,
} as const

/** virDomainLifecycleAction */
export const DomainLifecycleAction = {
  destroy: 0,
  restart: 1,
  'restart-rename': 2,
  preserve: 3,
  'coredump-destroy': 4,
  'coredump-restart': 5,
  'preserve-running': 6,
} as const

/** virDomainMemoryFailureActionType */
export const DomainMemoryFailureActionType = {
  ignore: 0,
  inject: 1,
  fatal: 2,
  reset: 3,
} as const

/** virDomainMemoryFailureFlags */
export const DomainMemoryFailureFlags = {
  'action-required': 1,
  recursive: 2,
} as const

/** virDomainMemoryFailureRecipientType */
export const DomainMemoryFailureRecipientType = {
  hypervisor: 0,
  guest: 1,
} as const

/** virDomainMemoryFlags */
export const DomainMemoryFlags = {
  virtual: 1,
  physical: 2,
} as const

/** virDomainMemoryModFlags */
export const DomainMemoryModFlags = {
  current: 0,
  live: 1,
  config: 2,
  maximum: 4,
} as const

/** virDomainMemoryStatTags */
export const DomainMemoryStatTags = {
  'swap-in': 0,
  'swap-out': 1,
  'major-fault': 2,
  'minor-fault': 3,
  unused: 4,
  available: 5,
  'actual-balloon': 6,
  rss: 7,
  usable: 8,
  'last-update': 9,
  'disk-caches': 10,
  'hugetlb-pgalloc': 11,
  'hugetlb-pgfail': 12,
  nr: 13,
} as const

/** virDomainMessageType */
export const DomainMessageType = {
  deprecation: 1,
  tainting: 2,
  ioerrors: 4,
} as const

/** virDomainMetadataType */
export const DomainMetadataType = {
  description: 0,
  title: 1,
  element: 2,
} as const

/** virDomainMigrateFlags */
export const DomainMigrateFlags = {
  live: 1,
  peer2peer: 2,
  tunnelled: 4,
  'persist-dest': 8,
  'undefine-source': 16,
  paused: 32,
  'non-shared-disk': 64,
  'non-shared-inc': 128,
  'change-protection': 256,
  unsafe: 512,
  offline: 1024,
  compressed: 2048,
  'abort-on-error': 4096,
  'auto-converge': 8192,
  'rdma-pin-all': 16384,
  postcopy: 32768,
  tls: 65536,
  parallel: 131072,
  'non-shared-synchronous-writes': 262144,
  'postcopy-resume': 524288,
  zerocopy: 1048576,
} as const

/** virDomainMigrateMaxSpeedFlags */
export const DomainMigrateMaxSpeedFlags = {
  postcopy: 1,
} as const

/** virDomainModificationImpact */
export const DomainModificationImpact = {
  current: 0,
  live: 1,
  config: 2,
} as const

/** virDomainNostateReason */
export const DomainNostateReason = {
  unknown: 0,
} as const

/** virDomainNumatuneMemMode */
export const DomainNumatuneMemMode = {
  strict: 0,
  preferred: 1,
  interleave: 2,
  restrictive: 3,
} as const

/** virDomainOpenGraphicsFlags */
export const DomainOpenGraphicsFlags = {
  skipauth: 1,
} as const

/** virDomainPMSuspendedDiskReason */
export const DomainPMSuspendedDiskReason = {
  unknown: 0,
} as const

/** virDomainPMSuspendedReason */
export const DomainPMSuspendedReason = {
  unknown: 0,
} as const

/** virDomainPausedReason */
export const DomainPausedReason = {
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
  'api-error': 14,
} as const

/** virDomainProcessSignal */
export const DomainProcessSignal = {
  nop: 0,
  hup: 1,
  int: 2,
  quit: 3,
  ill: 4,
  trap: 5,
  abrt: 6,
  bus: 7,
  fpe: 8,
  kill: 9,
  usr1: 10,
  segv: 11,
  usr2: 12,
  pipe: 13,
  alrm: 14,
  term: 15,
  stkflt: 16,
  chld: 17,
  cont: 18,
  stop: 19,
  tstp: 20,
  ttin: 21,
  ttou: 22,
  urg: 23,
  xcpu: 24,
  xfsz: 25,
  vtalrm: 26,
  prof: 27,
  winch: 28,
  poll: 29,
  pwr: 30,
  sys: 31,
  rt0: 32,
  rt1: 33,
  rt2: 34,
  rt3: 35,
  rt4: 36,
  rt5: 37,
  rt6: 38,
  rt7: 39,
  rt8: 40,
  rt9: 41,
  rt10: 42,
  rt11: 43,
  rt12: 44,
  rt13: 45,
  rt14: 46,
  rt15: 47,
  rt16: 48,
  rt17: 49,
  rt18: 50,
  rt19: 51,
  rt20: 52,
  rt21: 53,
  rt22: 54,
  rt23: 55,
  rt24: 56,
  rt25: 57,
  rt26: 58,
  rt27: 59,
  rt28: 60,
  rt29: 61,
  rt30: 62,
  rt31: 63,
  rt32: 64,
} as const

/** virDomainQemuAgentCommandTimeoutValues */
export const DomainQemuAgentCommandTimeoutValues = {
  block: -2,
  min: -2,
  default: -1,
  nowait: 0,
  shutdown: 60,
} as const

/** virDomainQemuMonitorCommandFlags */
export const DomainQemuMonitorCommandFlags = {
  default: 0,
  hmp: 1,
} as const

/** virDomainRebootFlagValues */
export const DomainRebootFlagValues = {
  default: 0,
  'acpi-power-btn': 1,
  'guest-agent': 2,
  initctl: 4,
  signal: 8,
  paravirt: 16,
} as const

/** virDomainRunningReason */
export const DomainRunningReason = {
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

/** virDomainSaveImageXMLFlags */
export const DomainSaveImageXMLFlags = {
  secure: 1,
} as const

/** virDomainSaveRestoreFlags */
export const DomainSaveRestoreFlags = {
  'bypass-cache': 1,
  running: 2,
  paused: 4,
  'reset-nvram': 8,
} as const

/** virDomainSetTimeFlags */
export const DomainSetTimeFlags = {
  sync: 1,
} as const

/** virDomainSetUserPasswordFlags */
export const DomainSetUserPasswordFlags = {
  encrypted: 1,
} as const

/** virDomainSetVcpuFlags */
export const DomainSetVcpuFlags = {
  'affect-current': 0,
  'affect-live': 1,
  'affect-config': 2,
  'async-unplug': 4,
} as const

/** virDomainShutdownFlagValues */
export const DomainShutdownFlagValues = {
  default: 0,
  'acpi-power-btn': 1,
  'guest-agent': 2,
  initctl: 4,
  signal: 8,
  paravirt: 16,
} as const

/** virDomainShutdownReason */
export const DomainShutdownReason = {
  unknown: 0,
  user: 1,
} as const

/** virDomainShutoffReason */
export const DomainShutoffReason = {
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

/** virDomainSnapshotCreateFlags */
export const DomainSnapshotCreateFlags = {
  redefine: 1,
  current: 2,
  'no-metadata': 4,
  halt: 8,
  'disk-only': 16,
  'reuse-ext': 32,
  quiesce: 64,
  atomic: 128,
  live: 256,
  validate: 512,
} as const

/** virDomainSnapshotDeleteFlags */
export const DomainSnapshotDeleteFlags = {
  children: 1,
  'metadata-only': 2,
  'children-only': 4,
} as const

/** virDomainSnapshotListFlags */
export const DomainSnapshotListFlags = {
  descendants: 1,
  roots: 1,
  metadata: 2,
  leaves: 4,
  'no-leaves': 8,
  'no-metadata': 16,
  inactive: 32,
  active: 64,
  'disk-only': 128,
  internal: 256,
  external: 512,
  topological: 1024,
} as const

/** virDomainSnapshotRevertFlags */
export const DomainSnapshotRevertFlags = {
  running: 1,
  paused: 2,
  force: 4,
  'reset-nvram': 8,
} as const

/** virDomainSnapshotXMLFlags */
export const DomainSnapshotXMLFlags = {
  secure: 1,
} as const

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

/** virDomainStatsTypes */
export const DomainStatsTypes = {
  state: 1,
  'cpu-total': 2,
  balloon: 4,
  vcpu: 8,
  interface: 16,
  block: 32,
  perf: 64,
  iothread: 128,
  memory: 256,
  dirtyrate: 512,
  vm: 1024,
} as const

/** virDomainUndefineFlagsValues */
export const DomainUndefineFlagsValues = {
  'managed-save': 1,
  'snapshots-metadata': 2,
  nvram: 4,
  'keep-nvram': 8,
  'checkpoints-metadata': 16,
  tpm: 32,
  'keep-tpm': 64,
} as const

/** virDomainVcpuFlags */
export const DomainVcpuFlags = {
  current: 0,
  live: 1,
  config: 2,
  maximum: 4,
  guest: 8,
  hotpluggable: 16,
  'async-unplug': 32,
} as const

/** virDomainXMLFlags */
export const DomainXMLFlags = {
  secure: 1,
  inactive: 2,
  'update-cpu': 4,
  migratable: 8,
} as const

/** virErrorLevel */
export const ErrorLevel = {
  none: 0,
  warning: 1,
  error: 2,
} as const

/** virEventHandleType */
export const EventHandleType = {
  readable: 1,
  writable: 2,
  error: 4,
  hangup: 8,
} as const

/** virIPAddrType */
export const IPAddrType = {
  ipv4: 0,
  ipv6: 1,
} as const

/** virInterfaceDefineFlags */
export const InterfaceDefineFlags = {
  validate: 1,
} as const

/** virInterfaceXMLFlags */
export const InterfaceXMLFlags = {
  inactive: 1,
} as const

/** virKeycodeSet */
export const KeycodeSet = {
  linux: 0,
  xt: 1,
  atset1: 2,
  atset2: 3,
  atset3: 4,
  osx: 5,
  'xt-kbd': 6,
  usb: 7,
  win32: 8,
  qnum: 9,
} as const

/** virMemoryParameterType */
export const MemoryParameterType = {
  int: 1,
  uint: 2,
  llong: 3,
  ullong: 4,
  double: 5,
  boolean: 6,
} as const

/** virNWFilterBindingCreateFlags */
export const NWFilterBindingCreateFlags = {
  validate: 1,
} as const

/** virNWFilterDefineFlags */
export const NWFilterDefineFlags = {
  validate: 1,
} as const

/** virNetworkCreateFlags */
export const NetworkCreateFlags = {
  validate: 1,
} as const

/** virNetworkDefineFlags */
export const NetworkDefineFlags = {
  validate: 1,
} as const

/** virNetworkEventID */
export const NetworkEventID = {
  lifecycle: 0,
  'metadata-change': 1,
} as const

/** virNetworkEventLifecycleType */
export const NetworkEventLifecycleType = {
  defined: 0,
  undefined: 1,
  started: 2,
  stopped: 3,
} as const

/** virNetworkMetadataType */
export const NetworkMetadataType = {
  description: 0,
  title: 1,
  element: 2,
} as const

/** virNetworkPortCreateFlags */
export const NetworkPortCreateFlags = {
  reclaim: 1,
  validate: 2,
} as const

/** virNetworkUpdateCommand */
export const NetworkUpdateCommand = {
  none: 0,
  modify: 1,
  delete: 2,
  'add-last': 3,
  'add-first': 4,
} as const

/** virNetworkUpdateFlags */
export const NetworkUpdateFlags = {
  current: 0,
  live: 1,
  config: 2,
} as const

/** virNetworkUpdateSection */
export const NetworkUpdateSection = {
  none: 0,
  bridge: 1,
  domain: 2,
  ip: 3,
  'ip-dhcp-host': 4,
  'ip-dhcp-range': 5,
  forward: 6,
  'forward-interface': 7,
  'forward-pf': 8,
  portgroup: 9,
  'dns-host': 10,
  'dns-txt': 11,
  'dns-srv': 12,
} as const

/** virNetworkXMLFlags */
export const NetworkXMLFlags = {
  inactive: 1,
} as const

/** virNodeAllocPagesFlags */
export const NodeAllocPagesFlags = {
  add: 0,
  set: 1,
} as const

/** virNodeDeviceCreateXMLFlags */
export const NodeDeviceCreateXMLFlags = {
  validate: 1,
} as const

/** virNodeDeviceDefineXMLFlags */
export const NodeDeviceDefineXMLFlags = {
  validate: 1,
} as const

/** virNodeDeviceEventID */
export const NodeDeviceEventID = {
  lifecycle: 0,
  update: 1,
} as const

/** virNodeDeviceEventLifecycleType */
export const NodeDeviceEventLifecycleType = {
  created: 0,
  deleted: 1,
  defined: 2,
  undefined: 3,
} as const

/** virNodeDeviceUpdateFlags */
export const NodeDeviceUpdateFlags = {
  current: 0,
  live: 1,
  config: 2,
} as const

/** virNodeDeviceXMLFlags */
export const NodeDeviceXMLFlags = {
  inactive: 1,
} as const

/** virNodeGetCPUStatsAllCPUs */
export const NodeGetCPUStatsAllCPUs = {
  'all-cpus': -1,
} as const

/** virNodeGetMemoryStatsAllCells */
export const NodeGetMemoryStatsAllCells = {
  'all-cells': -1,
} as const

/** virNodeSuspendTarget */
export const NodeSuspendTarget = {
  mem: 0,
  disk: 1,
  hybrid: 2,
} as const

/** virSchedParameterType */
export const SchedParameterType = {
  int: 1,
  uint: 2,
  llong: 3,
  ullong: 4,
  double: 5,
  boolean: 6,
} as const

/** virSecretDefineFlags */
export const SecretDefineFlags = {
  validate: 1,
} as const

/** virSecretEventID */
export const SecretEventID = {
  lifecycle: 0,
  'value-changed': 1,
} as const

/** virSecretEventLifecycleType */
export const SecretEventLifecycleType = {
  defined: 0,
  undefined: 1,
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

/** virStoragePoolBuildFlags */
export const StoragePoolBuildFlags = {
  new: 0,
  repair: 1,
  resize: 2,
  'no-overwrite': 4,
  overwrite: 8,
} as const

/** virStoragePoolCreateFlags */
export const StoragePoolCreateFlags = {
  normal: 0,
  'with-build': 1,
  'with-build-overwrite': 2,
  'with-build-no-overwrite': 4,
} as const

/** virStoragePoolDefineFlags */
export const StoragePoolDefineFlags = {
  validate: 1,
} as const

/** virStoragePoolDeleteFlags */
export const StoragePoolDeleteFlags = {
  normal: 0,
  zeroed: 1,
} as const

/** virStoragePoolEventID */
export const StoragePoolEventID = {
  lifecycle: 0,
  refresh: 1,
} as const

/** virStoragePoolEventLifecycleType */
export const StoragePoolEventLifecycleType = {
  defined: 0,
  undefined: 1,
  started: 2,
  stopped: 3,
  created: 4,
  deleted: 5,
} as const

/** virStoragePoolState */
export const StoragePoolState = {
  inactive: 0,
  building: 1,
  running: 2,
  degraded: 3,
  inaccessible: 4,
} as const

/** virStorageVolCreateFlags */
export const StorageVolCreateFlags = {
  'prealloc-metadata': 1,
  reflink: 2,
  validate: 4,
} as const

/** virStorageVolDeleteFlags */
export const StorageVolDeleteFlags = {
  normal: 0,
  zeroed: 1,
  'with-snapshots': 2,
} as const

/** virStorageVolDownloadFlags */
export const StorageVolDownloadFlags = {
  'sparse-stream': 1,
} as const

/** virStorageVolInfoFlags */
export const StorageVolInfoFlags = {
  'use-allocation': 0,
  'get-physical': 1,
} as const

/** virStorageVolResizeFlags */
export const StorageVolResizeFlags = {
  allocate: 1,
  delta: 2,
  shrink: 4,
} as const

/** virStorageVolType */
export const StorageVolType = {
  file: 0,
  block: 1,
  dir: 2,
  network: 3,
  netdir: 4,
  ploop: 5,
} as const

/** virStorageVolUploadFlags */
export const StorageVolUploadFlags = {
  'sparse-stream': 1,
} as const

/** virStorageVolWipeAlgorithm */
export const StorageVolWipeAlgorithm = {
  zero: 0,
  nnsa: 1,
  dod: 2,
  bsi: 3,
  gutmann: 4,
  schneier: 5,
  pfitzner7: 6,
  pfitzner33: 7,
  random: 8,
  trim: 9,
} as const

/** virStorageXMLFlags */
export const StorageXMLFlags = {
  inactive: 1,
} as const

/** virStreamEventType */
export const StreamEventType = {
  readable: 1,
  writable: 2,
  error: 4,
  hangup: 8,
} as const

/** virStreamFlags */
export const StreamFlags = {
  nonblock: 1,
} as const

/** virStreamRecvFlagsValues */
export const StreamRecvFlagsValues = {
  'stop-at-hole': 1,
} as const

/** virTypedParameterFlags */
export const TypedParameterFlags = {
  'string-okay': 4,
} as const

/** virTypedParameterType */
export const TypedParameterType = {
  int: 1,
  uint: 2,
  llong: 3,
  ullong: 4,
  double: 5,
  boolean: 6,
  string: 7,
} as const

/** virVcpuHostCpuState */
export const VcpuHostCpuState = {
  unavailable: -2,
  offline: -1,
} as const

/** virVcpuState */
export const VcpuState = {
  offline: 0,
  running: 1,
  blocked: 2,
} as const
