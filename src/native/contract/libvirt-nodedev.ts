import type { NodeDeviceHandle } from './libvirt-records.ts'

export interface NativeLibvirtNodeDevice {
  nodeDeviceListCaps(device: NodeDeviceHandle): Promise<readonly string[]>
}
