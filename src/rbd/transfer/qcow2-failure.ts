import { CephvirtError, NotSupportedError } from '../../core/errors.ts'

/** The file contradicts itself or the format: nothing that it says is believed. */
export function damaged(path: string, what: string): CephvirtError {
  return new CephvirtError(`The qcow2 file '${path}' is damaged: ${what}`, {
    code: 'ERR_CEPHVIRT_QCOW2_DAMAGED',
    subject: { file: path },
    hint: `See what 'qemu-img check ${path}' says.`,
  })
}

/** A valid file with something in it that is not read here, and which tool takes it out. */
export function unsupported(path: string, what: string, hint: string): NotSupportedError {
  return new NotSupportedError(`The qcow2 file '${path}' ${what}`, { subject: { file: path }, hint })
}
