// Written by tools/generate-libvirt-names.mjs. Do not edit.

/** VIR_DOMAIN_ANNOUNCE_INTERFACE_… */
export const AnnounceInterfaceParameters = {
  initial: ['initial', 'uint'],
  max: ['max', 'uint'],
  rounds: ['rounds', 'uint'],
  step: ['step', 'uint'],
} as const

/** VIR_DOMAIN_BLKIO_… */
export const BlkioParameters = {
  deviceReadBps: ['device_read_bytes_sec', 'string'],
  deviceReadIops: ['device_read_iops_sec', 'string'],
  deviceWeight: ['device_weight', 'string'],
  deviceWriteBps: ['device_write_bytes_sec', 'string'],
  deviceWriteIops: ['device_write_iops_sec', 'string'],
  weight: ['weight', 'uint'],
} as const

/** VIR_DOMAIN_BLOCK_COPY_… */
export const BlockCopyParameters = {
  bandwidth: ['bandwidth', 'ullong'],
  bufSize: ['buf-size', 'ullong'],
  granularity: ['granularity', 'uint'],
} as const

/** VIR_DOMAIN_BLOCK_IOTUNE_… */
export const BlockIoTuneParameters = {
  groupName: ['group_name', 'string'],
  readBytesSec: ['read_bytes_sec', 'ullong'],
  readBytesSecMax: ['read_bytes_sec_max', 'ullong'],
  readBytesSecMaxLength: ['read_bytes_sec_max_length', 'ullong'],
  readIopsSec: ['read_iops_sec', 'ullong'],
  readIopsSecMax: ['read_iops_sec_max', 'ullong'],
  readIopsSecMaxLength: ['read_iops_sec_max_length', 'ullong'],
  sizeIopsSec: ['size_iops_sec', 'ullong'],
  totalBytesSec: ['total_bytes_sec', 'ullong'],
  totalBytesSecMax: ['total_bytes_sec_max', 'ullong'],
  totalBytesSecMaxLength: ['total_bytes_sec_max_length', 'ullong'],
  totalIopsSec: ['total_iops_sec', 'ullong'],
  totalIopsSecMax: ['total_iops_sec_max', 'ullong'],
  totalIopsSecMaxLength: ['total_iops_sec_max_length', 'ullong'],
  writeBytesSec: ['write_bytes_sec', 'ullong'],
  writeBytesSecMax: ['write_bytes_sec_max', 'ullong'],
  writeBytesSecMaxLength: ['write_bytes_sec_max_length', 'ullong'],
  writeIopsSec: ['write_iops_sec', 'ullong'],
  writeIopsSecMax: ['write_iops_sec_max', 'ullong'],
  writeIopsSecMaxLength: ['write_iops_sec_max_length', 'ullong'],
} as const

/** VIR_DOMAIN_BLOCK_STATS_… */
export const BlockStatistics = {
  errs: ['errs', 'llong'],
  flushReq: ['flush_operations', 'llong'],
  flushTotalTimes: ['flush_total_times', 'llong'],
  readBytes: ['rd_bytes', 'llong'],
  readReq: ['rd_operations', 'llong'],
  readTotalTimes: ['rd_total_times', 'llong'],
  writeBytes: ['wr_bytes', 'llong'],
  writeReq: ['wr_operations', 'llong'],
  writeTotalTimes: ['wr_total_times', 'llong'],
} as const

/** VIR_DOMAIN_CPU_STATS_… */
export const CpuStatistics = {
  cputime: ['cpu_time', 'ullong'],
  systemtime: ['system_time', 'ullong'],
  usertime: ['user_time', 'ullong'],
  vcputime: ['vcpu_time', 'ullong'],
} as const

/** VIR_CONNECT_IDENTITY_… */
export const IdentityParameters = {
  groupName: ['group-name', 'string'],
  processId: ['process-id', 'llong'],
  processTime: ['process-time', 'ullong'],
  saslUserName: ['sasl-user-name', 'string'],
  selinuxContext: ['selinux-context', 'string'],
  unixGroupId: ['unix-group-id', 'ullong'],
  unixUserId: ['unix-user-id', 'ullong'],
  userName: ['user-name', 'string'],
  x509DistinguishedName: ['x509-distinguished-name', 'string'],
} as const

/** VIR_DOMAIN_BANDWIDTH_… */
export const InterfaceParameters = {
  inAverage: ['inbound.average', 'uint'],
  inBurst: ['inbound.burst', 'uint'],
  inFloor: ['inbound.floor', 'uint'],
  inPeak: ['inbound.peak', 'uint'],
  outAverage: ['outbound.average', 'uint'],
  outBurst: ['outbound.burst', 'uint'],
  outPeak: ['outbound.peak', 'uint'],
} as const

