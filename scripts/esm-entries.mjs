#!/usr/bin/env node
// Writes the ES module of every entry: it re-exports, by name, what the CommonJS build exports.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const root = new URL('../', import.meta.url)
const { exports: entries } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))

for (const conditions of Object.values(entries)) {
  if (typeof conditions === 'string') continue
  const implementation = new URL(conditions.require.default, root)
  const names = Object.keys(require(implementation.pathname)).sort()
  const lines = names.map((name) => `export const ${name} = implementation.${name}`)
  const file = conditions.require.default.replace('./dist/', './')
  writeFileSync(
    new URL(conditions.import.default, root),
    `import implementation from '${file}'\n\n${lines.join('\n')}\n`,
  )
}
