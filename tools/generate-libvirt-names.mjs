#!/usr/bin/env node
// Writes what the TypeScript layers know of libvirt's numbers, from the API description that comes with libvirt's
// headers: the names of its errors, and the enumerations and flags that are string unions to the user. With --check it
// only says whether the committed files are current: that they know every name of the installed libvirt (newer files
// than the installed libvirt are fine).
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DOMParser } from '@xmldom/xmldom'

const source = process.env.LIBVIRT_API_XML ?? '/usr/share/libvirt/api/libvirt-api.xml'
const api = new DOMParser().parseFromString(readFileSync(source, 'utf8'), 'text/xml')
const constants = [...api.getElementsByTagName('enum')].map((element) => ({
  name: element.getAttribute('name'),
  type: element.getAttribute('type'),
  value: element.getAttribute('value'),
}))

/** A value may be the name of another constant. */
function numberOf(value) {
  if (/^-?\d+$/.test(value)) return Number(value)
  return numberOf(constants.find(({ name }) => name === value).value)
}

function namesOf(type) {
  return constants
    .filter((constant) => constant.type === type && !constant.name.endsWith('_LAST'))
    .map(({ name, value }) => [name, numberOf(value)])
    .sort(([, a], [, b]) => a - b)
}

// ── errors: number → the C name ──────────────────────────────────────────────────────────────────────────────────

function errorTable(name, type) {
  const rows = namesOf(type).map(([text, number]) => `  ${number}: '${text}',`)
  return [`export const ${name}: Readonly<Record<number, string>> = {`, ...rows, '}'].join('\n')
}

// ── enumerations: a short name → number ──────────────────────────────────────────────────────────────────────────

