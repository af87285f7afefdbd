import { writeFileSync } from 'node:fs'
import { askField } from './admin-socket.ts'
import { Daemon } from './process.ts'
import type { Site } from './site.ts'

/** The daemon that copies to this cluster what its pools' peers have. */
export class RbdMirror {
  readonly daemon: Daemon
  readonly #site: Site
  readonly #entity = 'client.rbd-mirror.a'

  constructor(site: Site) {
    this.#site = site
    const { layout } = site
    const own = site.daemon('rbd-mirror.a')
    this.daemon = new Daemon({
      ...own,
      // It connects to each peer with a configuration by the peer's name. There is none, so that the addresses and the key
      // come from the peer's entry in the pool, and nothing of this cluster goes to the other.
      env: { ...own.env, CEPH_CONF: layout.at('$cluster.conf') },
      command: 'rbd-mirror',
      args: [
        '-f',
        ...['-n', this.#entity],
        `--admin-socket=${layout.adminSocket('rbd-mirror.a')}`,
        `--log-file=${layout.log('rbd-mirror.a')}`,
        `--run-dir=${layout.at('run')}`,
        // It would look for new pools and peers twice a minute, and tell states as seldom.
        '--rbd-mirror-pool-replayers-refresh-interval=1',
        '--rbd-mirror-image-state-check-interval=1',
        // After one that was killed, the next waits for several of these.
        '--rbd-mirror-leader-heartbeat-interval=1',
      ],
    })
  }

  /** Makes its key. */
  async create(exec: (program: string, args: readonly string[]) => Promise<string>): Promise<void> {
    const caps = ['mon', 'profile rbd-mirror', 'osd', 'profile rbd', 'mgr', 'profile rbd']
    const keyring = await exec('ceph', ['auth', 'get-or-create', this.#entity, ...caps])
    writeFileSync(this.#site.layout.at(`ceph.${this.#entity}.keyring`), keyring, { mode: 0o600 })
  }

  async ready(signal: AbortSignal): Promise<void> {
    const socket = this.#site.layout.adminSocket('rbd-mirror.a')
    const answers = async () => (await askField(socket, 'rbd mirror status', 'pool_replayers')) !== undefined
    await this.daemon.waitUntil(answers, 'connecting to the cluster', { timeout: 60_000, signal })
  }
}
