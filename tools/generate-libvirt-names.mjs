#!/usr/bin/env node
// Writes what the TypeScript layers know of libvirt's names and numbers, from the record of its interface
// (tools/libvirt/api.json): its errors, its enumerations and flags (string unions to the user), and its typed
// parameters. With --check it only says whether the committed files are current.
import { libvirtApi } from './libvirt/api.mjs'
import { camelCase, write } from './libvirt/output.mjs'

const { constants, macros } = libvirtApi()

const byType = new Map()
for (const constant of constants) byType.set(constant.type, [...(byType.get(constant.type) ?? []), constant])
for (const list of byType.values()) list.sort((a, b) => a.value - b.value)
const isEnd = ({ name }) => name.endsWith('_LAST') && name !== 'VIR_NETWORK_UPDATE_COMMAND_ADD_LAST'

// ── errors: number → the C name ──────────────────────────────────────────────────────────────────────────────────

const ERRORS = { virErrorNumber: 'ERROR_NAMES', virErrorDomain: 'DOMAIN_NAMES' }

function errorTable([type, name]) {
  const names = byType.get(type).filter((constant) => !isEnd(constant))
  const rows = names.map((constant) => `  ${constant.value}: '${constant.name}',`)
  return [`export const ${name}: Readonly<Record<number, string>> = {`, ...rows, '}'].join('\n')
}

// ── enumerations: a short name → number ──────────────────────────────────────────────────────────────────────────

// What the names of an enumeration begin with is what they have in common, but where that is too little or too much.
const PREFIXES = {
  virDomainCreateFlags: 'VIR_DOMAIN_START_', // and a VIR_DOMAIN_NONE
  virDomainFDAssociateFlags: 'VIR_DOMAIN_FD_ASSOCIATE_',
  virStorageVolInfoFlags: 'VIR_STORAGE_VOL_',
  virDomainAbortJobFlagsValues: 'VIR_DOMAIN_ABORT_JOB_',
  virDomainBlockJobInfoFlags: 'VIR_DOMAIN_BLOCK_JOB_INFO_',
  virDomainBlockJobSetSpeedFlags: 'VIR_DOMAIN_BLOCK_JOB_SPEED_',
  virDomainBlockPullFlags: 'VIR_DOMAIN_BLOCK_PULL_',
  virDomainChannelFlags: 'VIR_DOMAIN_CHANNEL_',
  virDomainDefineFlags: 'VIR_DOMAIN_DEFINE_',
  virDomainMigrateMaxSpeedFlags: 'VIR_DOMAIN_MIGRATE_MAX_SPEED_',
  virDomainOpenGraphicsFlags: 'VIR_DOMAIN_OPEN_GRAPHICS_',
  virDomainSetUserPasswordFlags: 'VIR_DOMAIN_PASSWORD_',
  virDomainSaveImageXMLFlags: 'VIR_DOMAIN_SAVE_IMAGE_XML_',
  virDomainSnapshotXMLFlags: 'VIR_DOMAIN_SNAPSHOT_XML_',
  virDomainSetTimeFlags: 'VIR_DOMAIN_TIME_',
  virInterfaceDefineFlags: 'VIR_INTERFACE_DEFINE_',
  virInterfaceXMLFlags: 'VIR_INTERFACE_XML_',
  virNetworkCreateFlags: 'VIR_NETWORK_CREATE_',
  virNetworkDefineFlags: 'VIR_NETWORK_DEFINE_',
  virNetworkXMLFlags: 'VIR_NETWORK_XML_',
  virNodeGetCPUStatsAllCPUs: 'VIR_NODE_CPU_STATS_',
  virNodeDeviceCreateXMLFlags: 'VIR_NODE_DEVICE_CREATE_XML_',
  virNodeDeviceDefineXMLFlags: 'VIR_NODE_DEVICE_DEFINE_XML_',
  virNodeDeviceXMLFlags: 'VIR_NODE_DEVICE_XML_',
  virNodeGetMemoryStatsAllCells: 'VIR_NODE_MEMORY_STATS_',
  virNWFilterBindingCreateFlags: 'VIR_NWFILTER_BINDING_CREATE_',
  virNWFilterDefineFlags: 'VIR_NWFILTER_DEFINE_',
  virSecretDefineFlags: 'VIR_SECRET_DEFINE_',
  virStoragePoolDefineFlags: 'VIR_STORAGE_POOL_DEFINE_',
  virStorageVolDownloadFlags: 'VIR_STORAGE_VOL_DOWNLOAD_',
  virStorageVolUploadFlags: 'VIR_STORAGE_VOL_UPLOAD_',
  virStorageXMLFlags: 'VIR_STORAGE_XML_',
  virStreamFlags: 'VIR_STREAM_',
  virStreamRecvFlagsValues: 'VIR_STREAM_RECV_',
  virTypedParameterFlags: 'VIR_TYPED_PARAM_',
}

