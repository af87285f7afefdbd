import { checkOptions, type Known, outOfRange, wrongType } from '../core/arguments.ts'
import { type CallOptions, call } from '../core/call.ts'
import { CephError, NotSupportedError, PermissionError, WrongPassphraseError } from '../core/errors.ts'
import { Handle } from '../core/handle.ts'
import { describe } from '../core/subject.ts'
import { native } from '../native/load.ts'
import type { Image } from './image.ts'

/** The key of an encrypted image: a text, or the bytes of a key file. */
export type Passphrase = string | Uint8Array

export interface FormatEncryptionOptions extends CallOptions {
  /** `'luks2'` has larger sectors and headers, and is the better choice where all clients know it. */
  readonly format: 'luks1' | 'luks2'
  readonly passphrase: Passphrase
  /** `'aes-256'`, if not said. */
  readonly algorithm?: 'aes-128' | 'aes-256' | undefined
}

/** How one image of a chain of clones is encrypted. */
export interface EncryptionLayer {
  /** `'luks'` is either of the two (Ceph 18). */
  readonly format: 'luks1' | 'luks2' | 'luks'
  readonly passphrase: Passphrase
}

const FORMAT_OPTIONS: Known<FormatEncryptionOptions> = {
  format: true,
  passphrase: true,
  algorithm: true,
  signal: true,
  timeout: true,
}

const FORMATS = ['luks1', 'luks2', 'luks']

/**
 * The encryption of an image's data by the client (LUKS): what is stored is what `cryptsetup` and QEMU know too.
 *
 * @example
 * ```ts
 * await images.create('z-secret', { size: '64MiB' })
 * await using secret = await images.open('z-secret')
 * await secret.encryption.format({ format: 'luks2', passphrase: 'correct horse' })
 * await secret.write(Buffer.from('hidden'), 0)
 * await using again = await images.open('z-secret')
 * await again.encryption.load({ format: 'luks2', passphrase: 'correct horse' })
 * ```
 */
export class ImageEncryption {
  readonly #image: Image

  /** @internal */
  constructor(image: Image) {
    this.#image = image
  }

  /**
   * Encrypts the image from now on. What was written before is lost: format a new image. A header is put before the
   * data, so the image's size becomes smaller by 4 MiB (`'luks1'`) or 16 MiB (`'luks2'`). Of a clone that was formatted,
   * the encryption has to be loaded before it is used.
   * @throws NotSupportedError if the installed librbd has no encryption (before Ceph 16)
   * @implements rbd_encryption_format
   */
  async format(options: FormatEncryptionOptions): Promise<void> {
    checkOptions(options, FORMAT_OPTIONS)
    const { format, algorithm = 'aes-256' } = options
    if (format !== 'luks1' && format !== 'luks2') throw outOfRange('options.format', "'luks1' or 'luks2'", format)
    if (algorithm !== 'aes-128' && algorithm !== 'aes-256') {
      throw outOfRange('options.algorithm', "'aes-128' or 'aes-256'", algorithm)
    }
    await this.#with([options.passphrase], options, ([passphrase]) =>
      native.rbd.encryptionFormat(
        Handle.native(this.#image),
        format,
        algorithm === 'aes-256',
        passphrase as Uint8Array,
      ),
    )
  }

  /**
   * Decrypts what is read and encrypts what is written, for this handle. Of a clone, the formats of its ancestors follow
   * its own (Ceph 18); one alone holds for all of them.
   *
   * @example
   * ```ts
   * await image.encryption.format({ format: 'luks1', passphrase: 'of the image', algorithm: 'aes-128' })
   * await using again = await images.open(image.name)
   * await again.encryption.load({ format: 'luks1', passphrase: 'of the image' })
   * console.log(await again.size())
   * ```
   * @throws WrongPassphraseError
   * @throws CephError `EINVAL` if the image has no such format, `EEXIST` if its encryption is loaded already
   * @throws NotSupportedError for `'luks'` and for several, if the installed librbd is older than Ceph 18
   * @implements rbd_encryption_load rbd_encryption_load2
   */
  async load(layers: EncryptionLayer | readonly EncryptionLayer[], options?: CallOptions): Promise<void> {
    const chain: readonly EncryptionLayer[] =
      'format' in Object(layers) ? [layers as EncryptionLayer] : (layers as readonly EncryptionLayer[])
    if (!Array.isArray(chain)) throw wrongType('layers', 'a format with its passphrase, or several', layers)
    if (chain.length === 0) throw outOfRange('layers', 'one at least', 'none')
    for (const { format } of chain) {
      if (!FORMATS.includes(format)) throw outOfRange('format', `one of ${FORMATS.join(', ')}`, format)
    }
    const formats = chain.map(({ format }) => format)
    await this.#with(
      chain.map(({ passphrase }) => passphrase),
      options,
      (passphrases) => native.rbd.encryptionLoad(Handle.native(this.#image), formats, passphrases),
    )
  }

  // The copies of the passphrases that are made here are wiped.
  async #with(
    passphrases: readonly Passphrase[],
    options: CallOptions | undefined,
    start: (passphrases: readonly Uint8Array[]) => Promise<number>,
  ): Promise<void> {
    const bytes: Uint8Array[] = []
    const { subject } = this.#image
    // It may happen even if its caller has given up.
    const late = (size: number): void => this.#image.resized(size)
    try {
      for (const passphrase of passphrases) bytes.push(bytesOf(passphrase))
      this.#image.resized(await call(() => start(bytes), options, { subject, late }))
    } catch (error) {
      if (!(error instanceof CephError && error.syscall.startsWith('rbd_encryption_load'))) throw error
      const { code, errno, syscall } = error
      if (code === 'EOPNOTSUPP') {
        const message = `The installed librbd does not know this format (${syscall})`
        throw new NotSupportedError(message, { subject, hint: "'luks' needs Ceph 18.", cause: error })
      }
      if (code === 'EEXIST') {
        const message = `${code}: the encryption of ${describe(subject)} is loaded already (${syscall})`
        throw new CephError(message, { code, errno, syscall, subject, cause: error })
      }
      if (!(error instanceof PermissionError)) throw error
      throw new WrongPassphraseError(`${code}: the passphrase does not open ${describe(subject)} (${syscall})`, {
        code,
        errno,
        syscall,
        subject,
        hint: 'The passphrase is the one that it was formatted with; for a clone, each layer may have another.',
        cause: error,
      })
    } finally {
      for (const copy of bytes) copy.fill(0)
    }
  }
}

function bytesOf(passphrase: Passphrase): Uint8Array {
  if (typeof passphrase !== 'string' && !(passphrase instanceof Uint8Array)) {
    throw wrongType('passphrase', 'a string or a Uint8Array', passphrase)
  }
  if (passphrase.length === 0) throw outOfRange('passphrase', 'of one byte at least', 'empty')
  return Buffer.from(passphrase)
}
