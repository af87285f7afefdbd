// Debian's archive, and mmdebstrap, which makes root folders of it.
import { spawnSync } from 'node:child_process'
import { run } from './program.mjs'

export const mirror = 'http://deb.debian.org/debian'

/** What mmdebstrap is to tell apt, for a suite. */
export function aptOptions(suite) {
  const options = ['Apt::Install-Recommends "false"', 'Acquire::Languages "none"']
  // Unstable's lists may be older than they allow where the archive is a mirror.
  if (suite === 'sid') options.push('Acquire::Check-Valid-Until "false"')
  return options.map((option) => `--aptopt=${option}`)
}

export function installMmdebstrap() {
  if (spawnSync('mmdebstrap', ['--version']).error === undefined) return
  if (process.getuid?.() !== 0) throw new Error('needs mmdebstrap: apt-get install mmdebstrap')
  console.error('installing mmdebstrap')
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'mmdebstrap', 'debian-archive-keyring'])
}