function commonPrefix(names) {
  const [first, ...rest] = names.map((name) => name.split('_'))
  const length = first.findIndex((word, index) => rest.some((other) => other[index] !== word))
  return `${first.slice(0, length < 0 ? first.length - 1 : length).join('_')}_`
}

function enumeration([type, all]) {
  const prefix = PREFIXES[type] ?? commonPrefix(all.map(({ name }) => name))
  if (all.length === 1 && PREFIXES[type] === undefined) throw new Error(`${type}: what does ${all[0].name} begin with?`)
  const rows = all
    .filter((constant) => !isEnd(constant) && constant.name.startsWith(prefix))
    .map(({ name, value }) => {
      const short = name.slice(prefix.length).toLowerCase().replaceAll('_', '-')
      return `  ${/^[a-z]\w*$/.test(short) ? short : `'${short}'`}: ${value},`
    })
  return [`/** ${type} */`, `export const ${type.slice('vir'.length)} = {`, ...rows, '} as const'].join('\n')
}

// ── typed parameters: a property → libvirt's name and type ───────────────────────────────────────────────────────

// The macros of a table: those that begin so. What libvirt's documentation does not say of their types is said here.
const PARAMETERS = {
  AnnounceInterfaceParameters: ['VIR_DOMAIN_ANNOUNCE_INTERFACE_', { '*': 'uint' }],
  BlkioParameters: ['VIR_DOMAIN_BLKIO_'],
  BlockCopyParameters: ['VIR_DOMAIN_BLOCK_COPY_', { BANDWIDTH: 'ullong' }],
  BlockIoTuneParameters: ['VIR_DOMAIN_BLOCK_IOTUNE_'],
  BlockStatistics: ['VIR_DOMAIN_BLOCK_STATS_'],
  CpuStatistics: ['VIR_DOMAIN_CPU_STATS_'],
  IdentityParameters: ['VIR_CONNECT_IDENTITY_'],
  InterfaceParameters: ['VIR_DOMAIN_BANDWIDTH_'],
  IoThreadParameters: ['VIR_DOMAIN_IOTHREAD_'],
  JobStatistics: ['VIR_DOMAIN_JOB_', { ERRMSG: 'string' }],
  LaunchSecurityParameters: ['VIR_DOMAIN_LAUNCH_SECURITY_'],
  MemoryParameters: ['VIR_DOMAIN_MEMORY_'],
  MigrationParameters: [
    'VIR_MIGRATE_PARAM_',
    {
      BANDWIDTH_AVAIL_SWITCHOVER: 'ullong',
      COMPRESSION: 'string',
      LISTEN_ADDRESS: 'string',
      MIGRATE_DISKS: 'string',
      MIGRATE_DISKS_DETECT_ZEROES: 'string',
      MIGRATE_DISKS_TARGET_ZERO: 'string',
    },
  ],
  NetworkPortParameters: ['VIR_NETWORK_PORT_BANDWIDTH_'],
  NodeMemoryParameters: [
    'VIR_NODE_MEMORY_SHARED_',
    {
      PAGES_TO_SCAN: 'uint',
      SLEEP_MILLISECS: 'uint',
      MERGE_ACROSS_NODES: 'uint',
      '*': 'ullong',
    },
  ],
  NodeSevInformation: [
    'VIR_NODE_SEV_',
    { CBITPOS: 'uint', REDUCED_PHYS_BITS: 'uint', CERT_CHAIN: 'string', PDH: 'string', CPU0_ID: 'string' },
  ],
  NumaParameters: ['VIR_DOMAIN_NUMA_'],
  PerfEvents: ['VIR_PERF_PARAM_', { '*': 'boolean' }],
  SaveParameters: ['VIR_DOMAIN_SAVE_PARAM_', { FILE: 'string', DXML: 'string' }],
  SchedulerParameters: ['VIR_DOMAIN_SCHEDULER_'],
  TunableParameters: ['VIR_DOMAIN_TUNABLE_'],
}

