/** The one typed description of the native module. Declarations only: what each call does is said where it is bound, in `native/`. */

import type { NativeLibvirt } from './contract/libvirt.ts'
import type { NativeRados } from './contract/rados.ts'
import type { NativeRbd } from './contract/rbd.ts'

declare const kind: unique symbol

/** A handle of the native module: opaque, tagged, freed when it is collected. */
export interface NativeHandle<Kind extends string> {
  readonly [kind]: Kind
}

/** What a long call reports to and is stopped through. */
export type NativeProgress = NativeHandle<'progress'>

export interface NativeRuntime {
  progress(onProgress?: (done: number, total: number) => void): NativeProgress
  cancel(progress: NativeProgress): void
  close(handle: NativeHandle<string>): Promise<void>
  /** Once: where to tell what became of operations. */
  board(board: Board): void
  /** Something waits that is not in flight yet: until it is released, the process stays alive. Counted. */
  retain(): void
  release(): void
  /** Nobody waits for that promise, or for the operation in that slot, any more: it does not keep the process alive. */
  abandon(promiseOrSlot: Promise<unknown> | number): void
  /** The thread is ending: with the main one the process, which will not wait much longer for its workers. */
  leaving(status: number): void
  onDropped(listener: (kind: string) => void): void
  counters(): Counters
  /** The size of a page of memory, in bytes: 4 KiB mostly, 16 KiB on Apple Silicon. */
  readonly pageSize: number
  address(buffer: Uint8Array): number
}

/**
 * Where the native side tells what became of operations, by the slots that they were submitted with. `finished` is
 * called for many at once: their slots and numbers stand in the two arrays.
 */
export interface Board {
  readonly slots: Uint32Array
  readonly numbers: Float64Array
  finished(count: number): void
  answered(slot: number, value: unknown): void
  failed(slot: number, error: unknown): void
}

/** Totals of this thread. */
export interface Counters {
  /** Asynchronous calls and events that came to their end. */
  readonly operations: number
  /** How often the event loop was woken for them. */
  readonly wakeUps: number
  /** Calls from JavaScript into the native module. */
  readonly nativeCalls: number
  /** Bytes that the binding copied instead of having them read or written where they are. */
  readonly copiedBytes: number
  readonly openHandles: number
}

/** What the native module throws and rejects with: an `Error` with the fields of its kind. */
export type NativeFailure = Error &
  (
    | { readonly kind: 'ceph'; readonly syscall: string; readonly errno: number; readonly sentence?: string }
    | {
        readonly kind: 'libvirt'
        readonly syscall: string
        readonly errno: number
        readonly domain: number
        readonly level: number
        readonly str1?: string
        readonly str2?: string
        readonly str3?: string
        readonly int1: number
        readonly int2: number
        /** It failed because its connection was lost. */
        readonly lost?: number
      }
    | { readonly kind: 'library'; readonly library: string; readonly loaderMessage: string }
    | { readonly kind: 'function'; readonly library: string; readonly function: string; readonly since: string }
    | { readonly kind: 'closed'; readonly what: string }
    | { readonly kind: 'option'; readonly option: string }
    | { readonly kind: 'memory' | 'internal' }
  )

export interface NativeModule {
  readonly runtime: NativeRuntime
  readonly rados: NativeRados
  readonly rbd: NativeRbd
  readonly libvirt: NativeLibvirt
}
