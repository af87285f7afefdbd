import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { npmPackage } from '../../scripts/npm-package.mjs'
import { examplesOf, moduleOf } from '../../tools/api/examples.mjs'
import { type Architecture, faults } from './binary.ts'
import { output, root, run, userEnvironment } from './tarball.ts'

const { user, contents } = inject('tarball')
const installed = join(user, 'node_modules', 'cephvirt')
const { exports: entries } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>
}
const names = Object.keys(entries)
  .filter((name) => name !== './package.json')
  .map((name) => name.replace('.', 'cephvirt'))

const written = new Set<string>()
afterAll(() => {
  for (const file of written) rmSync(file, { recursive: true, force: true })
})

function write(name: string, text: string): string {
  const file = join(user, name)
  written.add(file)
  writeFileSync(file, text)
  return file
}

function runFile(name: string, text: string): string {
  return output(process.execPath, [write(name, text)], { cwd: user })
}

describe('what is in it', () => {
  test('the files that are meant, and no others', () => {
    const patterns = [
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|CMakeLists\.txt|binding\.gyp)$/,
      /^dist\/(cli|core|index|rados|rbd|libvirt|xml|bridge|testing)\.(js|cjs|cjs\.map|d\.ts|d\.cts)$/,
      /^dist\/chunk-\w+\.cjs(\.map)?$/,
      /^dist\/[a-z-]+-[\w-]{8}\.d\.c?ts$/,
      /^native\/([\w-]+\/)*[\w-]+\.(cc|h)$/,
      /^native\/(sources\.json|flags\.json|exports\.map)$/,
      /^cmake\/(linux-(x64|arm64)|debian-cross)\.cmake$/,
      /^prebuilds\/(README\.md|linux-(x64|arm64)\/cephvirt\.glibc\.node)$/,
    ]
    expect(contents.filter((path) => !patterns.some((pattern) => pattern.test(path)))).toEqual([])
    for (const pattern of patterns) expect(contents.filter((path) => pattern.test(path))).not.toEqual([])
    for (const arch of ['x64', 'arm64']) expect(contents).toContain(`prebuilds/linux-${arch}/cephvirt.glibc.node`)
  })

  test('installing it brings its three dependencies and builds nothing', () => {
    const ours = ['@types', '@xmldom', 'cephvirt', 'node-addon-api', 'node-gyp-build', 'undici-types']
    const found = readdirSync(join(user, 'node_modules')).filter((name) => !name.startsWith('.'))
    expect(found.sort()).toEqual(ours)
    expect(readdirSync(installed)).not.toContain('build')
  })

  test('npm has no script of it to run', () => {
    const { scripts, gypfile } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    const own = Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare|uninstall)$/.test(name))
    expect(own).toEqual([])
    // Without it npm runs node-gyp where it sees a binding.gyp.
    expect(gypfile).toBe(false)
  })
})

