import { outOfRange, wrongType } from '../core/arguments.ts'
import type { Size } from '../core/sizes.ts'
import {
  type CharacterDevice,
  type CharacterDeviceOptions,
  characterDevice,
  type Graphics,
  type GraphicsOptions,
  graphics,
} from './character-device.ts'
import { integer, matching, objectName, oneLine, oneOf, onOff, path, text, uuid } from './codec.ts'
import { type Disk, type DiskOptions, disk, withDiskDefaults } from './disk.ts'
import { child, flag, list, required, size, value, values } from './field.ts'
import { type Firmware, firmware } from './firmware.ts'
import { type Interface, type InterfaceOptions, networkInterface, withInterfaceDefaults } from './interface.ts'
import { object } from './object.ts'

export type BootDevice = 'hd' | 'cdrom' | 'network' | 'fd'

export interface CpuTopology {
  readonly sockets: number
  readonly dies?: number
  readonly cores: number
  readonly threads: number
}

export interface Cpu {
  readonly mode?: 'host-passthrough' | 'host-model' | 'custom' | 'maximum'
  /** Of `custom`: `qemu64`, `Skylake-Server` … */
  readonly model?: string
  readonly check?: 'none' | 'partial' | 'full'
  readonly migratable?: boolean
  readonly topology?: CpuTopology
}

export interface Features {
  readonly acpi?: boolean
  readonly apic?: boolean
  readonly pae?: boolean
  readonly smm?: boolean
}

export type LifecycleAction = 'destroy' | 'restart' | 'preserve' | 'rename-restart'

/** `<domain>`; sizes are bytes. */
export interface DomainDescription {
  readonly kind: 'domain'
  /** `kvm`; `qemu` is QEMU without hardware help. */
  readonly virtType: 'kvm' | 'qemu' | 'hvf' | 'xen' | 'lxc' | 'test' | (string & {})
  /** Of a running domain. */
  readonly id?: number
  readonly name: string
  /** libvirt makes one if it is not given. */
  readonly uuid?: string
  readonly title?: string
  readonly description?: string
  /** The most the guest can have; libvirt's own output always has it. Lowered below `currentMemory` it takes that along. */
  readonly memory?: number
  /** What it has at start, the rest in the balloon. */
  readonly currentMemory?: number
  /** The most the guest can have. */
  readonly vcpus?: number
  /** How many are plugged in at start. */
  readonly currentVcpus?: number
  /** `x86_64`, `aarch64` … */
  readonly arch?: string
  readonly machine?: string
  /** Not given: what the machine type has (BIOS on x86). */
  readonly firmware?: Firmware
  /** A kernel on the host to boot at once, without firmware and boot loader. */
  readonly kernel?: string
  readonly initrd?: string
  readonly cmdline?: string
  /** In this order; not together with `bootOrder` of disks and interfaces. */
  readonly boot?: readonly BootDevice[]
  readonly features?: Features
  readonly cpu?: Cpu
  readonly clock?: 'utc' | 'localtime' | 'timezone' | 'variable' | 'absolute'
  readonly onPowerOff?: LifecycleAction
  readonly onReboot?: LifecycleAction
  readonly onCrash?: LifecycleAction | 'coredump-destroy' | 'coredump-restart'
  readonly emulator?: string
  readonly disks?: readonly Disk[]
  readonly interfaces?: readonly Interface[]
  readonly serials?: readonly CharacterDevice[]
  readonly consoles?: readonly CharacterDevice[]
  readonly channels?: readonly CharacterDevice[]
  /** Absent: none. */
  readonly graphics?: readonly Graphics[]
  /** Passed to QEMU as they are; libvirt marks the domain as tainted. */
  readonly qemuArguments?: readonly string[]
}

type Chosen = 'kind' | 'id' | 'virtType' | 'memory' | 'currentMemory' | 'disks' | 'interfaces' | 'graphics'
type Ports = 'serials' | 'consoles' | 'channels'

