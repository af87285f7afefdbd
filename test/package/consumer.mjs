// What a user's first program does, in whatever runs it: prints what came of each half.
import { createRequire } from 'node:module'

/** The value of a call, or of its error what a user goes by. */
async function outcome(call) {
  try {
    return { value: await call() }
  } catch (error) {
    const { name, code, library, hint, message } = error
    return { error: { name, code, library, hint, message } }
  }
}

const { libvirt, pageSize, rados, rbd } = await import('cephvirt')
const result = {
  runtime: globalThis.Deno
    ? `Deno ${Deno.version.deno}`
    : globalThis.Bun
      ? `Bun ${Bun.version}`
      : `Node ${process.versions.node}`,
  glibc: process.report?.getReport?.().header?.glibcVersionRuntime,
  pageSize,
  same: createRequire(import.meta.url)('cephvirt').rados === rados,
  rados: await outcome(() => rados.version()),
  rbd: await outcome(() => rbd.version()),
  // There is no such cluster: that much librados finds out by itself.
  connect: await outcome(() => rados.connect({ conf: '/nowhere/ceph.conf' })),
  libvirt: await outcome(() => libvirt.version()),
  // libvirt's own test driver: a host with one domain, all of it in this process.
  domains: await outcome(async () => {
    const conn = await libvirt.connect('test:///default')
    try {
      const names = []
      for await (const domain of conn.domains.list()) names.push(domain.name)
      return names
    } finally {
      await conn.close()
    }
  }),
}
console.log(JSON.stringify(result))
