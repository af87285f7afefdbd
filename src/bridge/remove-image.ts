import { setTimeout as sleep } from 'node:timers/promises'
import { checkInteger, checkOptions, type Known, outOfRange } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'
import { ImageBusyError, LibvirtError } from '../core/errors.ts'
import type { ProgressOptions } from '../core/progress.ts'
import type { Connection } from '../libvirt/index.ts'
import type { Images } from '../rbd/index.ts'
import { checkConnections, type Holder, type HoldersOptions, holders } from './holders.ts'

export interface RemoveImageOptions extends ProgressOptions {
  /** The libvirt hosts whose domains may hold it. */
  readonly connections: readonly Connection[]
  /**
   * What to do with who holds it:
   * - `fail`: throw an `ImageBusyError` that names them (the default)
   * - `destroy-domain`: destroy the running domains that have it as a disk, then remove it; if somebody else holds it
   *   too, throw as `fail` does and leave the domains alone
   * - `blocklist`: shut the watching clients out of the cluster, whatever they are, then remove it. What such a client
   *   has open fails from then on, other images too, and it stays shut out for an hour, Ceph's default; sooner ends it
   *   `cluster.command('osd blocklist', { blocklistop: 'rm', addr: watcher.address })`
   *
   * What this very connection has open is never taken away: close it first.
   */
  readonly ifHeld?: 'fail' | 'destroy-domain' | 'blocklist'
}

/** How long a client that is gone may still seem to watch: Ceph's own limit is 30 s. */
const WATCH_TIMEOUT = 40_000
/** How long an image may be busy with nobody watching: somebody is just letting go, or only looked. */
const SETTLING = 2_000
const PAUSE = 200

const REMOVE_OPTIONS: Known<RemoveImageOptions> = {
  connections: true,
  ifHeld: true,
  onProgress: true,
  signal: true,
  timeout: true,
}

/**
 * Removes an image, or says who holds it. After domains were destroyed or clients shut out it waits for the cluster to
 * notice, for up to 40 s; `timeout` is for all of it.
 *
 * @example
 * ```ts
 * await bridge.removeImage(images, 'z-centos9', { connections: [conn], ifHeld: 'destroy-domain' })
 * ```
 * @throws ImageBusyError whose message names the domains and clients that hold it
 * @throws ImageHasSnapshotsError, ImageNotFoundError
 * @throws PermissionError if the connection may not shut clients out (`blocklist`)
 */
export async function removeImage(images: Images, name: string, options: RemoveImageOptions): Promise<void> {
  checkConnections(checkOptions(options, REMOVE_OPTIONS))
  const { connections, ifHeld = 'fail', onProgress, signal, timeout } = options
  if (!['fail', 'destroy-domain', 'blocklist'].includes(ifHeld)) {
    throw outOfRange('options.ifHeld', "'fail', 'destroy-domain' or 'blocklist'", ifHeld)
  }
  const end = Date.now() + (timeout === undefined ? Infinity : checkInteger(timeout, 'options.timeout', 1, 2 ** 31 - 1))
  const call = (): CallOptions => ({
    signal,
    timeout: timeout === undefined ? undefined : Math.max(1, end - Date.now()),
  })
  let until = Date.now() + SETTLING
  let released = false
  for (;;) {
    try {
      await images.remove(name, { ...call(), onProgress })
      return
    } catch (error) {
      if (!(error instanceof ImageBusyError)) throw error
      const held = await holdersOf(images, name, { connections, ...call() })
      if (!released && held.length > 0) {
        if (!mayRelease(held, ifHeld)) throw named(error, held)
        await (ifHeld === 'blocklist' ? blocklist(images, held, call) : destroyDomains(held, call))
        released = true
        until = Date.now() + WATCH_TIMEOUT
      } else if (Date.now() > Math.min(until, end)) {
        throw named(error, held)
      } else {
        // The next call says it as ours, if the signal was aborted meanwhile.
        await sleep(PAUSE, undefined, { signal }).catch(() => {})
      }
    }
  }
}

/** Whether the image is free once it is done: nothing is destroyed for nothing. */
function mayRelease(held: readonly Holder[], ifHeld: RemoveImageOptions['ifHeld']): boolean {
  if (ifHeld === 'blocklist') return held.every(({ kind }) => kind !== 'self')
  return ifHeld === 'destroy-domain' && held.every(({ kind }) => kind === 'domain')
}

async function holdersOf(images: Images, name: string, options: HoldersOptions): Promise<readonly Holder[]> {
  const { signal, timeout } = options
  // Opened for reading it is not watched: looking does not add a holder.
  const image = await images.open(name, { readOnly: true, signal, timeout })
  try {
    return await holders(image, options)
  } finally {
    await image.close()
  }
}

async function destroyDomains(held: readonly Holder[], call: () => CallOptions): Promise<void> {
  const domains = new Map(
    held
      .flatMap((holder) => (holder.kind === 'self' ? [] : holder.domains))
      .map(({ connection, domain }) => [`${connection.uri} ${domain.uuid}`, domain]),
  )
  for (const domain of domains.values()) {
    try {
      await domain.destroy(call())
    } catch (error) {
      // It ended by itself meanwhile, and if it was transient it is no more.
      const ended = ['VIR_ERR_OPERATION_INVALID', 'VIR_ERR_NO_DOMAIN']
      if (!(error instanceof LibvirtError && ended.includes(error.code))) throw error
    }
  }
}

async function blocklist(images: Images, held: readonly Holder[], call: () => CallOptions): Promise<void> {
  for (const { watcher } of held) {
    await images.pool.cluster.command('osd blocklist', { blocklistop: 'add', addr: watcher.address }, call())
  }
}

function describeHolder(holder: Holder): string {
  const { address, clientId } = holder.watcher
  const client = `client.${clientId} at ${address}`
  if (holder.kind === 'self') return `this connection (${client}): close the image`
  const domains = holder.domains
    .map(({ connection, domain, target }) => `domain '${domain.name}' (disk ${target}, on ${connection.uri})`)
    .join(' or ')
  if (holder.kind === 'domain') return `${domains}, ${client}`
  return domains === '' ? `an unknown ${client}` : `${domains} or somebody else, ${client}`
}

const HINT =
  "Shut the domain down, detach the disk or close the image, or say what may be done: `ifHeld: 'destroy-domain'` or `'blocklist'`. A client that died is counted for half a minute more."

function named(error: ImageBusyError, held: readonly Holder[]): ImageBusyError {
  const { code, errno, syscall, subject } = error
  const { pool, namespace, image } = subject ?? {}
  const path = [pool, namespace, image].filter((part) => part !== undefined).join('/')
  const who = held.length === 0 ? 'somebody who has just let go: try again' : held.map(describeHolder).join('; ')
  return new ImageBusyError(`${code}: image '${path}' is in use by ${who} (${syscall})`, {
    code,
    errno,
    syscall,
    subject,
    hint: HINT,
    cause: error,
  })
}
