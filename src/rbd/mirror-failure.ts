import { CephError, NotFoundError, NotMirroredError, NotPrimaryError, PrimaryElsewhereError } from '../core/errors.ts'
import { discard, Handle } from '../core/handle.ts'
import type { ImageHandle, ImageInfo } from '../native/contract/rbd.ts'
import { native } from '../native/load.ts'
import type { Pool } from '../rados/index.ts'
import { lockedElsewhere, retold } from './failure.ts'
import type { Image } from './image.ts'
import { POOL_MIRROR_MODES } from './layout.ts'

// What librbd refuses the change of an image with that is not primary, by how it is mirrored and what is to be changed.
const REFUSALS = new Set(['EROFS', 'EPERM', 'EBUSY', 'EINVAL'])

const COPY_HINT =
  'It is changed where it is primary. To make it so here, demote it there and call image.mirror.promote(): image.mirror.status() tells how its clusters stand.'

const ELSEWHERE_HINT =
  'Call image.mirror.demote() where it is primary. If that is done, rbd-mirror has not brought it over yet: try again until it has. Where the other cluster is lost, promote({ force: true }) does without; its image then has to be demoted and resynced.'

const POOL_MODE_HINT =
  "In a pool of mode 'pool' the images with the feature journaling are mirrored, and no others: image.enableFeatures(['journaling']) and disableFeatures decide; or images.mirror.setMode('image')."

/** Calls of `ImageMirror` that librbd refuses without a word why. */
export type MirrorCall = 'enable' | 'disable' | 'promote' | 'demote' | 'resync' | 'createSnapshot' | 'instanceId'

/** Why a change of an open image failed: another client keeps its lock, or mirroring keeps it as it is. */
export async function changeFailure(image: ImageHandle, error: unknown): Promise<unknown> {
  if (!isRefusal(error)) return error
  return (await isCopy(image)) ? ofCopy(error) : lockedElsewhere(error)
}

/** The same of an image that is not open; undefined if it is no matter of mirroring. */
export async function copyFailure(pool: Pool, nameOrId: string, error: unknown, byId = false): Promise<unknown> {
  if (!isRefusal(error)) return undefined
  const reading = { byId, readOnly: true, snapshot: undefined, exclusive: false, zeroCopyWrites: false }
  try {
    const { image } = await native.rbd.imageOpen(Handle.native(pool), nameOrId, reading)
    try {
      return (await isCopy(image)) ? ofCopy(error) : undefined
    } finally {
      discard(image)
    }
  } catch {
    return undefined
  }
}

/** Why a call that concerns the mirroring of an image failed. */
export async function mirrorFailure(image: Image, made: MirrorCall, error: unknown): Promise<unknown> {
  if (!isRefusal(error) && !(error instanceof NotFoundError)) return error
  try {
    const info = await native.rbd.imageInfo(Handle.native(image))
    if (made === 'enable') return await enableFailure(image.pool, info, error)
    if (info.mirroring === undefined) {
      return retold(error, NotMirroredError, 'is not mirrored', 'image.mirror.enable({ mode }) has it mirrored.')
    }
    const { primary, mode } = info.mirroring
    switch (made) {
      case 'promote':
        if (primary && error.code === 'EINVAL') {
          return retold(error, CephError, 'is primary already', 'There is nothing to be done.')
        }
        if (error.code !== 'EBUSY' && error.code !== 'EROFS') return error
        return retold(
          error,
          PrimaryElsewhereError,
          'is primary on another cluster, for all that is known',
          ELSEWHERE_HINT,
        )
      case 'resync':
        if (!primary || error.code !== 'EINVAL') return error
        return retold(error, CephError, 'is primary', 'Only a copy is copied anew: image.mirror.demote() makes it one.')
      case 'instanceId':
        if (error.code !== 'ENOENT') return error
        return retold(
          error,
          NotFoundError,
          'is seen to by no rbd-mirror yet',
          'It needs a daemon rbd-mirror on this cluster.',
        )
    }
    if (!primary) return ofCopy(error)
    if (made === 'disable' && (await modeOf(image.pool)) === 'pool') {
      return retold(error, CephError, 'is mirrored with its whole pool', POOL_MODE_HINT)
    }
    if (made !== 'createSnapshot' || error.code !== 'EINVAL') return error
    if (mode === 'journal') {
      return retold(
        error,
        CephError,
        'is mirrored by its journal',
        'Each of its writes is mirrored: it needs no snapshots.',
      )
    }
    const peers = await native.rbd.mirrorPeerList(Handle.native(image.pool))
    return peers.some(({ direction }) => direction !== 'rx') ? error : withoutPeer(error)
  } catch {
    // What it failed for keeps us from asking as well.
    return error
  }
}

