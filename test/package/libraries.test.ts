import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const hidden = mkdtempSync(join(tmpdir(), 'cephvirt-hidden-'))
afterAll(() => rmSync(hidden, { recursive: true }))

/** What three calls come to on a system whose loader finds something else under a library's name. */
function withHidden(
  library: string,
): Record<'rados' | 'rbd' | 'libvirt', { code?: string; library?: string; hint?: string }> {
  const folder = join(hidden, library)
  execFileSync('mkdir', ['-p', folder])
  writeFileSync(join(folder, library), 'this is no library')
  const script = `
    import { libvirt, rados, rbd } from 'cephvirt'
    const fields = ({ code, library, hint, name }) => ({ code, library, hint, name })
    const outcome = async (call) => { try { await call(); return {} } catch (error) { return fields(error) } }
    console.log(JSON.stringify({
      rados: await outcome(() => rados.connect({ conf: '/nowhere/ceph.conf' })),
      rbd: await outcome(() => rbd.version()),
      libvirt: await outcome(async () => (await libvirt.connect('test:///default')).close()),
    }))`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, LD_LIBRARY_PATH: folder },
  })
  return JSON.parse(output)
}

describe('a library that is missing', () => {
  test('librados: what needs it says so, libvirt goes on', () => {
    const { rados, libvirt } = withHidden('librados.so.2')
    expect(rados).toMatchObject({ code: 'ERR_CEPHVIRT_LIBRARY_NOT_FOUND', library: 'librados.so.2' })
    expect(rados.hint).toMatch(/librados2/)
    expect(libvirt).toEqual({})
  })

  test('librbd: what needs it says so, librados and libvirt go on', () => {
    const { rados, rbd, libvirt } = withHidden('librbd.so.1')
    expect(rbd).toMatchObject({ code: 'ERR_CEPHVIRT_LIBRARY_NOT_FOUND', library: 'librbd.so.1' })
    expect(rbd.hint).toMatch(/librbd1/)
    expect(rados).toMatchObject({ code: 'ENOENT' })
    expect(libvirt).toEqual({})
  })

  test('libvirt: what needs it says so, librados and librbd go on', () => {
    const { rados, rbd, libvirt } = withHidden('libvirt.so.0')
    expect(libvirt).toMatchObject({ code: 'ERR_CEPHVIRT_LIBRARY_NOT_FOUND', library: 'libvirt.so.0' })
    expect(libvirt.hint).toMatch(/libvirt0/)
    expect(rados).toMatchObject({ code: 'ENOENT' })
    expect(rbd).toEqual({})
  })
})
