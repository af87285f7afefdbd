import { DOMAIN_NAMES, ERROR_NAMES } from './generated/libvirt-names.ts'

/** The name of a libvirt error number: `libvirtErrorName(42)` is `'VIR_ERR_NO_DOMAIN'`. */
export function libvirtErrorName(number: number): string {
  return ERROR_NAMES[number] ?? `VIR_ERR_${number}`
}

/** The name of the part of libvirt that an error comes from: `libvirtDomainName(10)` is `'VIR_FROM_QEMU'`. */
export function libvirtDomainName(number: number): string {
  return DOMAIN_NAMES[number] ?? `VIR_FROM_${number}`
}
