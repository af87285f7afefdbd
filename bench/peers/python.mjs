// python-rbd: the binding that scripts use, with its asynchronous calls.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { run } from '../program.mjs'

const SCRIPT = fileURLToPath(new URL('python_rbd.py', import.meta.url))

let found

/** The interpreter that has the rbd module: the distribution's, which need not be the first of the path. */
function interpreter() {
  found ??= ['python3', '/usr/bin/python3'].find((program) => spawnSync(program, ['-c', 'import rbd']).status === 0)
  if (found === undefined) throw new Error('No python3 has the rbd module: install python3-rbd and python3-rados')
  return found
}

/** The same job as fio's. */
export async function python(job) {
  const { conf, pool, image, size, block, depth, seconds, operation, order } = job
  const text = JSON.stringify({ conf, pool, image, size, block, depth, seconds, operation, order })
  const { output, peak } = await run(interpreter(), [SCRIPT, text])
  return { ...JSON.parse(output), peak }
}