/** VIR_DOMAIN_IOTHREAD_… */
export const IoThreadParameters = {
  pollGrow: ['poll_grow', 'ullong'],
  pollMaxNs: ['poll_max_ns', 'ullong'],
  pollShrink: ['poll_shrink', 'ullong'],
  pollWeight: ['poll_weight', 'uint'],
  threadPoolMax: ['thread_pool_max', 'int'],
  threadPoolMin: ['thread_pool_min', 'int'],
} as const

/** VIR_DOMAIN_JOB_… */
export const JobStatistics = {
  autoConvergeThrottle: ['auto_converge_throttle', 'int'],
  compressionBytes: ['compression_bytes', 'ullong'],
  compressionCache: ['compression_cache', 'ullong'],
  compressionCacheMisses: ['compression_cache_misses', 'ullong'],
  compressionOverflow: ['compression_overflow', 'ullong'],
  compressionPages: ['compression_pages', 'ullong'],
  dataProcessed: ['data_processed', 'ullong'],
  dataRemaining: ['data_remaining', 'ullong'],
  dataTotal: ['data_total', 'ullong'],
  diskBps: ['disk_bps', 'ullong'],
  diskProcessed: ['disk_processed', 'ullong'],
  diskRemaining: ['disk_remaining', 'ullong'],
  diskTempTotal: ['disk_temp_total', 'ullong'],
  diskTempUsed: ['disk_temp_used', 'ullong'],
  diskTotal: ['disk_total', 'ullong'],
  downtime: ['downtime', 'ullong'],
  downtimeNet: ['downtime_net', 'ullong'],
  errmsg: ['errmsg', 'string'],
  memoryBps: ['memory_bps', 'ullong'],
  memoryConstant: ['memory_constant', 'ullong'],
  memoryDirtyRate: ['memory_dirty_rate', 'ullong'],
  memoryIteration: ['memory_iteration', 'ullong'],
  memoryNormal: ['memory_normal', 'ullong'],
  memoryNormalBytes: ['memory_normal_bytes', 'ullong'],
  memoryPageSize: ['memory_page_size', 'ullong'],
  memoryPostcopyReqs: ['memory_postcopy_requests', 'ullong'],
  memoryProcessed: ['memory_processed', 'ullong'],
  memoryRemaining: ['memory_remaining', 'ullong'],
  memoryTotal: ['memory_total', 'ullong'],
  operation: ['operation', 'int'],
  setupTime: ['setup_time', 'ullong'],
  success: ['success', 'boolean'],
  timeElapsed: ['time_elapsed', 'ullong'],
  timeElapsedNet: ['time_elapsed_net', 'ullong'],
  timeRemaining: ['time_remaining', 'ullong'],
  vfioDataTransferred: ['vfio_data_transferred', 'ullong'],
} as const

/** VIR_DOMAIN_LAUNCH_SECURITY_… */
export const LaunchSecurityParameters = {
  sevApiMajor: ['sev-api-major', 'uint'],
  sevApiMinor: ['sev-api-minor', 'uint'],
  sevBuildId: ['sev-build-id', 'uint'],
  sevMeasurement: ['sev-measurement', 'string'],
  sevPolicy: ['sev-policy', 'uint'],
  sevSecret: ['sev-secret', 'string'],
  sevSecretHeader: ['sev-secret-header', 'string'],
  sevSecretSetAddress: ['sev-secret-set-address', 'ullong'],
  sevSnpPolicy: ['sev-snp-policy', 'ullong'],
} as const

/** VIR_DOMAIN_MEMORY_… */
export const MemoryParameters = {
  hardLimit: ['hard_limit', 'ullong'],
  minGuarantee: ['min_guarantee', 'ullong'],
  softLimit: ['soft_limit', 'ullong'],
  swapHardLimit: ['swap_hard_limit', 'ullong'],
} as const