// What else the calls of a pool's mirroring fail for, by function and errno.
const POOL_FAILURES: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  'rbd_mirror_mode_set EBUSY': [
    'has peers: its mirroring cannot be disabled',
    'Remove them first: images.mirror.peers.list() and images.mirror.peers.remove(id).',
  ],
  'rbd_mirror_peer_bootstrap_import EINVAL': [
    'does not take that token',
    'It is none, is of this very cluster, or of a peer that is there already with another direction: another cluster makes one by images.mirror.bootstrapToken().',
  ],
  'rbd_mirror_peer_bootstrap_import EACCES': [
    'cannot have that peer: the other cluster does not know the key of its token',
    'Have the other cluster make a new one: images.mirror.bootstrapToken().',
  ],
  'rbd_mirror_peer_bootstrap_import ENOENT': [
    'does not exist on the other cluster',
    'A pool is mirrored to one of the same name: create that first.',
  ],
}

/** Why a call that concerns the mirroring of a pool failed. */
export async function poolMirrorFailure(pool: Pool, error: unknown): Promise<unknown> {
  if (!(error instanceof CephError)) return error
  const known = POOL_FAILURES[`${error.syscall} ${error.code}`]
  if (known !== undefined) return retold(error, error.constructor as typeof CephError, ...known)
  if (error.code !== 'EINVAL' && error.code !== 'ENOENT') return error
  return (await modeOf(pool).catch(() => undefined)) === 'disabled' ? notMirrored(error) : error
}

async function enableFailure(pool: Pool, info: ImageInfo, error: CephError): Promise<CephError> {
  if (error.code !== 'EINVAL') return error
  const poolMode = await modeOf(pool)
  if (poolMode === 'disabled') return notMirrored(error)
  if (poolMode === 'pool') return retold(error, CephError, 'is in a pool that is mirrored as a whole', POOL_MODE_HINT)
  if (info.mirroring !== undefined) {
    if (!info.mirroring.primary) return ofCopy(error)
    const reason = `is mirrored in mode '${info.mirroring.mode}' already`
    return retold(error, CephError, reason, 'image.mirror.disable() ends that; its copies are removed.')
  }
  if (info.parent === undefined) return error
  const parent = `${info.parent.pool}/${info.parent.image}`
  const hint = `Have '${parent}' mirrored first, in the same mode; or make the image independent: image.flatten().`
  return retold(error, CephError, 'is a clone whose parent is not mirrored so', hint)
}

function isRefusal(error: unknown): error is CephError {
  return error instanceof CephError && REFUSALS.has(error.code)
}

async function isCopy(image: ImageHandle): Promise<boolean> {
  try {
    const { mirroring } = await native.rbd.imageInfo(image)
    return mirroring?.primary === false
  } catch {
    return false
  }
}

function ofCopy(error: CephError): CephError {
  // It is the image, whatever is to be made of it.
  const { snapshot: _, ...subject } = error.subject ?? {}
  return retold(error, NotPrimaryError, 'is mirrored and not primary', COPY_HINT, subject)
}

function notMirrored(error: CephError): CephError {
  const hint = "images.mirror.setMode('image') lets the images of a pool be mirrored."
  return retold(error, NotMirroredError, 'is not mirrored', hint)
}

function withoutPeer(error: CephError): CephError {
  const hint = 'A peer is made by images.mirror.importBootstrapToken(token), or by images.mirror.peers.add(…).'
  return retold(error, CephError, 'has no peer to go to', hint)
}

async function modeOf(pool: Pool): Promise<string | undefined> {
  return POOL_MIRROR_MODES[await native.rbd.mirrorPoolMode(Handle.native(pool))]
}
