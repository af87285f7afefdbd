// `qemu-img convert`: what most people make an RBD image of a file with.
import { run } from '../program.mjs'

export async function qemuImg({ conf, source, pool, image }) {
  const target = `rbd:${pool}/${image}:id=admin:conf=${conf}`
  const { output, ...took } = await run('qemu-img', ['convert', '-f', 'raw', '-O', 'raw', source, target])
  return took
}
