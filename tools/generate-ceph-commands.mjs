#!/usr/bin/env node
// Writes src/rados/generated/commands.ts: the arguments of all of Ceph's commands, as the daemons of this machine's Ceph
// tell them. It starts a throwaway cluster to ask, through what `npm run build` made. That the file is current is proved
// by test/integration/rados/commands.test.ts, on the cluster that the tests run on.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { connect } from '../dist/rados.js'
import { startCluster } from '../dist/testing.js'
import { commandsModule } from './ceph-commands.mjs'

const target = fileURLToPath(new URL('../src/rados/generated/commands.ts', import.meta.url))
const ASK = { prefix: 'get_command_descriptions' }

const lab = await startCluster({ osds: 1, libvirt: false })
try {
  const cluster = await connect({ conf: lab.conf })
  try {
    const [mon, mgr, osd] = (
      await Promise.all([cluster.monCommand(ASK), cluster.mgrCommand(ASK), cluster.osdCommand(0, ASK)])
    ).map(({ output }) => JSON.parse(output.toString()))
    const { version } = await cluster.command('version')
    const release = /^ceph version (\S+)/.exec(version)?.[1]
    mkdirSync(new URL('.', `file://${target}`), { recursive: true })
    writeFileSync(target, commandsModule({ mon, mgr, osd }, release))
  } finally {
    await cluster.close()
  }
} finally {
  await lab.close()
}
const { status } = spawnSync('npx', ['--no-install', 'biome', 'format', '--write', target], { stdio: 'inherit' })
process.exitCode = status ?? 1
