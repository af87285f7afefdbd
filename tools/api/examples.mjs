// The examples of the documentation, made into programs: each is a function of the world that it runs in.
import { membersOf } from './members.mjs'

/** What an example finds in scope. */
export const WORLD = [
  'rados',
  'rbd',
  'libvirt',
  'xml',
  'bridge',
  'fs',
  'path',
  'pipeline',
  'dir',
  'cluster',
  'pool',
  'object',
  'images',
  'image',
  'conn',
  'domain',
  'secret',
  'storage',
  'volume',
]

/**
 * @param {string} part a folder of `src`
 * @returns {readonly { readonly name: string, readonly place: string, readonly code: string }[]}
 */
export function examplesOf(part) {
  return membersOf(part).flatMap(({ name, file, line, examples }) =>
    examples.map((code, index) => ({
      name: examples.length > 1 ? `${name} (${index + 1})` : name,
      place: `${file}:${line}`,
      code,
    })),
  )
}

/**
 * The public methods that no example of their part calls.
 * @returns {readonly { readonly name: string, readonly place: string }[]}
 */
export function withoutExample(part) {
  const members = membersOf(part)
  const code = members.flatMap(({ examples }) => examples).join('\n')
  // The first three are what `await using` and `for await` call.
  const called = new Set(['close', 'next', 'return'])
  for (const [, name] of code.matchAll(/\b(?:\.|new )?(\w+)\s*[(<]/g)) called.add(name)
  return members
    .filter(({ kind, name, isCallable }) => isCallable && kind !== 'interface' && !called.has(name.split('.').at(-1)))
    .map(({ name, file, line }) => ({ name, place: `${file}:${line}` }))
}

/** An example that declares what cannot be there: its types are checked, and it is not run. */
export function isDeclaration(code) {
  return code.startsWith('declare ')
}

/** What it declares, and what it does with it. */
function declared(code) {
  const lines = code.split('\n')
  const first = lines.findIndex((line) => !/^(?:declare |\/\/)/.test(line))
  return first < 0 ? [code, ''] : [lines.slice(0, first).join('\n'), lines.slice(first).join('\n')]
}

/** One module of all of them, to be checked. */
export function moduleOf(examples) {
  const functions = examples.map(({ name, place, code }, index) => {
    if (code.startsWith('declare module ')) return code
    const [declarations, program] = isDeclaration(code) ? declared(code) : ['', code]
    const body = `export async function example${index}({ ${WORLD.join(', ')} }: World): Promise<void> {\n{\n${program}\n}\n}`
    return `// ${name}, ${place}\nexport namespace Example${index} {\n${declarations}\n${body}\n}\n`
  })
  return `
import * as fs from 'node:fs'
import * as path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { rados, rbd, libvirt, xml, bridge } from 'cephvirt'
export interface World {
  readonly rados: typeof rados
  readonly rbd: typeof rbd
  readonly libvirt: typeof libvirt
  readonly xml: typeof xml
  readonly bridge: typeof bridge
  readonly fs: typeof fs
  readonly path: typeof path
  readonly pipeline: typeof pipeline
  readonly dir: string
  readonly cluster: rados.Cluster
  readonly pool: rados.Pool
  readonly object: rados.RadosObject
  readonly images: rbd.Images
  readonly image: rbd.Image
  readonly conn: libvirt.Connection
  readonly domain: libvirt.Domain
  readonly secret: libvirt.Secret
  readonly storage: libvirt.StoragePool
  readonly volume: libvirt.StorageVolume
}
${functions.join('\n')}`
}
