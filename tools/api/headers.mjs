// The functions of a C library: those that its installed header declares, and those of the releases on record.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const records = join(dirname(fileURLToPath(import.meta.url)), 'releases')

export const libraries = {
  librados: { header: 'rados/librados.h', prefix: 'rados', part: 'rados' },
  librbd: { header: 'rbd/librbd.h', prefix: 'rbd', part: 'rbd' },
}

/** @returns {readonly string[]} */
export function declaredIn(library, include = '/usr/include') {
  const { header, prefix } = libraries[library]
  const text = readFileSync(join(include, header), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
  const declarations = text.matchAll(new RegExp(`\\bCEPH_R(?:ADOS|BD)_API\\b[^;(]*?\\b(${prefix}_\\w+)\\s*\\(`, 'g'))
  return [...new Set([...declarations].map(([, name]) => name))].sort()
}

/** @returns {ReadonlyMap<string, ReadonlySet<string>>} by release, the oldest first */
export function recorded(library) {
  const releases = readdirSync(records)
    .filter((name) => name.startsWith(`${library}-`))
    .map((name) => [/-(\d+)\.txt$/.exec(name)[1], name])
    .sort(([a], [b]) => Number(a) - Number(b))
  return new Map(
    releases.map(([release, name]) => {
      const lines = readFileSync(join(records, name), 'utf8').split('\n')
      return [release, new Set(lines.filter((line) => line !== ''))]
    }),
  )
}

export function record(release, include) {
  for (const library of Object.keys(libraries)) {
    writeFileSync(join(records, `${library}-${release}.txt`), `${declaredIn(library, include).join('\n')}\n`)
  }
}
