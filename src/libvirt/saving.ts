import { checkInteger, checkName, checkOptions, type Known } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'
import type { ProgressOptions } from '../core/progress.ts'
import type { ConnectionHandle, DomainHandle, ParameterRow } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import { type Source, toXml } from './description.ts'
import type { Domain } from './domain.ts'
import { bits, flagBits, type NameOf, numberOf } from './flags.ts'
import { DomainCoreDumpFlags, DomainCoreDumpFormat, DomainSaveRestoreFlags } from './generated/enumerations.ts'
import { SaveParameters } from './generated/parameters.ts'
import { asJob } from './job.ts'
import { toParameters } from './parameters.ts'

/** What a domain does when it goes on: as when it was saved, if not said. */
export type SavedState = 'running' | 'paused'

const STATES = {
  running: DomainSaveRestoreFlags.running,
  paused: DomainSaveRestoreFlags.paused,
} as const satisfies Record<SavedState, number>

interface Saving {
  /** What it is to do when it goes on; as now if not said. */
  readonly state?: SavedState
  /** Writes past the host's cache of files. Default false. */
  readonly bypassCache?: boolean
}

export interface ManagedSaveOptions extends ProgressOptions, Saving {}

export interface SaveOptions extends ManagedSaveOptions {
  /** What it is to be when it goes on: its own description with other paths on the host. */
  readonly xml?: Source<'domain'>
  /** How to write the file: `'raw'`, `'zstd'`, `'gzip'` …; by the daemon's configuration if not said. libvirt 11.2. */
  readonly imageFormat?: string
  /** By how many channels. libvirt 11.2. */
  readonly parallelChannels?: number
}

export interface RestoreOptions extends CallOptions {
  /** Whether it goes on at once; by what it was saved with if not said. */
  readonly state?: SavedState
  /** Reads past the host's cache of files. Default false. */
  readonly bypassCache?: boolean
  /** Forgets the variables of its firmware. Default false. */
  readonly resetNvram?: boolean
  /** What it is to be now: its own description with other paths on the host. */
  readonly xml?: Source<'domain'>
  /** By how many channels. libvirt 11.2. */
  readonly parallelChannels?: number
}

export interface DefineSavedOptions extends CallOptions {
  /** What it is to do when it goes on; as it was saved if not said. */
  readonly state?: SavedState
}

export interface SavedXmlOptions extends CallOptions {
  /** With passwords. Default false. */
  readonly secure?: boolean
}

export interface CoreDumpOptions extends ProgressOptions {
  /** How to write the file; `'raw'` if not said. The others need `memoryOnly`. */
  readonly format?: NameOf<typeof DomainCoreDumpFormat>
  /** Only the guest's memory, in a form that `crash` and `gdb` read (ELF). Default false. */
  readonly memoryOnly?: boolean
  /** Lets the guest run meanwhile: its memory is then not of one moment. Default false. */
  readonly live?: boolean
  /** Leaves the guest crashed. Default false. */
  readonly crash?: boolean
  /** Resets the guest then. Default false. */
  readonly reset?: boolean
  /** Writes past the host's cache of files. Default false. */
  readonly bypassCache?: boolean
  readonly flags?: readonly NameOf<typeof DomainCoreDumpFlags>[]
}

const MANAGED: Known<ManagedSaveOptions> = {
  state: true,
  bypassCache: true,
  onProgress: true,
  signal: true,
  timeout: true,
}
const SAVE: Known<SaveOptions> = { ...MANAGED, xml: true, imageFormat: true, parallelChannels: true }
const RESTORE: Known<RestoreOptions> = {
  state: true,
  bypassCache: true,
  resetNvram: true,
  xml: true,
  parallelChannels: true,
  signal: true,
  timeout: true,
}
const DEFINE: Known<DefineSavedOptions> = { state: true, signal: true, timeout: true }
const DUMP: Known<CoreDumpOptions> = {
  format: true,
  memoryOnly: true,
  live: true,
  crash: true,
  reset: true,
  bypassCache: true,
  flags: true,
  onProgress: true,
  signal: true,
  timeout: true,
}

