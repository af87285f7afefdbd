import { mkdirSync } from 'node:fs'
import { askField } from './admin-socket.ts'
import { Daemon } from './process.ts'
import type { Site } from './site.ts'

/** The cluster's only monitor, `mon.a`. */
export class Monitor {
  readonly daemon: Daemon
  readonly #site: Site

  constructor(site: Site) {
    this.#site = site
    const { layout } = site
    this.daemon = new Daemon({
      ...site.daemon('mon.a'),
      command: 'ceph-mon',
      args: ['-f', '-i', 'a', '-c', layout.conf],
    })
  }

  /** Makes the monitor's store. It starts with every key of the cluster, so none has to be asked for later. */
  async create(monHost: string, keyring: string): Promise<void> {
    const { layout, fsid, exec } = this.#site
    const map = layout.at('data', 'monmap')
    mkdirSync(layout.data('mon.a'), { mode: 0o700 })
    // `--addv`, or the monitor would bind the standard ports and find no quorum.
    await exec('monmaptool', ['--create', '--clobber', '--fsid', fsid, '--addv', 'a', monHost, map])
    await exec('ceph-mon', [
      '--mkfs',
      '-i',
      'a',
      '-c',
      layout.conf,
      '--fsid',
      fsid,
      '--monmap',
      map,
      '--keyring',
      keyring,
    ])
  }

  async ready(signal: AbortSignal): Promise<void> {
    const socket = this.#site.layout.adminSocket('mon.a')
    const leads = async () => (await askField(socket, 'mon_status', 'state')) === 'leader'
    await this.daemon.waitUntil(leads, 'forming a quorum', { timeout: 30_000, signal })
  }
}
