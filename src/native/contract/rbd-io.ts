import type { NativeHandle } from '../contract.ts'
import type { ImageHandle } from './rbd.ts'

export type WatchHandle = NativeHandle<'watch'>
export type QuiesceWatchHandle = NativeHandle<'quiesce watch'>

export interface AdvisoryHolder {
  /** The client's name: `'client.4123'`. */
  readonly client: string
  /** What the client named this lock of its own. */
  readonly cookie: string
  /** The client's address and nonce: `'10.0.0.7:0/2214081543'`. */
  readonly address: string
}

export interface NativeRbdIo {
  // Operations: told on the board. `flags` are those of librados (LIBRADOS_OP_FLAG_…).
  imageWriteSame(
    slot: number,
    image: ImageHandle,
    pattern: Uint8Array,
    position: number,
    length: number,
    flags: number,
  ): void
  imageWriteWithCrc(
    slot: number,
    image: ImageHandle,
    data: Uint8Array,
    position: number,
    crc32c: number,
    flags: number,
  ): void
  /** Fails with -4095 minus the offset of the first byte that differs, if one does. */
  imageCompareAndWrite(
    slot: number,
    image: ImageHandle,
    expected: Uint8Array,
    data: Uint8Array,
    position: number,
    flags: number,
  ): void
  imageCompareAndWritev(
    slot: number,
    image: ImageHandle,
    expected: readonly Uint8Array[],
    data: readonly Uint8Array[],
    position: number,
    flags: number,
  ): void
  imageInvalidateCache(image: ImageHandle): Promise<void>

  /** Told `true` of changes, and `false` at the end, when the watch was closed, or its image. */
  updateWatch(image: ImageHandle, receive: (changed: boolean) => void): Promise<WatchHandle>
  quiesceWatch(image: ImageHandle, receive: (quiesce: boolean) => void): Promise<QuiesceWatchHandle>
  /** 0, or a negative errno. */
  quiesceComplete(watch: QuiesceWatchHandle, result: number): Promise<void>

  /** `mode`: rbd_lock_mode_t. */
  lockAcquire(image: ImageHandle, mode: number): Promise<void>
  lockRelease(image: ImageHandle): Promise<void>
  lockIsOwner(image: ImageHandle): Promise<boolean>
  lockOwners(image: ImageHandle): Promise<{ readonly exclusive: boolean; readonly owners: readonly string[] }>
  lockBreak(image: ImageHandle, owner: string): Promise<void>

  advisoryLockList(image: ImageHandle): Promise<{
    readonly exclusive: boolean
    readonly tag: string
    readonly holders: readonly AdvisoryHolder[]
  }>
  advisoryLockExclusive(image: ImageHandle, cookie: string): Promise<void>
  advisoryLockShared(image: ImageHandle, cookie: string, tag: string): Promise<void>
  advisoryUnlock(image: ImageHandle, cookie: string): Promise<void>
  advisoryLockBreak(image: ImageHandle, client: string, cookie: string): Promise<void>
}
