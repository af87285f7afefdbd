import { constants } from 'node:os'
import { checkId, checkName, checkOptions, type Known, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { cephError } from '../core/ceph-failure.ts'
import { ImageExistsError, ImageNotFoundError, SnapshotNotFoundError, type Subject } from '../core/errors.ts'
import { toError } from '../core/failure.ts'
import { Handle } from '../core/handle.ts'
import { callWithProgress, type ProgressOptions } from '../core/progress.ts'
import type { Size } from '../core/sizes.ts'
import type { ImageHandle } from '../native/contract/rbd.ts'
import type { NewImage } from '../native/contract/rbd-images.ts'
import type { NativeProgress } from '../native/contract.ts'
import { native } from '../native/load.ts'
import type { Images } from './images.ts'
import { checkDataPool, checkPower, LAYOUT_OPTIONS, type LayoutOptions, nativeLayout } from './layout.ts'

export interface CloneOptions extends LayoutOptions, CallOptions {
  /** Where the clone is made: in another pool or namespace of the same cluster; beside its parent without it. */
  readonly into?: Images | undefined
  /**
   * 2: the snapshot needs no protection, and can be removed from sight while clones hold it up; 1: it must be protected;
   * what the cluster's clients must all understand (`rbd_default_clone_format`), if not said.
   */
  readonly cloneFormat?: 1 | 2 | undefined
}

export interface CopyOptions extends LayoutOptions, ProgressOptions {
  /** Where the copy is made: in another pool or namespace of the same cluster; beside its source without it. */
  readonly into?: Images | undefined
  /** Copies the image as it was then; by name. */
  readonly snapshot?: string | undefined
  /** Zeros of so many bytes in a row become a hole: a power of two from 4 KiB to 32 MiB; 4 KiB, if not said. */
  readonly sparseSize?: Size | undefined
}

export interface DeepCopyOptions extends LayoutOptions, ProgressOptions {
  readonly into?: Images | undefined
  /** The newest snapshot that is copied; what came after it is left out. By name. */
  readonly snapshot?: string | undefined
  /** Makes the copy of a clone independent of its parent. */
  readonly flatten?: boolean | undefined
}

const CLONE_OPTIONS: Known<CloneOptions> = {
  ...LAYOUT_OPTIONS,
  into: true,
  cloneFormat: true,
  signal: true,
  timeout: true,
}

const COPY_OPTIONS: Known<CopyOptions> = {
  ...LAYOUT_OPTIONS,
  into: true,
  snapshot: true,
  sparseSize: true,
  onProgress: true,
  signal: true,
  timeout: true,
}

const DEEP_COPY_OPTIONS: Known<DeepCopyOptions> = {
  ...LAYOUT_OPTIONS,
  into: true,
  snapshot: true,
  flatten: true,
  onProgress: true,
  signal: true,
  timeout: true,
}

export async function cloneImage(
  images: Images,
  parent: string,
  snapshot: string | bigint,
  name: string,
  options: CloneOptions,
): Promise<void> {
  checkName(parent, 'parent')
  checkOptions(options, CLONE_OPTIONS)
  const into = target(images, options.into)
  const { cloneFormat } = options
  if (cloneFormat !== undefined && cloneFormat !== 1 && cloneFormat !== 2) {
    throw outOfRange('options.cloneFormat', '1 or 2', cloneFormat)
  }
  const layout = { ...nativeLayout(options), cloneFormat }
  const from = Handle.native(images.pool)
  const to = Handle.native(into.pool)
  const subject = { ...subjectOf(images, parent), snapshot: String(snapshot) }
  const start =
    typeof snapshot === 'bigint'
      ? () => native.rbd.imageCloneById(from, parent, checkId(snapshot, 'snapshot'), to, name, layout)
      : () => native.rbd.imageClone(from, parent, checkName(snapshot, 'snapshot'), to, name, layout)
  const late = (): void => void into.remove(name).catch(() => {})
  try {
    await toNew(into, name, () => call(start, options, { subject, late }))
  } catch (error) {
    // Unless it is the pool of the data or the parent that is missing: then this says so.
    if (error instanceof SnapshotNotFoundError) {
      await checkDataPool(into.pool, layout)
      await (await images.open(parent, { readOnly: true })).close()
    }
    throw error
  }
}

export async function copyImage(images: Images, from: string, name: string, options: CopyOptions): Promise<void> {
  checkOptions(options, COPY_OPTIONS)
  const sparse = 2 ** checkPower(options.sparseSize ?? 4096, 'options.sparseSize', 12, 25)
  const layout = nativeLayout(options)
  await copied(images, from, name, options, layout, (image, into, progress) =>
    native.rbd.imageCopy(image, Handle.native(into.pool), name, layout, sparse, progress),
  )
}

export async function deepCopyImage(
  images: Images,
  from: string,
  name: string,
  options: DeepCopyOptions,
): Promise<void> {
  checkOptions(options, DEEP_COPY_OPTIONS)
  const { flatten } = options
  if (flatten !== undefined && typeof flatten !== 'boolean') throw wrongType('options.flatten', 'a boolean', flatten)
  const layout = { ...nativeLayout(options), flatten }
  await copied(images, from, name, options, layout, (image, into, progress) =>
    native.rbd.imageDeepCopy(image, Handle.native(into.pool), name, layout, progress),
  )
}

async function copied(
  images: Images,
  from: string,
  name: string,
  options: CopyOptions | DeepCopyOptions,
  layout: NewImage,
  start: (image: ImageHandle, into: Images, progress: NativeProgress) => Promise<void>,
): Promise<void> {
  checkName(from, 'from')
  const into = target(images, options.into)
  const { snapshot, signal } = options
  await using source = await images.open(from, { readOnly: true, snapshot, signal })
  await toNew(into, name, async () => {
    let started: Promise<void> | undefined
    try {
      await callWithProgress(
        (progress) => {
          started = start(Handle.native(source), into, progress)
          return started
        },
        options,
        { subject: source.subject },
      )
    } catch (error) {
      if (started !== undefined) {
        // What is half-made goes, as soon as librbd has stopped; nothing else keeps the process alive until then. What
        // somebody else made meanwhile stays, even if nobody waited to hear of it.
        native.runtime.retain()
        try {
          const isTheirs = await started.then(
            () => false,
            (failure) => toError(failure, source.subject) instanceof ImageExistsError,
          )
          if (!isTheirs) await removeHalfMade(into, name)
        } finally {
          native.runtime.release()
        }
      }
      if (error instanceof ImageNotFoundError) await checkDataPool(into.pool, layout)
      throw error
    }
  })
}

async function removeHalfMade(images: Images, name: string): Promise<void> {
  try {
    {
      // What was copied with its snapshots has some of them.
      await using image = await images.open(name)
      for await (const snapshot of image.snapshots.list()) {
        await image.snapshots.remove(snapshot.name, { unprotect: snapshot.isProtected })
      }
    }
    await images.remove(name)
  } catch {
    // Its caller hears why the copy failed.
  }
}

function target(images: Images, into: Images | undefined): Images {
  if (into === undefined) return images
  if (Object(into).constructor !== images.constructor) throw wrongType('options.into', 'the images of a pool', into)
  if (into.pool.cluster !== images.pool.cluster) {
    throw outOfRange('options.into', 'of the same connection; `import` copies between clusters', into.pool.name)
  }
  return into
}

function subjectOf(images: Images, image: string): Subject {
  return { pool: images.pool.name, namespace: images.pool.namespace, image }
}

// Makes an image that must not be there yet: librbd would say of the source that it exists already, and what fails later
// could not be told from what was there before.
async function toNew(images: Images, name: string, make: () => Promise<void>): Promise<void> {
  checkName(name, 'name')
  let there = false
  try {
    const image = await images.open(name, { readOnly: true })
    there = true
    await image.close()
  } catch (error) {
    if (there || !(error instanceof ImageNotFoundError)) throw error
  }
  if (there) throw exists(images, name)
  try {
    await make()
  } catch (error) {
    throw error instanceof ImageExistsError ? exists(images, name, error) : error
  }
}

function exists(images: Images, name: string, cause?: ImageExistsError): Error {
  return cephError({
    syscall: cause?.syscall ?? 'rbd_open_read_only',
    errno: -constants.errno.EEXIST,
    subject: subjectOf(images, name),
    cause,
  })
}
