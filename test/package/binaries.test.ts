import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodeBinary } from '../../scripts/node-binaries.mjs'
import { libraryFolders, loaderOf, sysroot } from '../../scripts/sysroot.mjs'
import { type Architecture, faults } from './binary.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'cephvirt-binaries-'))
afterAll(() => rmSync(folder, { recursive: true }))

const architectures: Architecture[] = ['x64', 'arm64']
const prebuilt = (arch: Architecture) => join(root, 'prebuilds', `linux-${arch}`, 'cephvirt.glibc.node')

const flags = JSON.parse(readFileSync(join(root, 'native/flags.json'), 'utf8')) as Record<string, string[]>
const [compile = [], release = [], link = []] = [flags.compile, flags.release, flags.link]
const floor = ['-I', join(root, 'native'), '-include', 'runtime/floor.h', join(root, 'native/runtime/floor.cc')]
const exports = readFileSync(join(root, 'native/exports.map'), 'utf8')

/** Uses some of what newer C++ libraries have newer versions of. */
const module = `
  #include <condition_variable>
  #include <deque>
  #include <dlfcn.h>
  #include <memory>
  #include <mutex>
  #include <string>
  #include <unordered_map>
  extern "C" __attribute__((visibility("default"))) int node_api_module_get_api_version_v1() { return 9; }
  extern "C" __attribute__((visibility("default"))) void* napi_register_module_v1(void*, void* exports) {
    static std::mutex mutex;
    static std::condition_variable changed;
    static std::unordered_map<std::string, std::shared_ptr<std::deque<int>>> all;
    std::unique_lock lock(mutex);
    if (dlopen("libm.so.6", RTLD_NOW) == nullptr) changed.wait(lock);
    all["one"] = std::make_shared<std::deque<int>>(exports == nullptr ? 100 : 200);
    return all.size() == 1 ? exports : nullptr;
  }`

interface Variant {
  arch?: Architecture
  code?: string
  compile?: string[]
  link?: string[]
  floor?: string[]
  exports?: string
  strip?: boolean
}

let built = 0
/** A small library built as the module is, but for what is said otherwise. */
function library(variant: Variant = {}): string {
  const arch = variant.arch ?? (process.arch as Architecture)
  const triplet = arch === 'x64' ? 'x86_64-linux-gnu' : 'aarch64-linux-gnu'
  const name = join(folder, `${++built}`)
  writeFileSync(`${name}.cc`, `${module}\n${variant.code ?? ''}`)
  writeFileSync(`${name}.map`, variant.exports ?? exports)
  execFileSync(`${triplet}-g++`, [
    ...['-shared', '-fPIC', ...compile, ...release, ...(variant.compile ?? []), ...(variant.floor ?? floor)],
    ...['-o', `${name}.node`, `${name}.cc`, ...link, `-Wl,--version-script=${name}.map`, ...(variant.link ?? [])],
  ])
  if (variant.strip !== false) execFileSync(`${triplet}-strip`, ['--strip-all', `${name}.node`])
  return `${name}.node`
}

describe.each(architectures)('the prebuilt binary for linux-%s', (arch) => {
  test('is there', () => {
    expect(existsSync(prebuilt(arch)), '`npm run setup` or `npm run prebuild` makes it').toBe(true)
  })

  test('runs on old systems, needs and shows no more than it must, is hardened, stripped and small', () => {
    expect(faults(prebuilt(arch), arch)).toEqual([])
  })
})