const SAVE_FLAGS = { bypassCache: DomainSaveRestoreFlags['bypass-cache'] } as const
const RESTORE_FLAGS = { ...SAVE_FLAGS, resetNvram: DomainSaveRestoreFlags['reset-nvram'] } as const
const DUMP_FLAGS = {
  memoryOnly: DomainCoreDumpFlags['memory-only'],
  live: DomainCoreDumpFlags.live,
  crash: DomainCoreDumpFlags.crash,
  reset: DomainCoreDumpFlags.reset,
  bypassCache: DomainCoreDumpFlags['bypass-cache'],
} as const

function stateBits(state: SavedState | undefined): number {
  return state === undefined ? 0 : numberOf(STATES, state, 'options.state')
}

function textOf(xml: Source<'domain'> | undefined): string | undefined {
  return xml === undefined ? undefined : toXml('domain', xml)
}

interface Target {
  readonly file: string
  readonly dxml: string | undefined
  readonly imageFormat?: string | undefined
  readonly parallelChannels?: number | undefined
}

/** What only the newest form of a call takes; undefined if the one that all libvirts have will do. */
function newest({ file, dxml, imageFormat, parallelChannels }: Target): readonly ParameterRow[] | undefined {
  if (imageFormat === undefined && parallelChannels === undefined) return undefined
  if (imageFormat !== undefined) checkName(imageFormat, 'options.imageFormat')
  if (parallelChannels !== undefined) checkInteger(parallelChannels, 'options.parallelChannels', 1, 255)
  return toParameters(SaveParameters, { file, dxml, imageFormat, parallelChannels }, 'options')
}

export async function save(domain: Domain, file: string, options: SaveOptions): Promise<void> {
  const { xml, state, imageFormat, parallelChannels } = checkOptions(options, SAVE)
  checkName(file, 'file')
  const dxml = textOf(xml)
  const flags = flagBits(options, SAVE_FLAGS) | stateBits(state)
  const rows = newest({ file, dxml, imageFormat, parallelChannels })
  const start = async (handle: DomainHandle): Promise<void> => {
    if (rows === undefined) await native.libvirt.domainSaveFlags(handle, file, dxml, flags)
    else await native.libvirt.domainSaveParams(handle, rows, flags)
  }
  await asJob(domain, 'save', start, options)
}

export async function managedSave(domain: Domain, options: ManagedSaveOptions): Promise<void> {
  const { state } = checkOptions(options, MANAGED)
  const flags = flagBits(options, SAVE_FLAGS) | stateBits(state)
  await asJob(domain, 'save', (handle) => native.libvirt.domainManagedSave(handle, flags), options)
}

export async function coreDump(domain: Domain, file: string, options: CoreDumpOptions): Promise<void> {
  const { format = 'raw' } = checkOptions(options, DUMP)
  checkName(file, 'file')
  const number = numberOf(DomainCoreDumpFormat, format, 'options.format')
  const flags = flagBits(options, DUMP_FLAGS) | bits(DomainCoreDumpFlags, options.flags, 'options.flags')
  const start = (handle: DomainHandle) => native.libvirt.domainCoreDumpWithFormat(handle, file, number, flags)
  await asJob(domain, 'dump', start, options)
}

/** How to restore a domain from a file. */
export function restoring(file: string, options: RestoreOptions): (connection: ConnectionHandle) => Promise<unknown> {
  const { xml, state, parallelChannels } = checkOptions(options, RESTORE)
  checkName(file, 'file')
  const dxml = textOf(xml)
  const flags = flagBits(options, RESTORE_FLAGS) | stateBits(state)
  const rows = newest({ file, dxml, parallelChannels })
  return (connection) =>
    rows === undefined
      ? native.libvirt.domainRestoreFlags(connection, file, dxml, flags)
      : native.libvirt.domainRestoreParams(connection, rows, flags)
}

/** How to change what is saved. */
export function definingSaved(options: DefineSavedOptions): number {
  return stateBits(checkOptions(options, DEFINE).state)
}