describe('loading', () => {
  test.each(names)('%s is imported and required, and is the same', (name) => {
    const printed = runFile(
      'same.mjs',
      `import { createRequire } from 'node:module'
       import * as imported from '${name}'
       const required = createRequire(import.meta.url)('${name}')
       const keys = Object.keys(required)
       console.log(keys.length > 0 && keys.every((key) => imported[key] === required[key]))`,
    )
    expect(printed.trim()).toBe('true')
  })

  test('instanceof holds across import and require', () => {
    const printed = runFile(
      'across.mjs',
      `import { createRequire } from 'node:module'
       import { CephvirtError, CephError, rados } from 'cephvirt'
       const required = createRequire(import.meta.url)('cephvirt')
       const error = await required.rados.connect({ conf: '/nowhere/ceph.conf' }).catch((reason) => reason)
       console.log(error instanceof CephError, error instanceof CephvirtError, error instanceof required.CephError, error.code)`,
    )
    expect(printed.trim()).toBe('true true true ENOENT')
  })

  test('its command runs', () => {
    const command = join(user, 'node_modules', '.bin', 'cephvirt')
    expect(output(command, ['--help'], { cwd: user })).toContain('cephvirt cluster up')
  })

  /** What is in memory when an entry is: the library of a kind, files of this package, packages. */
  function loadedBy(name: string): { libraries: string[]; files: string[]; packages: string[] } {
    const printed = runFile(
      'loaded.cjs',
      `const entry = require('${name}')
       const maps = require('node:fs').readFileSync('/proc/self/maps', 'utf8')
       const files = Object.keys(require.cache)
       console.log(JSON.stringify({
         libraries: ['librados.so', 'librbd.so', 'libvirt.so'].filter((library) => maps.includes(library)),
         files: files.map((file) => file.split('/').pop()),
         packages: [...new Set(files.map((file) => file.split('/node_modules/').pop().split('/').slice(0, 2).join('/')))],
       }))`,
    )
    return JSON.parse(printed)
  }

  test('rbd alone loads neither libvirt nor what reads XML', () => {
    const { libraries, files, packages } = loadedBy('cephvirt/rbd')
    expect(libraries).not.toContain('libvirt.so')
    expect(packages.some((name) => name.startsWith('@xmldom/'))).toBe(false)
    expect(files.filter((file) => /^(libvirt|xml|bridge|testing)\.cjs$/.test(file))).toEqual([])
    // Those that are shared have other names: what is written in them tells.
    const shared = files.filter((file) => file.startsWith('chunk-')).map((file) => join(installed, 'dist', file))
    const texts = shared.map((file) => readFileSync(file, 'utf8'))
    expect(texts.filter((text) => /class Domain\b|@xmldom/.test(text))).toEqual([])
  })

  test('the index loads a part when something in it is used', () => {
    const { files } = loadedBy('cephvirt')
    expect(files.filter((file) => /^(rados|rbd|libvirt|xml|bridge)\.cjs$/.test(file))).toEqual([])
    const printed = runFile(
      'parts.mjs',
      `import { rados, rbd } from 'cephvirt'
       import * as ofRados from 'cephvirt/rados'
       console.log(rados.connect === ofRados.connect, Object.keys(rbd).length > 10, typeof rbd.images)`,
    )
    expect(printed.trim()).toBe('true true function')
  })

  test('libvirt reads no XML before there is some', () => {
    expect(loadedBy('cephvirt/libvirt').packages.filter((name) => name.startsWith('@xmldom/'))).toEqual([])
  })

  test.each(names)('%s: no library is opened before a call needs it', (name) => {
    expect(loadedBy(name).libraries).toEqual([])
  })
})

describe('where nothing of it runs', () => {
  const load = `
    try {
      require('cephvirt')
    } catch ({ code, message, cause }) {
      console.log(JSON.stringify({ code, message, cause: cause?.message }))
    }`
  const tried = (env: Record<string, string>) =>
    JSON.parse(output(process.execPath, ['-e', load], { cwd: user, env: userEnvironment(env) }))

  test.each([
    ['musl', { LIBC: 'musl' }],
    ['another processor', { npm_config_arch: 'riscv64' }],
    ['another system', { npm_config_platform: 'darwin' }],
  ])('%s: says for what it is prebuilt and how to build it', (_what, env: Record<string, string>) => {
    const { code, message, cause } = tried(env)
    expect(code).toBe('ERR_CEPHVIRT_NATIVE_MODULE')
    expect(message).toMatch(/linux-x64 and linux-arm64 with glibc 2\.28/)
    expect(message).toContain('node-gyp rebuild')
    expect(cause).toMatch(/No native build was found/)
    for (const value of Object.values(env)) expect(message + cause).toContain(value)
  })
})

