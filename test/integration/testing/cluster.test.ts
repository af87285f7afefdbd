import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lab, startCluster } from '../../../src/testing/index.ts'
import { eventually, processesNaming, systemFolders } from './observe.ts'

describe('two labs side by side', () => {
  const before = systemFolders()
  const mountsBefore = readFileSync('/proc/self/mountinfo', 'utf8')
  const steps: string[] = []
  let one: Lab
  let two: Lab

  beforeAll(async () => {
    ;[one, two] = await Promise.all([
      startCluster({ onProgress: (step) => steps.push(step) }),
      startCluster({ osds: 1, cephConfig: { osd_pool_default_size: '1' } }),
    ])
  }, 90_000)

  afterAll(async () => {
    await Promise.all([one?.close(), two?.close()])
  }, 60_000)

  it('are two clusters, each reached by its own environment', async () => {
    expect(one.fsid).not.toBe(two.fsid)
    for (const lab of [one, two]) expect((await lab.exec('ceph', ['fsid'])).trim()).toBe(lab.fsid)
    expect(one.daemons.map(({ name }) => name)).toEqual(['mon.a', 'mgr.x', 'osd.0', 'osd.1', 'osd.2', 'libvirtd'])
    expect(two.daemons.map(({ name }) => name)).toEqual(['mon.a', 'mgr.x', 'osd.0', 'libvirtd'])
    expect(steps.some((step) => step.includes('osd.2'))).toBe(true)
  })

  it('tell the monitor’s addresses as the monitor itself has them', async () => {
    const map = JSON.parse(await one.exec('ceph', ['mon', 'dump', '-f', 'json'])) as {
      mons: Array<{ public_addrs: { addrvec: Array<{ type: string; addr: string }> } }>
    }
    const addresses = map.mons[0]?.public_addrs.addrvec.map(({ type, addr }) => `${type}:${addr}`).join(',')
    expect(one.monHost).toBe(`[${addresses}]`)
  })

  it('keep their keys from others', () => {
    expect(statSync(one.dir).mode & 0o777).toBe(0o700)
    expect(statSync(one.keyring).mode & 0o777).toBe(0o600)
  })

  it('take the caller’s configuration', async () => {
    const asked = async (lab: Lab) =>
      JSON.parse(await lab.exec('ceph', ['tell', 'mon.a', 'config', 'get', 'osd_pool_default_size']))
        .osd_pool_default_size
    expect(await asked(one)).toBe('2')
    expect(await asked(two)).toBe('1')
  })

  it('have libvirtds that know nothing of each other or of a default network', async () => {
    const network = path.join(one.dir, 'network.xml')
    writeFileSync(network, '<network><name>only-here</name><bridge name="cvtest0"/></network>')
    await one.exec('virsh', ['net-define', network])
    expect(await one.exec('virsh', ['net-list', '--all', '--name'])).toContain('only-here')
    expect((await two.exec('virsh', ['net-list', '--all', '--name'])).trim()).toBe('')
  })

  it('hide the rbd storage backend from libvirt when asked, and show it again', async () => {
    const rbd = async () =>
      /<pool type='rbd' supported='(yes|no)'>/.exec(
        await two.exec('virsh', ['-c', String(two.libvirtUri), 'pool-capabilities']),
      )?.[1]
    expect(await rbd()).toBe('yes')
    await two.restartLibvirt({ hideRbdBackend: true })
    expect(await rbd()).toBe('no')
    const pool = path.join(two.dir, 'pool.xml')
    writeFileSync(pool, '<pool type="rbd"><name>p</name><source><name>p</name><host name="127.0.0.1"/></source></pool>')
    await expect(two.exec('virsh', ['pool-define', pool])).rejects.toThrow(/missing backend for pool type 9 \(rbd\)/)
    await two.restartLibvirt()
    expect(await rbd()).toBe('yes')
  })

  it('lose an OSD and are whole again when it is back', async () => {
    await one.exec('ceph', ['osd', 'pool', 'create', 'p', '8'])
    await one.healthy()
    await one.kill('osd.1')
    expect(one.daemons.find(({ name }) => name === 'osd.1')?.pid).toBeUndefined()
    const up = async () => JSON.parse(await one.exec('ceph', ['osd', 'stat', '-f', 'json'])).num_up_osds as number
    await eventually('the monitor notices', async () => (await up()) === 2)
    await expect(one.kill('osd.1')).rejects.toMatchObject({ name: 'LabError', code: 'ERR_CEPHVIRT_LAB_STATE' })
    await one.start('osd.1')
    await one.healthy()
    expect(await up()).toBe(3)
  }, 60_000)

  it('have a monitor that can hang, go on, be killed and come back', async () => {
    await two.pause('mon.a')
    const soon = AbortSignal.timeout(1_000)
    await expect(two.exec('ceph', ['fsid'], { signal: soon })).rejects.toMatchObject({ code: 'ABORT_ERR' })
    await two.resume('mon.a')
    expect((await two.exec('ceph', ['fsid'])).trim()).toBe(two.fsid)
    await two.kill('mon.a')
    await two.start('mon.a')
    expect((await two.exec('ceph', ['fsid'])).trim()).toBe(two.fsid)
  }, 60_000)

  it('name the daemons there are when asked for another', async () => {
    await expect(two.kill('osd.7')).rejects.toMatchObject({
      message: 'no daemon osd.7',
      hint: expect.stringContaining('osd.0'),
    })
  })

  it('leave nothing behind, one not touching the other', async () => {
    const pids = one.daemons.flatMap(({ pid }) => pid ?? [])
    expect(pids).toHaveLength(6)
    await one.close()
    await one.close()
    expect(processesNaming(one.dir)).toEqual([])
    expect(processesNaming(one.fsid)).toEqual([])
    expect(existsSync(one.dir)).toBe(false)
    expect((await two.exec('ceph', ['fsid'])).trim()).toBe(two.fsid)
    expect(two.daemons.every(({ pid }) => pid !== undefined)).toBe(true)
    await two.close()
    expect(processesNaming(two.dir)).toEqual([])
    expect(processesNaming(two.fsid)).toEqual([])
    expect(existsSync(two.dir)).toBe(false)
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).toBe(mountsBefore)
    expect(systemFolders()).toEqual(before)
  })
})

