import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { askField } from './admin-socket.ts'
import { type KeyringEntry, type KeyType, keyringText, makeKey } from './keyring.ts'
import { Daemon } from './process.ts'
import type { Site } from './site.ts'

/** One object storage daemon, on a sparse file. */
export class Osd {
  readonly id: number
  readonly name: string
  readonly uuid = randomUUID()
  readonly entry: KeyringEntry
  readonly daemon: Daemon
  readonly #site: Site

  constructor(site: Site, id: number, keyType: KeyType) {
    this.#site = site
    this.id = id
    this.name = `osd.${id}`
    this.entry = {
      entity: this.name,
      key: makeKey(keyType),
      caps: { mgr: 'allow profile osd', mon: 'allow profile osd', osd: 'allow *' },
    }
    const args = ['-f', '-i', String(id), '-c', site.layout.conf]
    this.daemon = new Daemon({ ...site.daemon(this.name), command: 'ceph-osd', args })
  }

  /** Makes the OSD's store; needs no monitor. */
  async create(): Promise<void> {
    const { layout, exec } = this.#site
    mkdirSync(layout.data(this.name), { mode: 0o700 })
    writeFileSync(layout.at(`ceph.${this.name}.keyring`), keyringText([this.entry]), { mode: 0o600 })
    await exec('ceph-osd', [
      '--mkfs',
      '-i',
      String(this.id),
      '-c',
      layout.conf,
      '--osd-uuid',
      this.uuid,
      '--no-mon-config',
    ])
  }

  async ready(signal: AbortSignal): Promise<void> {
    const socket = this.#site.layout.adminSocket(this.name)
    const active = async () => (await askField(socket, 'status', 'state')) === 'active'
    await this.daemon.waitUntil(active, 'joining the cluster', { timeout: 60_000, signal })
  }
}
