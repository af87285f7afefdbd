#!/usr/bin/env node
// Biome for TypeScript and JavaScript, clang-format for C++, and that generated files are current.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const write = process.argv.includes('--write')

function run(program, args) {
  console.log(`> ${program} ${args.slice(0, 3).join(' ')}${args.length > 3 ? ' …' : ''}`)
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' })
  if (error !== undefined) throw error
  if (status !== 0) process.exitCode = 1
}

const cpp = readdirSync('native', { recursive: true })
  .filter((name) => /\.(cc|h)$/.test(name))
  .map((name) => join('native', name))

run('npx', ['--no-install', 'biome', 'check', ...(write ? ['--write'] : []), '--error-on-warnings'])
run('clang-format', ['--style=file', ...(write ? ['-i'] : ['--dry-run', '--Werror']), ...cpp])
for (const tool of ['names', 'calls'])
  run(process.execPath, [`tools/generate-libvirt-${tool}.mjs`, ...(write ? [] : ['--check'])])
run(process.execPath, ['tools/api/report.mjs', ...(write ? [] : ['--check'])])
