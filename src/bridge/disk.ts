import { checkName, checkObject, wrongType } from '../core/arguments.ts'
import type { CallOptions } from '../core/call.ts'
import { NotSupportedError } from '../core/errors.ts'
import type { Image } from '../rbd/index.ts'
import type { DiskCommon, RbdDisk } from '../xml/index.ts'
import { monitorHosts } from './monitors.ts'

export interface DiskForOptions extends DiskCommon, CallOptions {
  /** The user to be: what `shareCredentials` gave. */
  readonly secret: { readonly username: string; readonly uuid: string }
}

/**
 * Describes an image as a disk of a domain, with the monitors of the cluster's own map. The domain needs no storage
 * pool for it. Of an image that reads a snapshot, it is that snapshot, read-only.
 *
 * @example
 * ```ts
 * const description = xml.domain({
 *   name: 'z-centos9',
 *   memory: '2GiB',
 *   disks: [await bridge.diskFor(image, { secret: credentials, target: 'vda' })],
 * })
 * ```
 * @throws NotSupportedError for an image in a RADOS namespace, which libvirt cannot name
 */
export async function diskFor(image: Image, options: DiskForOptions): Promise<RbdDisk> {
  const { secret, signal, timeout, ...disk } = checkObject(options)
  if (typeof secret !== 'object' || secret === null) {
    throw wrongType('options.secret', 'an object with username and uuid', secret)
  }
  checkName(secret.username, 'options.secret.username')
  checkName(secret.uuid, 'options.secret.uuid')
  const { pool } = image
  if (pool.namespace !== '') {
    throw new NotSupportedError(
      `libvirt cannot attach image '${image.name}': it is in the namespace '${pool.namespace}', which libvirt does not pass to QEMU`,
      {
        subject: { pool: pool.name, namespace: pool.namespace, image: image.name },
        hint: 'Copy it to an image of the default namespace (export and import).',
      },
    )
  }
  const call = { signal, timeout }
  const snapshot = await snapshotOf(image, call)
  return {
    ...(disk.as === 'cdrom' ? {} : { cache: 'none', discard: 'unmap' }),
    ...disk,
    type: 'network',
    protocol: 'rbd',
    pool: pool.name,
    image: image.name,
    ...(snapshot === undefined ? {} : { snapshot, readOnly: true }),
    hosts: await monitorHosts(pool.cluster, call),
    auth: { username: secret.username, secret: { uuid: secret.uuid } },
  }
}

/** The name of the snapshot that the image reads: libvirt knows no other way to say which. */
async function snapshotOf(image: Image, options: CallOptions): Promise<string | undefined> {
  const { snapshot } = image
  if (typeof snapshot !== 'bigint') return snapshot
  for await (const { id, name } of image.snapshots.list(options)) if (id === snapshot) return name
  return undefined
}
