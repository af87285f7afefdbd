import { ResumeError } from '../../core/errors.ts'
import type { Image } from '../image.ts'
import { checkSame, type Identity, type Mark, parseMark } from './identity.ts'

const KEY = 'cephvirt.import'

/** What an unfinished import that can be resumed leaves in the metadata of its image. */
export class ImportMark {
  readonly #image: Image
  readonly #source: Identity
  readonly #size: number
  /** Where the import goes on. */
  readonly done: number

  private constructor(image: Image, { source, size, done }: Mark) {
    this.#image = image
    this.#source = source
    this.#size = size
    this.done = done
  }

  /** A new one. */
  static async set(image: Image, source: Identity, size: number): Promise<ImportMark> {
    const mark = new ImportMark(image, { source, size, done: 0 })
    await mark.save(0)
    return mark
  }

  /**
   * The one that an earlier attempt left.
   * @throws ResumeError if there is none, or if it is of another source or size
   */
  static async find(image: Image, source: Identity, size: number): Promise<ImportMark> {
    const { subject } = image
    const text = await image.metadata.get(KEY)
    const mark = text === undefined ? undefined : parseMark(text)
    if (mark === undefined) {
      throw new ResumeError(`The image '${image.name}' is not that of an unfinished import`, {
        subject,
        hint: 'Take another name, or remove the image.',
      })
    }
    checkSame(mark, source, size, subject, `Remove the image, images.remove('${image.name}'), and import it anew.`)
    return new ImportMark(image, mark)
  }

  static async remove(image: Image): Promise<void> {
    await image.metadata.remove(KEY)
  }

  async save(done: number): Promise<void> {
    await this.#image.metadata.set(KEY, JSON.stringify({ source: this.#source, size: this.#size, done }))
  }

  async remove(): Promise<void> {
    await ImportMark.remove(this.#image)
  }
}