describe('types', () => {
  const program = `
    import { type CephError, rados, rbd, libvirt, xml, bridge } from 'cephvirt'
    import { connect } from 'cephvirt/rados'
    import { startCluster } from 'cephvirt/testing'
    export async function main(): Promise<number> {
      const cluster = await connect({ conf: '/etc/ceph/ceph.conf' })
      const pool: rados.Pool = await cluster.openPool('p')
      const image: rbd.Image = await rbd.images(pool).open('i', { exclusive: true })
      const conn: libvirt.Connection = await libvirt.connect('qemu:///system')
      const holders = await bridge.holders(image, { connections: [conn] })
      xml.domain({ name: 'a', memory: '1GiB' })
      const error: Partial<CephError> = {}
      // @ts-expect-error a position is a number
      await image.read(Buffer.alloc(1), 'zero')
      void startCluster
      return holders.length + (error.errno ?? 0)
    }`

  function check(files: Record<string, string>, { compiler = '5.9.3', resolution = 'nodenext' } = {}): void {
    for (const [name, text] of Object.entries(files)) write(name, text)
    const module = resolution === 'bundler' ? 'esnext' : resolution
    const tsc = join(npmPackage('typescript', compiler), 'bin', 'tsc')
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', module, '--moduleResolution', resolution]
    const libraries = ['--lib', 'es2023,esnext.disposable', '--types', 'node']
    const { stdout, status } = run(process.execPath, [tsc, ...options, ...libraries, ...Object.keys(files)], {
      cwd: user,
    })
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 })
  }

  describe.each(['5.4.5', '5.9.3', '6.0.3'])('TypeScript %s', (compiler) => {
    test.each(['node16', 'nodenext', 'bundler'])('resolves every entry by %s, imported and required', (resolution) => {
      const all = names.map((name, index) => `import * as part${index} from '${name}'\nvoid part${index}`).join('\n')
      check({ 'user.mts': `${program}\n${all}`, 'user.cts': `${program}\n${all}` }, { compiler, resolution })
    })
  })

  test('the code in the README is right', () => {
    const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```ts\n(.*?)```/gs)]
    expect(blocks.length).toBeGreaterThan(0)
    check(Object.fromEntries(blocks.map(([, code = ''], index) => [`readme${index}.mts`, code])))
  })

  test('the examples in the documentation are right', () => {
    check({ 'examples.mts': moduleOf(['rados', 'rbd', 'libvirt'].flatMap((part) => examplesOf(part))) })
  })
})

test('without a prebuilt binary node-gyp builds the same module from what is installed', () => {
  // A copy: the others look at the installed one.
  const folder = join(user, 'node_modules', 'cephvirt-built')
  written.add(folder)
  output('cp', ['-r', installed, folder], { cwd: user })
  rmSync(join(folder, 'prebuilds'), { recursive: true })
  const headers = output(process.execPath, [join(root, 'scripts', 'build-native.mjs'), '--headers'], {
    cwd: root,
  }).trim()
  const gyp = join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js')
  const env = userEnvironment({ npm_config_nodedir: headers, JOBS: 'max' })
  const built = run(process.execPath, [gyp, 'rebuild'], { cwd: folder, env })
  expect(built.status, `${built.stdout}${built.stderr}`.slice(-4000)).toBe(0)

  const file = join(folder, 'build', 'Release', 'cephvirt.node')
  const prebuilt = join(installed, 'prebuilds', `linux-${process.arch}`, 'cephvirt.glibc.node')
  const shape = (module: string) =>
    output(
      process.execPath,
      ['-p', `JSON.stringify(Object.entries(require('${module}')).map(([k, v]) => [k, Object.keys(v)]))`],
      { cwd: user },
    )
  expect(shape(file)).toBe(shape(prebuilt))
  expect(run(process.execPath, ['-e', `require('./dist/index.cjs')`], { cwd: folder })).toMatchObject({ status: 0 })
  output('strip', ['--strip-all', file], { cwd: folder })
  // Not its size: it is not shipped.
  expect(faults(file, process.arch as Architecture).filter((fault) => !/MiB$/.test(fault))).toEqual([])
}, 600_000)
