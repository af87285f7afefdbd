import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'

/** What must hold for a binary that is shipped. The versions are those of glibc 2.28 and of GCC 8, Node's own floor. */
const newest: Record<string, string> = { GLIBC: '2.28', GLIBCXX: '3.4.22', CXXABI: '1.3.9', GCC: '7.0.0' }
const libraries = /^(libc|libm|libdl|libpthread|libgcc_s|libstdc\+\+|ld-linux[-\w]*)\.so\.\d+$/
const exported = ['napi_register_module_v1', 'node_api_module_get_api_version_v1']
const machines = { x64: 'Advanced Micro Devices X86-64', arm64: 'AArch64' }
/** Kernels of arm64 have pages of 4, 16 or 64 KiB. */
const leastAlignment = { x64: 0x1000, arm64: 0x4000 }
const mostBytes = 2 << 20

export type Architecture = keyof typeof machines

function readelf(...args: string[]): string {
  return execFileSync('readelf', ['-W', ...args], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
}

function isNewer(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number)) as [number[], number[]]
  const at = a.findIndex((part, index) => part !== (b[index] ?? 0))
  return at >= 0 && (a[at] as number) > (b[at] ?? 0)
}

/** What of that does not hold for a file, each in a few words. */
export function faults(file: string, arch: Architecture): string[] {
  const found: string[] = []

  const header = readelf('-h', file)
  if (!header.includes(machines[arch])) found.push('another machine')

  const dynamic = readelf('-d', file)
  for (const [, library = ''] of dynamic.matchAll(/\(NEEDED\).*\[(.+)\]/g)) {
    if (!libraries.test(library)) found.push(`needs ${library}`)
  }
  if (/\((RPATH|RUNPATH)\)/.test(dynamic)) found.push('run path')
  if (/\(TEXTREL\)/.test(dynamic)) found.push('text relocations')
  if (!/\(FLAGS(_1)?\).*\bNOW\b/.test(dynamic) && !/BIND_NOW/.test(dynamic)) found.push('binds lazily')

  const wanted = new Set([...readelf('-V', file).matchAll(/Name: ([A-Z]+)_([\d.]+)\s/g)].map(([, a, b]) => `${a} ${b}`))
  for (const [name, version] of [...wanted].map((text) => text.split(' ') as [string, string])) {
    const most = newest[name]
    if (most === undefined || isNewer(version, most)) found.push(`needs ${name}_${version}`)
  }

  const segments = readelf('-l', file)
  const alignments = [...segments.matchAll(/^ +LOAD .* (0x[0-9a-f]+)$/gm)].map(([, value]) => Number(value))
  if (alignments.length === 0) found.push('nothing to load')
  for (const alignment of new Set(alignments)) {
    if (alignment < leastAlignment[arch]) found.push(`aligned to ${alignment}`)
  }
  if (!/^ +GNU_RELRO /m.test(segments)) found.push('no RELRO')
  if (!/^ +GNU_STACK .* RW +0x/m.test(segments)) found.push('executable stack')

  // "  12: 0000000000000000     0 FUNC    GLOBAL DEFAULT  UND napi_throw"
  for (const line of readelf('--dyn-syms', file).split('\n')) {
    const [, , , , binding, , section, symbol] = line.trim().split(/\s+/)
    if (symbol === undefined || binding === 'LOCAL' || !/^(GLOBAL|WEAK|UNIQUE)$/.test(binding ?? '')) continue
    if (section !== 'UND') {
      if (!exported.includes(symbol)) found.push(`exports ${symbol}`)
    } else if (!symbol.includes('@') && binding === 'GLOBAL' && !/^(napi|node_api)_/.test(symbol)) {
      found.push(`asks Node for ${symbol}`)
    }
  }
  if (/\.(symtab|debug_\w+)\b/.test(readelf('-S', file))) found.push('not stripped')

  const { size } = statSync(file)
  if (size >= mostBytes) found.push(`${(size / 2 ** 20).toFixed(1)} MiB`)
  return found
}