/** What {@link domain} takes. */
export interface DomainOptions extends Omit<DomainDescription, Chosen | Ports> {
  /** Default `kvm`; `qemu` where the host has no hardware help. */
  readonly virtType?: DomainDescription['virtType']
  readonly memory: Size
  readonly currentMemory?: Size
  readonly disks?: readonly DiskOptions[]
  readonly interfaces?: readonly InterfaceOptions[]
  /** Default one pty. */
  readonly serials?: readonly CharacterDeviceOptions[]
  /** Default one pty, which libvirt joins to the serial port. */
  readonly consoles?: readonly CharacterDeviceOptions[]
  readonly channels?: readonly CharacterDeviceOptions[]
  /** Default `none`. */
  readonly graphics?: 'none' | readonly GraphicsOptions[]
}

const lifecycle = ['destroy', 'restart', 'preserve', 'rename-restart'] as const

const topology = object<CpuTopology>({
  sockets: required(value('@sockets', integer(1))),
  dies: value('@dies', integer(1)),
  cores: required(value('@cores', integer(1))),
  threads: required(value('@threads', integer(1))),
})

const cpu = object<Cpu>({
  mode: value('@mode', oneOf('host-passthrough', 'host-model', 'custom', 'maximum')),
  check: value('@check', oneOf('none', 'partial', 'full')),
  migratable: value('@migratable', onOff),
  model: value('model', text),
  topology: child('topology', topology),
})

const features = object<Features>({
  acpi: flag('acpi'),
  apic: flag('apic'),
  pae: flag('pae'),
  smm: value('smm/@state', onOff),
})

export const domainType = object<Omit<DomainDescription, 'kind'>>(
  {
    virtType: required(value('@type', text)),
    id: value('@id', integer()),
    name: required(value('name', objectName)),
    uuid: value('uuid', uuid),
    title: value('title', oneLine),
    description: value('description', text),
    memory: size('memory', 'KiB'),
    currentMemory: size('currentMemory', 'KiB'),
    vcpus: value('vcpu', integer(1)),
    currentVcpus: value('vcpu/@current', integer(1)),
    arch: value('os/type/@arch', matching(/^[a-z0-9_]+$/, 'an architecture, as x86_64')),
    machine: value('os/type/@machine', matching(/^[a-zA-Z0-9_.-]+$/, 'a machine type, as q35')),
    firmware,
    kernel: value('os/kernel', path),
    initrd: value('os/initrd', path),
    cmdline: value('os/cmdline', text),
    boot: values('os/boot/@dev', oneOf('hd', 'cdrom', 'network', 'fd')),
    features: child('features', features),
    cpu: child('cpu', cpu),
    clock: value('clock/@offset', oneOf('utc', 'localtime', 'timezone', 'variable', 'absolute')),
    onPowerOff: value('on_poweroff', oneOf(...lifecycle)),
    onReboot: value('on_reboot', oneOf(...lifecycle)),
    onCrash: value('on_crash', oneOf(...lifecycle, 'coredump-destroy', 'coredump-restart')),
    emulator: value('devices/emulator', path),
    disks: list('devices/disk', disk),
    interfaces: list('devices/interface', networkInterface),
    serials: list('devices/serial', characterDevice),
    consoles: list('devices/console', characterDevice),
    channels: list('devices/channel', characterDevice),
    graphics: list('devices/graphics', graphics),
    qemuArguments: values('qemu:commandline/qemu:arg/@value', text),
  },
  { fixed: { 'os/type': 'hvm' }, check },
)