describe('what that finds in others', () => {
  test.each(architectures)('nothing in one that is built for linux-%s as the module is', (arch) => {
    expect(faults(library({ arch }), arch)).toEqual([])
  })

  const page = ['-Wl,-z,max-page-size=4096,-z,common-page-size=4096']
  const throwing = `
    #include <exception>
    extern "C" void* napi_keep(std::exception_ptr* kept) { *kept = std::current_exception(); return kept; }`
  const leak = 'extern "C" __attribute__((visibility("default"))) void leak() {}'
  const ask = (call: string) => `extern "C" void ${call}();\nextern "C" void napi_ask() { ${call}(); }`
  const keep = ['-Wl,--no-gc-sections']
  let other: string
  beforeAll(() => {
    other = join(folder, 'libother.so')
    writeFileSync(join(folder, 'other.cc'), 'extern "C" void other() {}')
    execFileSync('g++', ['-shared', '-fPIC', '-Wl,-soname,libother.so.1', '-o', other, join(folder, 'other.cc')])
  })

  test.each<[string, string[], () => Variant]>([
    ['an exception_ptr', ['needs CXXABI_1.3.13'], () => ({ code: throwing, link: keep })],
    ['a library', ['needs libother.so.1'], () => ({ link: ['-Wl,--no-as-needed', other] })],
    ['a run path', ['run path'], () => ({ link: ['-Wl,-rpath,/opt/lib'] })],
    ['binding when called', ['binds lazily'], () => ({ link: ['-Wl,-z,lazy'] })],
    ['writable tables', ['no RELRO'], () => ({ link: ['-Wl,-z,norelro'] })],
    ['a stack that executes', ['executable stack'], () => ({ link: ['-Wl,-z,execstack'] })],
    ['a symbol too many', ['exports leak'], () => ({ code: leak, exports: '{ global: *_v1; leak; local: *; };' })],
    ["a function of Node's inside", ['asks Node for uv_run'], () => ({ code: ask('uv_run'), link: keep })],
    ['names of its functions', ['not stripped'], () => ({ strip: false })],
    [
      'three mebibytes',
      ['3.0 MiB'],
      () => ({ code: 'extern const char big[3 << 20]; const char big[3 << 20] = {1};', link: keep }),
    ],
  ])('%s', (_name, expected, variant) => {
    const found = faults(library(variant()), process.arch as Architecture)
    expect(found.map((fault) => fault.replace(/^3\.\d/, '3.0'))).toEqual(expected)
  })

  test('without what lowers them, the versions of newer libraries', () => {
    const found = faults(library({ floor: [] }), process.arch as Architecture)
    expect(found).toContain('needs GLIBCXX_3.4.30') // condition_variable::wait
    expect(found).toContain('needs GLIBC_2.34') // dlopen
    expect(found).toContain('needs GLIBC_2.32') // shared_ptr
  })

  test('pages of 4 KiB on arm64, which may have larger ones, and nothing wrong with them on x64', () => {
    expect(faults(library({ arch: 'arm64', link: page }), 'arm64')).toEqual(['aligned to 4096'])
    expect(faults(library({ arch: 'x64', link: page }), 'x64')).toEqual([])
  })

  test('another machine', () => {
    expect(faults(prebuilt('x64'), 'arm64')).toContain('another machine')
    expect(faults(prebuilt('arm64'), 'x64')).toContain('another machine')
  })
})

test('PREBUILDS_ONLY loads the prebuilt binary, which has all that the development build has', () => {
  const script = `
    const find = require('node-gyp-build')
    const native = find(process.cwd())
    const tables = Object.entries(native).map(([part, table]) => [part, Object.keys(table).sort()])
    console.log(JSON.stringify({ file: require('node:path').relative(process.cwd(), find.resolve(process.cwd())), tables }))`
  const load = (env: Record<string, string>) =>
    JSON.parse(
      execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } }),
    ) as { file: string; tables: [string, string[]][] }
  const [development, shipped] = [load({ PREBUILDS_ONLY: '' }), load({ PREBUILDS_ONLY: '1' })]
  expect(development.file).toBe('build/Release/cephvirt.node')
  expect(shipped.file).toBe(`prebuilds/linux-${process.arch}/cephvirt.glibc.node`)
  expect(shipped.tables.length).toBeGreaterThan(3)
  expect(shipped.tables).toEqual(development.tables)
})

describe('an old system: Debian 11, with glibc 2.31 and the C++ library of GCC 10', () => {
  const host = process.arch as Architecture
  let old: string
  let node: string
  beforeAll(() => {
    old = sysroot({ suite: 'bullseye', arch: host })
    node = nodeBinary({ major: 20, arch: host })
  }, 300_000)

  /** What Node prints when it runs there, with nothing of this system but its kernel. */
  function run(script: string): { glibc?: string; [name: string]: unknown } {
    const program = `
      const outcome = (() => { ${script} })()
      const glibc = process.report.getReport().header.glibcVersionRuntime
      Promise.resolve(outcome).then((more) => console.log(JSON.stringify({ glibc, ...more })))`
    const library = ['--inhibit-cache', '--library-path', libraryFolders(old, host).join(':')]
    const { status, stdout, stderr } = spawnSync(loaderOf(old, host), [...library, node, '-e', program], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, PREBUILDS_ONLY: '1' },
    })
    expect(status, stderr).toBe(0)
    return JSON.parse(stdout)
  }
  const loading = (file: string) => `
    const module = { exports: {} }
    try { process.dlopen(module, ${JSON.stringify(file)}) } catch (error) { return { refused: error.message } }
    return { parts: Object.keys(module.exports) }`

  test('loads the prebuilt binary, which says what that system lacks', () => {
    expect(run(loading(prebuilt(host)))).toEqual({ glibc: '2.31', parts: ['runtime', 'rados', 'rbd', 'libvirt'] })
    const script = `
      const { rados, libvirt } = require(${JSON.stringify(join(root, 'dist/index.cjs'))})
      const code = (call) => call().then(() => 'none', (error) => error.code)
      const calls = [() => rados.connect({ conf: '/nowhere' }), () => libvirt.connect('test:///default')]
      return Promise.all(calls.map(code)).then((codes) => ({ codes }))`
    const lacking = 'ERR_CEPHVIRT_LIBRARY_NOT_FOUND'
    expect(run(script)).toEqual({ glibc: '2.31', codes: [lacking, lacking] })
  })

  test('refuses one that is built without what lowers its versions', () => {
    const { glibc, refused } = run(loading(library({ floor: [] })))
    expect(glibc).toBe('2.31')
    expect(refused).toMatch(/version `(GLIBC_2\.3[2-9]|GLIBCXX_3\.4\.(29|30))' not found/)
  })
})