const ENUMERATIONS = [
  ['DomainState', 'virDomainState', 'VIR_DOMAIN_'],
  ['NostateReason', 'virDomainNostateReason', 'VIR_DOMAIN_NOSTATE_'],
  ['RunningReason', 'virDomainRunningReason', 'VIR_DOMAIN_RUNNING_'],
  ['BlockedReason', 'virDomainBlockedReason', 'VIR_DOMAIN_BLOCKED_'],
  ['PausedReason', 'virDomainPausedReason', 'VIR_DOMAIN_PAUSED_'],
  ['ShutdownReason', 'virDomainShutdownReason', 'VIR_DOMAIN_SHUTDOWN_'],
  ['ShutoffReason', 'virDomainShutoffReason', 'VIR_DOMAIN_SHUTOFF_'],
  ['CrashedReason', 'virDomainCrashedReason', 'VIR_DOMAIN_CRASHED_'],
  ['PmsuspendedReason', 'virDomainPMSuspendedReason', 'VIR_DOMAIN_PMSUSPENDED_'],
  ['DomainListFlag', 'virConnectListAllDomainsFlags', 'VIR_CONNECT_LIST_DOMAINS_'],
  ['DomainDefineFlag', 'virDomainDefineFlags', 'VIR_DOMAIN_DEFINE_'],
  ['DomainStartFlag', 'virDomainCreateFlags', 'VIR_DOMAIN_START_'],
  ['ShutdownMode', 'virDomainShutdownFlagValues', 'VIR_DOMAIN_SHUTDOWN_'],
  ['RebootMode', 'virDomainRebootFlagValues', 'VIR_DOMAIN_REBOOT_'],
  ['DomainDestroyFlag', 'virDomainDestroyFlagsValues', 'VIR_DOMAIN_DESTROY_'],
  ['DomainUndefineFlag', 'virDomainUndefineFlagsValues', 'VIR_DOMAIN_UNDEFINE_'],
  ['DomainXmlFlag', 'virDomainXMLFlags', 'VIR_DOMAIN_XML_'],
  ['ConsoleFlag', 'virDomainConsoleFlags', 'VIR_DOMAIN_CONSOLE_'],
  ['StreamEvent', 'virStreamEventType', 'VIR_STREAM_EVENT_'],
  ['CloseReason', 'virConnectCloseReason', 'VIR_CONNECT_CLOSE_REASON_'],
  ['DomainEventId', 'virDomainEventID', 'VIR_DOMAIN_EVENT_ID_'],
  ['DomainLifecycle', 'virDomainEventType', 'VIR_DOMAIN_EVENT_'],
  ['DefinedDetail', 'virDomainEventDefinedDetailType', 'VIR_DOMAIN_EVENT_DEFINED_'],
  ['UndefinedDetail', 'virDomainEventUndefinedDetailType', 'VIR_DOMAIN_EVENT_UNDEFINED_'],
  ['StartedDetail', 'virDomainEventStartedDetailType', 'VIR_DOMAIN_EVENT_STARTED_'],
  ['SuspendedDetail', 'virDomainEventSuspendedDetailType', 'VIR_DOMAIN_EVENT_SUSPENDED_'],
  ['ResumedDetail', 'virDomainEventResumedDetailType', 'VIR_DOMAIN_EVENT_RESUMED_'],
  ['StoppedDetail', 'virDomainEventStoppedDetailType', 'VIR_DOMAIN_EVENT_STOPPED_'],
  ['ShutdownDetail', 'virDomainEventShutdownDetailType', 'VIR_DOMAIN_EVENT_SHUTDOWN_'],
  ['PmsuspendedDetail', 'virDomainEventPMSuspendedDetailType', 'VIR_DOMAIN_EVENT_PMSUSPENDED_'],
  ['CrashedDetail', 'virDomainEventCrashedDetailType', 'VIR_DOMAIN_EVENT_CRASHED_'],
  ['WatchdogAction', 'virDomainEventWatchdogAction', 'VIR_DOMAIN_EVENT_WATCHDOG_'],
  ['IoErrorAction', 'virDomainEventIOErrorAction', 'VIR_DOMAIN_EVENT_IO_ERROR_'],
  ['StoragePoolEventId', 'virStoragePoolEventID', 'VIR_STORAGE_POOL_EVENT_ID_'],
  ['StoragePoolLifecycle', 'virStoragePoolEventLifecycleType', 'VIR_STORAGE_POOL_EVENT_'],
  ['SecretUsageType', 'virSecretUsageType', 'VIR_SECRET_USAGE_TYPE_'],
  ['SecretDefineFlag', 'virSecretDefineFlags', 'VIR_SECRET_DEFINE_'],
  ['SecretListFlag', 'virConnectListAllSecretsFlags', 'VIR_CONNECT_LIST_SECRETS_'],
  ['StoragePoolState', 'virStoragePoolState', 'VIR_STORAGE_POOL_'],
  ['StoragePoolListFlag', 'virConnectListAllStoragePoolsFlags', 'VIR_CONNECT_LIST_STORAGE_POOLS_'],
  ['StoragePoolDefineFlag', 'virStoragePoolDefineFlags', 'VIR_STORAGE_POOL_DEFINE_'],
  ['StoragePoolCreateFlag', 'virStoragePoolCreateFlags', 'VIR_STORAGE_POOL_CREATE_'],
  ['StoragePoolBuildFlag', 'virStoragePoolBuildFlags', 'VIR_STORAGE_POOL_BUILD_'],
  ['StoragePoolDeleteFlag', 'virStoragePoolDeleteFlags', 'VIR_STORAGE_POOL_DELETE_'],
  ['StoragePoolXmlFlag', 'virStorageXMLFlags', 'VIR_STORAGE_XML_'],
  ['StorageVolumeType', 'virStorageVolType', 'VIR_STORAGE_VOL_'],
  ['StorageVolumeCreateFlag', 'virStorageVolCreateFlags', 'VIR_STORAGE_VOL_CREATE_'],
  ['StorageVolumeDeleteFlag', 'virStorageVolDeleteFlags', 'VIR_STORAGE_VOL_DELETE_'],
  ['StorageVolumeResizeFlag', 'virStorageVolResizeFlags', 'VIR_STORAGE_VOL_RESIZE_'],
]

function enumeration([name, type, prefix]) {
  // Some have a `_NONE` of a shorter name.
  const names = namesOf(type).filter(([text]) => text.startsWith(prefix))
  if (names.length === 0) throw new Error(`${source} has no ${type}`)
  const rows = names.map(([text, number]) => {
    const short = text.slice(prefix.length).toLowerCase().replaceAll('_', '-')
    return `  ${/^[a-z]\w*$/.test(short) ? short : `'${short}'`}: ${number},`
  })
  return [`/** ${type} */`, `export const ${name} = {`, ...rows, '} as const'].join('\n')
}

const note = "// Written by tools/generate-libvirt-names.mjs from libvirt's API description. Do not edit."
const outputs = {
  '../src/core/generated/libvirt-names.ts': [
    errorTable('ERROR_NAMES', 'virErrorNumber'),
    errorTable('DOMAIN_NAMES', 'virErrorDomain'),
  ],
  '../src/libvirt/generated/enumerations.ts': ENUMERATIONS.map(enumeration),
}

for (const [path, parts] of Object.entries(outputs)) {
  const target = fileURLToPath(new URL(path, import.meta.url))
  const text = `${[note, ...parts].join('\n\n')}\n`
  if (!process.argv.includes('--check')) {
    writeFileSync(target, text)
    continue
  }
  const committed = new Set(readFileSync(target, 'utf8').split('\n'))
  const missing = text.split('\n').filter((line) => !committed.has(line))
  if (missing.length > 0) {
    console.error(`${target} is not current; run tools/generate-libvirt-names.mjs. Missing:\n${missing.join('\n')}`)
    process.exitCode = 1
  }
}
