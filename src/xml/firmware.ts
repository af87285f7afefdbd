import { oneOf, path, yesNo } from './codec.ts'
import { type Field, flag, required, value } from './field.ts'
import { group } from './object.ts'

/** A firmware image named by hand. */
export interface LoaderFirmware {
  /** The image on the host: `/usr/share/OVMF/OVMF_CODE.fd`. */
  readonly loader: string
  /** `pflash` for UEFI, `rom` for BIOS. */
  readonly type?: 'pflash' | 'rom'
  readonly readOnly?: boolean
  readonly secure?: boolean
  /** The file that keeps this domain's UEFI variables. */
  readonly nvram?: string
  /** What it is made from at first. */
  readonly nvramTemplate?: string
}

/** `efi`: libvirt finds an image that fits. `bios`: what x86 machines have anyway, so it is not written, and read as absent. */
export type Firmware = 'bios' | 'efi' | LoaderFirmware

const automatic = value('os/@firmware', oneOf('bios', 'efi'))

const byHand = group<LoaderFirmware>({
  loader: required(value('os/loader', path)),
  type: value('os/loader/@type', oneOf('pflash', 'rom')),
  readOnly: value('os/loader/@readonly', yesNo),
  secure: value('os/loader/@secure', yesNo),
  nvram: value('os/nvram', path),
  nvramTemplate: value('os/nvram/@template', path),
})

/** Everything under `<os>` that belongs to one choice of firmware, not to another. */
const choices = ['os/loader', 'os/nvram', 'os/firmware'].map(flag)

function read(element: Parameters<Field<Firmware>['read']>[0]): Firmware | undefined {
  return automatic.read(element) ?? byHand.read(element)
}

/** A domain's firmware: one field that the document keeps in several places. */
export const firmware: Field<Firmware> = {
  read,
  write(element, given, at) {
    const current = read(element)
    const wanted = given === 'bios' && current === undefined ? undefined : given
    if (wanted === current) return element
    if (typeof wanted === 'object' && typeof current === 'object') return byHand.write(element, wanted, at)
    const cleared = [automatic, ...choices].reduce((changed, row) => row.write(changed, undefined, at), element)
    if (wanted === undefined || wanted === 'bios') return cleared
    return typeof wanted === 'object' ? byHand.write(cleared, wanted, at) : automatic.write(cleared, wanted, at)
  },
}
