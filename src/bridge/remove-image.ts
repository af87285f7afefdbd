import { setTimeout as sleep } from 'node:timers/promises'
import { outOfRange } from '../core/arguments.ts'
import { ImageBusyError } from '../core/errors.ts'
import type { ProgressOptions } from '../core/progress.ts'
import type { Connection } from '../libvirt/index.ts'
import type { Images } from '../rbd/index.ts'
import { type Holder, holders } from './holders.ts'

export interface RemoveImageOptions extends ProgressOptions {
  /** The libvirt hosts whose domains may hold it. */
  readonly connections: readonly Connection[]
  /**
   * What to do with who holds it:
   * - `fail`: throw an `ImageBusyError` that names them (the default)
   * - `destroy-domain`: destroy the running domains that have it as a disk, then remove it
   * - `blocklist`: shut the watching clients out of the cluster, whatever they are, then remove it
   */
  readonly ifHeld?: 'fail' | 'destroy-domain' | 'blocklist'
}

/** How long a client that is gone may still seem to watch: Ceph's own limit is 30 s. */
const WATCH_TIMEOUT = 40_000

/**
 * Removes an image, or says who holds it.
 *
 * @example
 * ```ts
 * await bridge.removeImage(images, 'z-centos9', { connections: [conn], ifHeld: 'destroy-domain' })
 * ```
 * @throws ImageBusyError whose message names the domains and clients that hold it
 * @throws ImageHasSnapshotsError, ImageNotFoundError
 */
export async function removeImage(images: Images, name: string, options: RemoveImageOptions): Promise<void> {
  const { connections, ifHeld = 'fail', onProgress, signal, timeout } = options
  if (!['fail', 'destroy-domain', 'blocklist'].includes(ifHeld)) {
    throw outOfRange('options.ifHeld', "'fail', 'destroy-domain' or 'blocklist'", ifHeld)
  }
  const call = { onProgress, signal, timeout }
  const deadline = Date.now() + WATCH_TIMEOUT
  let released = false
  for (;;) {
    try {
      await images.remove(name, call)
      return
    } catch (error) {
      if (!(error instanceof ImageBusyError)) throw error
      const held = await holdersOf(images, name, connections)
      const left = held.filter(({ kind }) => kind !== 'self')
      if (ifHeld === 'fail' || Date.now() > deadline) throw named(error, held)
      if (ifHeld === 'destroy-domain' && !left.some(({ kind }) => kind === 'domain') && !released) {
        throw named(error, held)
      }
      if (!released) {
        await (ifHeld === 'blocklist' ? blocklist(images, left) : destroyDomains(left))
        released = true
      } else {
        await sleep(500, undefined, { signal })
      }
    }
  }
}

async function holdersOf(images: Images, name: string, connections: readonly Connection[]): Promise<readonly Holder[]> {
  // Opened for reading it is not watched: looking does not add a holder.
  const image = await images.open(name, { readOnly: true })
  try {
    return await holders(image, { connections })
  } finally {
    await image.close()
  }
}

async function destroyDomains(held: readonly Holder[]): Promise<void> {
  const domains = new Map(
    held
      .flatMap((holder) => (holder.kind === 'domain' ? holder.domains : []))
      .map(({ domain }) => [domain.uuid, domain]),
  )
  for (const domain of domains.values()) {
    if (await domain.isActive()) await domain.destroy()
  }
}

async function blocklist(images: Images, held: readonly Holder[]): Promise<void> {
  for (const { watcher } of held) {
    await images.pool.cluster.command('osd blocklist', { blocklistop: 'add', addr: watcher.address })
  }
}

function describeHolder(holder: Holder): string {
  const { address, clientId } = holder.watcher
  const client = `client.${clientId} at ${address}`
  switch (holder.kind) {
    case 'self':
      return `this connection (${client}): close the image`
    case 'domain': {
      const domains = holder.domains.map(
        ({ connection, domain, target }) => `domain '${domain.name}' (disk ${target}, on ${connection.uri})`,
      )
      return `${domains.join(' or ')}, ${client}`
    }
    default:
      return `an unknown ${client}`
  }
}

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
    hint: "Shut the domain down or detach the disk, or say what may be done: `ifHeld: 'destroy-domain'` or `'blocklist'`.",
    cause: error,
  })
}
