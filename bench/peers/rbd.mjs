// The `rbd` program.
import { run } from '../program.mjs'

const rbd = async (conf, args) => {
  const { output, ...took } = await run('rbd', ['--conf', conf, '--no-progress', ...args])
  return took
}

export const rbdImport = ({ conf, source, pool, image }) => rbd(conf, ['import', source, `${pool}/${image}`])

export const rbdExport = ({ conf, target, pool, image }) => rbd(conf, ['export', `${pool}/${image}`, target])

export async function rbdList({ conf, pool }) {
  const { output, ...took } = await run('rbd', ['--conf', conf, 'ls', '-l', '--format', 'json', pool])
  return { ...took, listed: JSON.parse(output).length }
}
