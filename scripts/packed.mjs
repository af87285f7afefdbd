// The package as a user gets it: packed by npm, installed without any script into an empty folder.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './program.mjs'

const project = dirname(dirname(fileURLToPath(import.meta.url)))

/** Packs it into a folder, and answers what npm says of it: `filename`, `files`, sizes. */
export function packPackage(folder, env) {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  return JSON.parse(run('npm', args, { cwd: project, env }))[0]
}

/** Installs what was packed into that folder into a new one beside it, the user's, which it answers. */
export function installPackage(folder, { filename }, env) {
  const user = join(folder, 'user')
  mkdirSync(user)
  writeFileSync(join(user, 'package.json'), JSON.stringify({ name: 'user', private: true }))
  // From the cache of `npm ci`, where it is there.
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  run('npm', ['install', ...options, join(folder, filename)], { cwd: user, env })
  return user
}