/** VIR_MIGRATE_PARAM_… */
export const MigrationParameters = {
  autoConvergeIncrement: ['auto_converge.increment', 'int'],
  autoConvergeInitial: ['auto_converge.initial', 'int'],
  bandwidth: ['bandwidth', 'ullong'],
  bandwidthAvailSwitchover: ['bandwidth.avail.switchover', 'ullong'],
  bandwidthPostcopy: ['bandwidth.postcopy', 'ullong'],
  compression: ['compression', 'string'],
  compressionMtDthreads: ['compression.mt.dthreads', 'int'],
  compressionMtLevel: ['compression.mt.level', 'int'],
  compressionMtThreads: ['compression.mt.threads', 'int'],
  compressionXbzrleCache: ['compression.xbzrle.cache', 'ullong'],
  compressionZlibLevel: ['compression.zlib.level', 'int'],
  compressionZstdLevel: ['compression.zstd.level', 'int'],
  destName: ['destination_name', 'string'],
  destXml: ['destination_xml', 'string'],
  disksPort: ['disks_port', 'int'],
  disksUri: ['disks_uri', 'string'],
  graphicsUri: ['graphics_uri', 'string'],
  listenAddress: ['listen_address', 'string'],
  migrateDisks: ['migrate_disks', 'string'],
  migrateDisksDetectZeroes: ['migrate_disks_detect_zeroes', 'string'],
  migrateDisksTargetZero: ['migrate_disks_target_zero', 'string'],
  parallelConnections: ['parallel.connections', 'int'],
  persistXml: ['persistent_xml', 'string'],
  tlsDestination: ['tls.destination', 'string'],
  uri: ['migrate_uri', 'string'],
} as const

/** VIR_NETWORK_PORT_BANDWIDTH_… */
export const NetworkPortParameters = {
  inAverage: ['inbound.average', 'uint'],
  inBurst: ['inbound.burst', 'uint'],
  inFloor: ['inbound.floor', 'uint'],
  inPeak: ['inbound.peak', 'uint'],
  outAverage: ['outbound.average', 'uint'],
  outBurst: ['outbound.burst', 'uint'],
  outPeak: ['outbound.peak', 'uint'],
} as const

/** VIR_NODE_MEMORY_SHARED_… */
export const NodeMemoryParameters = {
  fullScans: ['shm_full_scans', 'ullong'],
  mergeAcrossNodes: ['shm_merge_across_nodes', 'uint'],
  pagesShared: ['shm_pages_shared', 'ullong'],
  pagesSharing: ['shm_pages_sharing', 'ullong'],
  pagesToScan: ['shm_pages_to_scan', 'uint'],
  pagesUnshared: ['shm_pages_unshared', 'ullong'],
  pagesVolatile: ['shm_pages_volatile', 'ullong'],
  sleepMillisecs: ['shm_sleep_millisecs', 'uint'],
} as const

/** VIR_NODE_SEV_… */
export const NodeSevInformation = {
  cbitpos: ['cbitpos', 'uint'],
  certChain: ['cert-chain', 'string'],
  cpu0Id: ['cpu0-id', 'string'],
  maxEsGuests: ['max-es-guests', 'uint'],
  maxGuests: ['max-guests', 'uint'],
  pdh: ['pdh', 'string'],
  reducedPhysBits: ['reduced-phys-bits', 'uint'],
} as const

/** VIR_DOMAIN_NUMA_… */
export const NumaParameters = {
  mode: ['numa_mode', 'int'],
  nodeset: ['numa_nodeset', 'string'],
} as const

/** VIR_PERF_PARAM_… */
export const PerfEvents = {
  alignmentFaults: ['alignment_faults', 'boolean'],
  branchInstructions: ['branch_instructions', 'boolean'],
  branchMisses: ['branch_misses', 'boolean'],
  busCycles: ['bus_cycles', 'boolean'],
  cacheMisses: ['cache_misses', 'boolean'],
  cacheReferences: ['cache_references', 'boolean'],
  cmt: ['cmt', 'boolean'],
  contextSwitches: ['context_switches', 'boolean'],
  cpuClock: ['cpu_clock', 'boolean'],
  cpuCycles: ['cpu_cycles', 'boolean'],
  cpuMigrations: ['cpu_migrations', 'boolean'],
  emulationFaults: ['emulation_faults', 'boolean'],
  instructions: ['instructions', 'boolean'],
  mbml: ['mbml', 'boolean'],
  mbmt: ['mbmt', 'boolean'],
  pageFaults: ['page_faults', 'boolean'],
  pageFaultsMaj: ['page_faults_maj', 'boolean'],
  pageFaultsMin: ['page_faults_min', 'boolean'],
  refCpuCycles: ['ref_cpu_cycles', 'boolean'],
  stalledCyclesBackend: ['stalled_cycles_backend', 'boolean'],
  stalledCyclesFrontend: ['stalled_cycles_frontend', 'boolean'],
  taskClock: ['task_clock', 'boolean'],
} as const

