export type NativeLibvirt = Record<string, never>
