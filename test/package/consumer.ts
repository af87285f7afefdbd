/** Of each supported line of Node the release that scripts/node-binaries.mjs pins, and the newest. */
export const NODES = [20, 22, 24, 26]

type Outcome<Value> =
  | { readonly value: Value }
  | { readonly error: { name: string; code: string; library: string; hint: string; message: string } }

interface Version {
  readonly major: number
  readonly minor: number
}

/** What consumer.mjs prints. */
export interface Consumed {
  readonly runtime: string
  readonly glibc?: string
  readonly pageSize: number
  readonly same: boolean
  readonly rados: Outcome<Version>
  readonly rbd: Outcome<Version>
  readonly connect: Outcome<unknown>
  readonly libvirt: Outcome<Version>
  readonly domains: Outcome<string[]>
}
