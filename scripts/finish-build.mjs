#!/usr/bin/env node
// tsup leaves ES modules in dist/. This turns them into CommonJS, which is the one implementation, and writes the ES
// module of every entry, which re-exports it by name: so `instanceof` holds however the package was loaded, and there
// is one of everything that must be one. (tsup's own CommonJS with shared chunks rewrites `this.#name = …` wrongly where
// `name` is exported.)
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const require = createRequire(import.meta.url)
const root = fileURLToPath(new URL('../', import.meta.url))
const dist = join(root, 'dist')
const modules = readdirSync(dist).filter((name) => name.endsWith('.js'))

await build({
  entryPoints: modules.map((name) => join(dist, name)),
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  logLevel: 'warning',
})
for (const name of modules) {
  const file = join(dist, name.replace(/\.js$/, '.cjs'))
  writeFileSync(file, readFileSync(file, 'utf8').replace(/require\("(\.\/[^"]+)\.js"\)/g, 'require("$1.cjs")'))
  rmSync(join(dist, name))
  rmSync(join(dist, `${name}.map`), { force: true })
}

const { exports: entries } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
for (const conditions of Object.values(entries)) {
  if (typeof conditions === 'string') continue
  const names = Object.keys(require(join(root, conditions.require.default))).sort()
  const lines = names.map((name) => `export const ${name} = implementation.${name}`)
  const file = conditions.require.default.replace('./dist/', './')
  writeFileSync(join(root, conditions.import.default), `import implementation from '${file}'\n\n${lines.join('\n')}\n`)
}

// The index re-exports its parts as namespaces, in its types as in its code. (Bundled into one file of types, such
// namespaces would not pass a compiler that checks libraries.)
const index = readFileSync(join(root, 'src', 'index.ts'), 'utf8')
writeFileSync(join(dist, 'index.d.ts'), index.replaceAll("/index.ts'", ".js'"))
writeFileSync(join(dist, 'index.d.cts'), index.replaceAll("/index.ts'", ".cjs'"))
