// A package of npm's, unpacked once below `.cache/npm` without installing it: programs that are run in several versions,
// which node_modules has no place for. Exact versions only; npm checks what it downloads.
//
//   import { npmPackage } from './npm-package.mjs'
//   const folder = npmPackage('typescript', '5.4.5')
import { mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { madeOnce } from './made-once.mjs'
import { run } from './program.mjs'

const project = dirname(dirname(fileURLToPath(import.meta.url)))

/** The folder of a package: that which has its package.json. */
export function npmPackage(name, version) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new RangeError(`an exact version of ${name} is needed, not ${version}`)
  const folder = join(project, '.cache', 'npm', `${name.replace('/', '+')}-${version}`)
  return madeOnce(folder, (partial) => {
    mkdirSync(partial)
    run('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', partial], { cwd: project })
    const archive = readdirSync(partial).find((file) => file.endsWith('.tgz'))
    if (archive === undefined) throw new Error(`npm left no archive of ${name}@${version}`)
    run('tar', ['-xzf', join(partial, archive), '-C', partial, '--no-same-owner'])
    return join(partial, 'package')
  })
}