describe('a lab that cannot start', () => {
  it('says what failed, stops what it had started and removes its folder', async () => {
    const dir = path.join(mkdtempSync(path.join(os.tmpdir(), 'cv-')), 'lab')
    try {
      const failure = startCluster({ dir, osds: 1, cephConfig: { bluestore_block_size: '4096' } })
      await expect(failure).rejects.toMatchObject({ name: 'LabError', message: expect.stringContaining('ceph-osd') })
      expect(existsSync(dir)).toBe(false)
      expect(processesNaming(dir)).toEqual([])
    } finally {
      rmSync(path.dirname(dir), { recursive: true, force: true })
    }
  }, 60_000)

  it('shows the end of the log of a daemon that dies, without any key', async () => {
    const failure = startCluster({
      osds: 1,
      libvirt: false,
      cephConfig: { public_addr: '192.0.2.1', cluster_addr: '192.0.2.1' },
    })
    const error = (await failure.catch((reason: unknown) => reason)) as Error
    expect(error).toMatchObject({ name: 'LabError', code: 'ERR_CEPHVIRT_LAB_START' })
    expect(error.message).toMatch(/^(mon\.a|mgr\.x|osd\.0) [^\n]+\nthe end of [^\n]+:\n {2}\S/)
    expect(error.message).not.toMatch(/A[Qg][A-Za-z0-9+/]{36}/)
  }, 90_000)

  it('stops at once when aborted', async () => {
    const abort = new AbortController()
    const dir = path.join(os.tmpdir(), `cv-abort-${process.pid}`)
    const onProgress = (step: string) => {
      if (step.includes('osd.0')) abort.abort(new Error('enough'))
    }
    const failure = startCluster({ dir, osds: 1, signal: abort.signal, onProgress })
    await expect(failure).rejects.toMatchObject({ code: 'ABORT_ERR', cause: { message: 'enough' } })
    expect(existsSync(dir)).toBe(false)
    expect(processesNaming(dir)).toEqual([])
  }, 60_000)

  it('refuses a folder that is in use, and too many OSDs', async () => {
    await expect(startCluster({ dir: '/usr' })).rejects.toMatchObject({
      code: 'ERR_CEPHVIRT_LAB_STATE',
      message: 'the folder is not empty: /usr',
    })
    await expect(startCluster({ dir: `/tmp/${'x'.repeat(100)}` })).rejects.toMatchObject({
      code: 'ERR_CEPHVIRT_LAB_STATE',
    })
    await expect(startCluster({ osds: 0 })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  })
})