function parameterTable([name, [prefix, types = {}]]) {
  const rows = macros
    .filter((macro) => macro.name.startsWith(prefix) && macro.text !== undefined)
    // The values of a parameter, which are not parameters.
    .filter((macro) => !/^VIR_DOMAIN_SAVE_PARAM_IMAGE_FORMAT_./.test(macro.name))
    .map((macro) => {
      const rest = macro.name.slice(prefix.length)
      const type = types[rest] ?? macro.type ?? types['*']
      if (type === undefined) throw new Error(`of which type is ${macro.name}?`)
      return `  ${camelCase(rest)}: ['${macro.text}', '${type}'],`
    })
  if (rows.length === 0) throw new Error(`nothing begins with ${prefix}`)
  return [`/** ${prefix}… */`, `export const ${name} = {`, ...rows, '} as const'].join('\n')
}

// ── statistics: `block.0.rd.bytes` and the like, as nested interfaces ────────────────────────────────────────────

// By what their macros begin with; what the documentation does not say of their types is said here.
const STATISTICS = {
  DomainStatistics: [
    'VIR_DOMAIN_STATS_',
    {
      BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_RD_QUEUE_DEPTH_AVG: 'double',
      BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_WR_QUEUE_DEPTH_AVG: 'double',
      BLOCK_SUFFIX_TIMED_GROUP_SUFFIX_ZONE_APPEND_QUEUE_DEPTH_AVG: 'double',
      MEMORY_BANDWIDTH_MONITOR_SUFFIX_NODE_COUNT: 'uint',
    },
  ],
  GuestInformation: ['VIR_DOMAIN_GUEST_INFO_', { DISK_SUFFIX_GUEST_BUS: 'string', OS_ID: 'string' }],
}
const TYPESCRIPT = {
  int: 'number',
  uint: 'number',
  double: 'number',
  llong: 'bigint',
  ullong: 'bigint',
  boolean: 'boolean',
  string: 'string',
}

function statistics([name, [prefix, types]]) {
  const texts = new Map()
  for (const macro of macros) {
    if (macro.name.startsWith(prefix)) texts.set(macro.name.slice(prefix.length), macro.text)
  }
  // The texts of a prefix, `#` for each index: several where one word stands for several.
  const prefixes = (words) => {
    if (words.length === 0) return ['']
    const before = prefixes(words.slice(0, -1))
    const key = `${words.join('_SUFFIX_')}_PREFIX`
    const own = texts.get(key)
    if (own !== undefined) return before.map((text) => `${text}${own}#`)
    const several = [...texts].filter(
      ([other]) =>
        other.startsWith(`${words.join('_SUFFIX_')}_`) &&
        /^[^S]\w*_PREFIX$/.test(other.slice(words.join('_SUFFIX_').length + 1)),
    )
    return before.flatMap((text) => several.map(([, own]) => `${text}${own}`))
  }
  const tree = {}
  for (const macro of macros) {
    const key = macro.name.slice(prefix.length)
    if (
      !macro.name.startsWith(prefix) ||
      macro.text === undefined ||
      key.endsWith('_PREFIX') ||
      /^(?:CUSTOM|VM)_/.test(key)
    )
      continue
    const type = types[key] ?? macro.type
    if (type === undefined) throw new Error(`of which type is ${macro.name}?`)
    for (const before of prefixes(key.split('_SUFFIX_').slice(0, -1))) {
      const path = `${before}${macro.text}`.split('.')
      let node = tree
      for (const word of path.slice(0, -1)) node = node[word] ??= {}
      node[path.at(-1)] = TYPESCRIPT[type]
    }
  }
  const shape = (node, depth) => {
    if (typeof node === 'string') return node
    const indent = '  '.repeat(depth)
    const rows = Object.entries(node)
      .filter(([word]) => !(word === 'count' && '#' in node))
      .map(([word, child]) =>
        word === '#'
          ? `${indent}  readonly list?: readonly ${shape(child, depth + 1)}[]`
          : `${indent}  readonly ${/^\d/.test(word) ? `'${word}'` : camelCase(word)}?: ${shape(child, depth + 1)}`,
      )
    return `{\n${rows.join('\n')}\n${indent}}`
  }
  return `/** ${prefix}… */\nexport interface ${name} ${shape(tree, 0)}`
}

write(import.meta.url, {
  'src/core/generated/libvirt-names.ts': Object.entries(ERRORS).map(errorTable),
  'src/libvirt/generated/enumerations.ts': [...byType]
    .filter(([type]) => !(type in ERRORS))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(enumeration),
  'src/libvirt/generated/statistics.ts': Object.entries(STATISTICS).map(statistics),
  'src/libvirt/generated/parameters.ts': Object.entries(PARAMETERS).map(parameterTable),
})
