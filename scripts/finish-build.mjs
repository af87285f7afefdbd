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
// What takes long to load, and many programs never use, is loaded where it is used: these, and the XML model.
const late = ['@xmldom/xmldom', 'crypto', 'fs/promises', 'net', 'stream/web', 'zlib']
const built = new Map(
  modules.map((name) => [`./${name}`, readFileSync(join(dist, name.replace(/js$/, 'cjs')), 'utf8')]),
)
late.push(...[...built.keys()].filter((name) => /\.\/chunk-/.test(name) && built.get(name).includes('@xmldom/xmldom')))

for (const name of modules) {
  const file = join(dist, name.replace(/\.js$/, '.cjs'))
  let code = built.get(`./${name}`)
  for (const [line, variable, from] of code.matchAll(/^var (import_\w+) = require\("([^"]+)"\);\n/gm)) {
    if (late.includes(from)) code = code.replace(line, '\n').replaceAll(`${variable}.`, `(require("${from}")).`)
  }
  if (code.split('importMetaUrl').length === 2) code = code.replace(/^const importMetaUrl.*/, '')
  code = code.replace(/require\("(\.\/[^"]+)\.js"\)/g, 'require("$1.cjs")')
  writeFileSync(file, code)
  rmSync(join(dist, name))
  rmSync(join(dist, `${name}.map`), { force: true })
}

// The index: the core, and the parts as namespaces, each loaded when something in it is first used.
const index = readFileSync(join(root, 'src', 'index.ts'), 'utf8')
const parts = [...index.matchAll(/^export \* as (\w+) from '\.\/\w+\/index\.ts'$/gm)].map(([, part]) => part)
const part = (name) => {
  const names = Object.keys(require(join(dist, `${name}.cjs`))).sort()
  return `  ${name}: part(() => require('./${name}.cjs'), ${JSON.stringify(names)}),`
}
writeFileSync(
  join(dist, 'index.cjs'),
  `'use strict'
const part = (load, names) => {
  let loaded
  const namespace = Object.create(null, { [Symbol.toStringTag]: { value: 'Module' } })
  for (const name of names) Object.defineProperty(namespace, name, { enumerable: true, get: () => (loaded ??= load())[name] })
  return Object.freeze(namespace)
}
module.exports = {
  ...require('./core.cjs'),
${parts.map(part).join('\n')}
}
`,
)

const { exports: entries } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
for (const conditions of Object.values(entries)) {
  if (typeof conditions === 'string') continue
  const names = Object.keys(require(join(root, conditions.require.default))).sort()
  const lines = names.map((name) => `export const ${name} = implementation.${name}`)
  const file = conditions.require.default.replace('./dist/', './')
  // Not imported: Node would read the file once more, to find the names in it that are written here.
  const implementation = `import { createRequire } from 'node:module'\n\nconst implementation = createRequire(import.meta.url)('${file}')\n`
  writeFileSync(join(root, conditions.import.default), `${implementation}\n${lines.join('\n')}\n`)
}

// (Bundled into one file of types, the namespaces of the index would not pass a compiler that checks libraries.)
writeFileSync(join(dist, 'index.d.ts'), index.replaceAll("/index.ts'", ".js'"))
writeFileSync(join(dist, 'index.d.cts'), index.replaceAll("/index.ts'", ".cjs'"))
