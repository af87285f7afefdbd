import type { NativeHandle } from '../contract.ts'
import type { ConnectionHandle, DomainHandle, StorageVolumeHandle } from './libvirt-records.ts'

export type StreamHandle = NativeHandle<'stream'>

export interface NativeLibvirtStreams {
  domainOpenConsole(domain: DomainHandle, device: string | undefined, flags: number): Promise<StreamHandle>
  domainOpenChannel(domain: DomainHandle, name: string | undefined, flags: number): Promise<StreamHandle>
  domainScreenshot(
    domain: DomainHandle,
    screen: number,
  ): Promise<{ readonly handle: StreamHandle; readonly mimeType: string }>
  /** `length`: 0 for all there is. */
  storageVolDownload(volume: StorageVolumeHandle, offset: number, length: number, flags: number): Promise<StreamHandle>
  storageVolUpload(volume: StorageVolumeHandle, offset: number, length: number, flags: number): Promise<StreamHandle>

  // Operations: told on the board. One of each at a time; both fail when the stream is finished, aborted or closed.
  /**
   * How many bytes came: at least one, or all there is room for if it is to `fill`, unless a hole or the end comes
   * first; 0 at the end; minus the length of a hole if `holes` are told.
   */
  streamReceive(slot: number, stream: StreamHandle, into: Uint8Array, holes: boolean, fill: boolean): void
  /** When all has gone. */
  streamSend(slot: number, stream: StreamHandle, bytes: Uint8Array): void

  streamSendHole(stream: StreamHandle, length: number): Promise<void>
  streamFinish(stream: StreamHandle): Promise<void>
  streamAbort(stream: StreamHandle): Promise<void>

  /** The next data of an open file, from a position on; undefined if there is only a hole up to its end. */
  fileData(
    connection: ConnectionHandle,
    file: number,
    position: number,
    size: number,
  ): Promise<{ readonly offset: number; readonly length: number } | undefined>
}