/** What the fields must hold together. */
function check(domain: Omit<DomainDescription, 'kind'>): Error | undefined {
  const { disks = [], interfaces = [], memory, vcpus = 1, currentVcpus } = domain
  const order = [
    ...disks.map((disk, i) => [`disks[${i}].bootOrder`, disk.bootOrder] as const),
    ...interfaces.map((one, i) => [`interfaces[${i}].bootOrder`, one.bootOrder] as const),
  ]
  if (memory === 0) return outOfRange('memory', 'more than 0', memory)
  if (currentVcpus !== undefined && currentVcpus > vcpus) {
    return outOfRange('currentVcpus', `at most vcpus (${vcpus})`, currentVcpus)
  }
  if (domain.kernel === undefined && (domain.initrd !== undefined || domain.cmdline !== undefined)) {
    return wrongType('kernel', 'given where initrd or cmdline is', undefined)
  }
  if (domain.boot !== undefined && order.some(([, place]) => place !== undefined)) {
    return outOfRange('boot', 'absent where disks or interfaces have a bootOrder', domain.boot)
  }
  return repeated(disks.map((disk, i) => [`disks[${i}].target`, disk.target])) ?? repeated(order)
}

function repeated(entries: readonly (readonly [path: string, value: unknown])[]): Error | undefined {
  const seen = new Map<unknown, string>()
  for (const [path, value] of entries) {
    const other = seen.get(value)
    if (other !== undefined) return outOfRange(path, `another than ${other}`, value)
    if (value !== undefined) seen.set(value, path)
  }
  return undefined
}

/** The domain with what an expert would choose where nothing is said. */
export function withDomainDefaults(given: DomainOptions): object {
  const { arch = hostArchitecture(), virtType = 'kvm', graphics: shown, ...rest } = given
  const isX86 = arch === 'x86_64' || arch === 'i686'
  const isQemu = ['kvm', 'qemu', 'hvf'].includes(virtType)
  const isDirect = given.kernel !== undefined
  const disks = eachObject(given.disks, (one) => withDiskDefaults(one, arch))
  const interfaces = eachObject(given.interfaces, withInterfaceDefaults)
  const isOrdered = [disks, interfaces].flat().some((device) => device?.bootOrder !== undefined)
  const machine = isX86 ? 'q35' : arch === 'aarch64' || arch === 'riscv64' ? 'virt' : undefined
  return {
    virtType,
    vcpus: 1,
    arch,
    ...(isQemu && machine !== undefined ? { machine } : {}),
    ...(isQemu ? { cpu: { mode: cpuMode(virtType, isX86) } } : {}),
    ...(isX86 ? { features: { acpi: true, apic: true } } : {}),
    // ACPI is a part of UEFI there, and refused without it.
    ...(arch === 'aarch64' && !isDirect ? { firmware: 'efi', features: { acpi: true } } : {}),
    ...(isDirect || isOrdered ? {} : { boot: ['hd'] }),
    clock: 'utc',
    serials: [{ type: 'pty' }],
    consoles: [{ type: 'pty' }],
    ...rest,
    ...(disks === undefined ? {} : { disks }),
    ...(interfaces === undefined ? {} : { interfaces }),
    ...(shown === undefined || shown === 'none' ? {} : { graphics: shown }),
  }
}

/** A model that today's systems boot on: QEMU's own default lacks what, say, CentOS 9 needs. */
function cpuMode(virtType: string, isX86: boolean): Cpu['mode'] {
  if (virtType === 'qemu') return 'maximum'
  return isX86 && virtType === 'kvm' ? 'host-model' : 'host-passthrough'
}

function hostArchitecture(): string {
  const names: Readonly<Record<string, string>> = { x64: 'x86_64', ia32: 'i686', arm64: 'aarch64', ppc64: 'ppc64le' }
  return names[process.arch] ?? process.arch
}

/** What is not a list of objects is left for the table to refuse by name. */
function eachObject<T>(items: readonly T[] | undefined, change: (item: T) => T): readonly T[] | undefined {
  if (!Array.isArray(items)) return items
  return items.map((item: T) => (typeof item === 'object' && item !== null ? change(item) : item))
}