/** VIR_DOMAIN_SAVE_PARAM_… */
export const SaveParameters = {
  dxml: ['dxml', 'string'],
  file: ['file', 'string'],
  imageFormat: ['image_format', 'string'],
  parallelChannels: ['parallel.channels', 'int'],
} as const

/** VIR_DOMAIN_SCHEDULER_… */
export const SchedulerParameters = {
  cap: ['cap', 'uint'],
  cpuShares: ['cpu_shares', 'ullong'],
  emulatorPeriod: ['emulator_period', 'ullong'],
  emulatorQuota: ['emulator_quota', 'llong'],
  globalPeriod: ['global_period', 'ullong'],
  globalQuota: ['global_quota', 'llong'],
  iothreadPeriod: ['iothread_period', 'ullong'],
  iothreadQuota: ['iothread_quota', 'llong'],
  limit: ['limit', 'llong'],
  reservation: ['reservation', 'llong'],
  shares: ['shares', 'int'],
  vcpuPeriod: ['vcpu_period', 'ullong'],
  vcpuQuota: ['vcpu_quota', 'llong'],
  weight: ['weight', 'uint'],
} as const

/** VIR_DOMAIN_TUNABLE_… */
export const TunableParameters = {
  blkdevDisk: ['blkdeviotune.disk', 'string'],
  blkdevGroupName: ['blkdeviotune.group_name', 'string'],
  blkdevReadBytesSec: ['blkdeviotune.read_bytes_sec', 'ullong'],
  blkdevReadBytesSecMax: ['blkdeviotune.read_bytes_sec_max', 'ullong'],
  blkdevReadBytesSecMaxLength: ['blkdeviotune.read_bytes_sec_max_length', 'ullong'],
  blkdevReadIopsSec: ['blkdeviotune.read_iops_sec', 'ullong'],
  blkdevReadIopsSecMax: ['blkdeviotune.read_iops_sec_max', 'ullong'],
  blkdevReadIopsSecMaxLength: ['blkdeviotune.read_iops_sec_max_length', 'ullong'],
  blkdevSizeIopsSec: ['blkdeviotune.size_iops_sec', 'ullong'],
  blkdevTotalBytesSec: ['blkdeviotune.total_bytes_sec', 'ullong'],
  blkdevTotalBytesSecMax: ['blkdeviotune.total_bytes_sec_max', 'ullong'],
  blkdevTotalBytesSecMaxLength: ['blkdeviotune.total_bytes_sec_max_length', 'ullong'],
  blkdevTotalIopsSec: ['blkdeviotune.total_iops_sec', 'ullong'],
  blkdevTotalIopsSecMax: ['blkdeviotune.total_iops_sec_max', 'ullong'],
  blkdevTotalIopsSecMaxLength: ['blkdeviotune.total_iops_sec_max_length', 'ullong'],
  blkdevWriteBytesSec: ['blkdeviotune.write_bytes_sec', 'ullong'],
  blkdevWriteBytesSecMax: ['blkdeviotune.write_bytes_sec_max', 'ullong'],
  blkdevWriteBytesSecMaxLength: ['blkdeviotune.write_bytes_sec_max_length', 'ullong'],
  blkdevWriteIopsSec: ['blkdeviotune.write_iops_sec', 'ullong'],
  blkdevWriteIopsSecMax: ['blkdeviotune.write_iops_sec_max', 'ullong'],
  blkdevWriteIopsSecMaxLength: ['blkdeviotune.write_iops_sec_max_length', 'ullong'],
  cpuCpuShares: ['cputune.cpu_shares', 'ullong'],
  cpuEmulatorpin: ['cputune.emulatorpin', 'string'],
  cpuEmulatorPeriod: ['cputune.emulator_period', 'ullong'],
  cpuEmulatorQuota: ['cputune.emulator_quota', 'llong'],
  cpuGlobalPeriod: ['cputune.global_period', 'ullong'],
  cpuGlobalQuota: ['cputune.global_quota', 'llong'],
  cpuIothreadspin: ['cputune.iothreadpin%u', 'string'],
  cpuIothreadPeriod: ['cputune.iothread_period', 'ullong'],
  cpuIothreadQuota: ['cputune.iothread_quota', 'llong'],
  cpuVcpupin: ['cputune.vcpupin%u', 'string'],
  cpuVcpuPeriod: ['cputune.vcpu_period', 'ullong'],
  cpuVcpuQuota: ['cputune.vcpu_quota', 'llong'],
} as const
