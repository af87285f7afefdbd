import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { throwIfAborted } from '../core/abort.ts'
import { checkInteger } from '../core/arguments.ts'
import { cephConf } from './ceph-conf.ts'
import { LabError } from './errors.ts'
import { type KeyringEntry, type KeyType, keyringText, keyTypeOf, makeKey } from './keyring.ts'
import { Layout, makeFolder } from './layout.ts'
import { Libvirtd } from './libvirtd.ts'
import { Monitor } from './monitor.ts'
import { Osd } from './osd.ts'
import { reservePorts } from './ports.ts'
import { checkPrerequisites, searchPath } from './prerequisites.ts'
import { Daemon, Ledger, run } from './process.ts'
import { RbdMirror } from './rbd-mirror.ts'
import { Reaper } from './reaper.ts'
import { Site, unknownDaemon } from './site.ts'
import { type LabDescription, writeState } from './state.ts'

export interface StartClusterOptions {
  /** How many OSDs (1 to 16); 3 if not said. */
  readonly osds?: number
  /** An empty or new folder, with a short path, to keep everything in. It stays when the lab is closed; without it a fresh folder is made and removed. */
  readonly dir?: string
  /** Whether to keep the folder at the end: only if it was given, if not said. */
  readonly keep?: boolean
  /** Whether to start a private libvirtd (needs root); yes if not said. `hideRbdBackend`: one without the rbd storage backend. */
  readonly libvirt?: boolean | { readonly hideRbdBackend?: boolean }
  /** More settings for `ceph.conf`; they win over the lab's own. */
  readonly cephConfig?: Readonly<Record<string, string>>
  /** Gives up, stops what was started and rejects with an `AbortError`. */
  readonly signal?: AbortSignal
  /** Told each step as it begins. */
  readonly onProgress?: (step: string) => void
}

/** A daemon of a lab. */
export interface LabDaemon {
  /** `mon.a`, `mgr.x`, `osd.0` …, `libvirtd`, `libvirtd.2` …, `rbd-mirror.a`. */
  readonly name: string
  /** `undefined` while it does not run. */
  readonly pid: number | undefined
}

/** A further libvirtd of a lab, see {@link Lab.startLibvirtd}. */
export interface LabLibvirtd {
  /** `libvirtd.2` …, for {@link Lab.kill} and the like. */
  readonly name: string
  /** What to connect to, and where other libvirtds move guests to. */
  readonly uri: string
}

/**
 * Starts a throwaway, real Ceph cluster (a monitor, a manager, some OSDs) and a private libvirtd on this machine, on free ports,
 * in one folder. Several can run side by side and beside the system's own; nothing outside the folder is touched.
 *
 * The lab ends with {@link Lab.close}, or with this process in whatever way that ends.
 *
 * @throws {LabError} `ERR_CEPHVIRT_LAB_PREREQUISITES` when programs are missing (the hint names the packages),
 * `ERR_CEPHVIRT_LAB_START` when a daemon does not start (with the end of its log): then nothing is left running and no folder left behind.
 *
 * @example
 * ```ts
 * import { startCluster } from 'cephvirt/testing'
 *
 * await using lab = await startCluster({ osds: 3 })
 * await lab.exec('ceph', ['osd', 'pool', 'create', 'libvirt-pool', '32'])
 * console.log(lab.conf, lab.keyring, lab.libvirtUri)
 * ```
 */
export async function startCluster(options: StartClusterOptions = {}): Promise<Lab> {
  const { osds = 3, libvirt = true, cephConfig = {}, signal, onProgress = () => {} } = options
  checkInteger(osds, 'osds', 1, 16)
  throwIfAborted(signal)
  checkPrerequisites({ libvirt: libvirt !== false })

  const { dir, existed } = makeFolder(options.dir)
  const fsid = randomUUID()
  const layout = new Layout(dir)
  const stop = new AbortController()
  const cancel = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal])
  const ledger = new Ledger(layout.ledger)
  const site = new Site(fsid, layout, ledger, cleanEnvironment(layout.conf), cancel)
  const keep = options.keep ?? options.dir !== undefined
  const reaper = new Reaper({ ledger: ledger.path, marker: site.marker, remove: keep ? undefined : dir })
  try {
    layout.create()
    // A cluster takes such keys as its own release makes.
    const keyType = keyTypeOf(await site.exec('ceph-authtool', ['-c', '/dev/null', '--gen-print-key']))
    const ports = await reservePorts(2)
    const monHost = `[v2:127.0.0.1:${ports.first},v1:127.0.0.1:${ports.first + 1}]`
    writeFileSync(layout.conf, cephConf({ fsid, monHost, layout, overrides: cephConfig }), { mode: 0o600 })
    const parts: Parts = {
      monitor: new Monitor(site),
      manager: new Daemon({ ...site.daemon('mgr.x'), command: 'ceph-mgr', args: ['-f', '-i', 'x', '-c', layout.conf] }),
      osds: Array.from({ length: osds }, (_, id) => new Osd(site, id, keyType)),
      libvirtd: libvirt === false ? undefined : new Libvirtd(site, 1),
    }
    const lab = new Lab(site, monHost, parts, reaper)
    const hideRbdBackend = typeof libvirt === 'object' && libvirt.hideRbdBackend === true
    // All at once; the first failure stops the others, and no one is still at work when the folder goes.
    const tasks = [
      bringUpCluster(site, parts, monHost, keyType, ports.release, onProgress),
      bringUpLibvirtd(site, parts.libvirtd, hideRbdBackend, onProgress),
    ]
    for (const task of tasks) task.catch((reason) => stop.abort(reason))
    const failed = (await Promise.allSettled(tasks)).find((result) => result.status === 'rejected')
    await ports.release()
    throwIfAborted(signal)
    if (failed !== undefined) throw stop.signal.reason
    writeState(lab)
    return lab
  } catch (error) {
    await reaper.reap()
    // A folder the caller gave is left as it was found: empty, or absent.
    if (keep) {
      for (const entry of readdirSync(dir)) rmSync(path.join(dir, entry), { recursive: true, force: true })
      if (!existed) rmdirSync(dir)
    }
    throw error
  }
}

interface Parts {
  readonly monitor: Monitor
  readonly manager: Daemon
  readonly osds: readonly Osd[]
  readonly libvirtd: Libvirtd | undefined
}

async function bringUpCluster(
  site: Site,
  { monitor, manager, osds }: Parts,
  monHost: string,
  keyType: KeyType,
  releasePorts: () => Promise<void>,
  onProgress: (step: string) => void,
): Promise<void> {
  const { layout, exec, signal } = site
  onProgress('making the stores of the monitor and the OSDs')
  const admin: KeyringEntry = {
    entity: 'client.admin',
    key: makeKey(keyType),
    caps: { mds: 'allow *', mgr: 'allow *', mon: 'allow *', osd: 'allow *' },
  }
  const mgr: KeyringEntry = {
    entity: 'mgr.x',
    key: makeKey(keyType),
    caps: { mon: 'allow profile mgr', osd: 'allow *', mds: 'allow *' },
  }
  const mon: KeyringEntry = { entity: 'mon.', key: makeKey(keyType), caps: { mon: 'allow *' } }
  const all = layout.at('data', 'keyring')
  writeFileSync(layout.adminKeyring, keyringText([admin]), { mode: 0o600 })
  writeFileSync(layout.at('ceph.mgr.x.keyring'), keyringText([mgr]), { mode: 0o600 })
  writeFileSync(all, keyringText([mon, admin, mgr, ...osds.map((osd) => osd.entry)]), { mode: 0o600 })
  mkdirSync(layout.data('mgr.x'), { mode: 0o700 })

  // The OSDs' stores need no monitor: they are made while it starts.
  const stores = Promise.all(osds.map((osd) => osd.create()))
  stores.catch(() => {})
  await monitor.create(monHost, all)
  rmSync(all)
  await releasePorts()
  onProgress('starting mon.a and mgr.x')
  monitor.daemon.start()
  manager.start()
  await monitor.ready(signal)
  // One start of the `ceph` program for all of them: it takes longer than what it does.
  await exec('ceph', [], osds.map((osd) => `osd new ${osd.uuid} ${osd.id}\n`).join(''))
  await stores
  onProgress(`starting ${osds.map((osd) => osd.name).join(', ')}`)
  for (const osd of osds) osd.daemon.start()
  await Promise.all(osds.map((osd) => osd.ready(signal)))
  const available = async () => JSON.parse(await exec('ceph', ['mgr', 'stat', '-f', 'json'])).available === true
  await manager.waitUntil(available, 'becoming active', { timeout: 60_000, signal })
}

async function bringUpLibvirtd(
  site: Site,
  libvirtd: Libvirtd | undefined,
  hideRbdBackend: boolean,
  onProgress: (step: string) => void,
): Promise<void> {
  if (libvirtd === undefined) return
  onProgress('starting libvirtd')
  libvirtd.create()
  libvirtd.start({ hideRbdBackend })
  await libvirtd.ready(site.signal)
}

/** The caller's environment without what would lead a Ceph program to another cluster. */
function cleanEnvironment(conf: string): NodeJS.ProcessEnv {
  const { CEPH_ARGS: _args, CEPH_KEYRING: _keyring, LIBVIRT_DEFAULT_URI: _uri, ...env } = process.env
  return { ...env, CEPH_CONF: conf, PATH: searchPath, LC_ALL: 'C.UTF-8' }
}

/** A running throwaway cluster, see {@link startCluster}. */
export class Lab implements LabDescription, AsyncDisposable {
  readonly dir: string
  readonly fsid: string
  readonly conf: string
  readonly keyring: string
  readonly monHost: string
  readonly libvirtUri: string | undefined
  readonly env: Readonly<Record<string, string>>
  readonly #site: Site
  readonly #parts: Parts
  readonly #reaper: Reaper
  /** Beside the lab's own. */
  readonly #libvirtds: Libvirtd[] = []
  #libvirtdCount = 1
  #mirror: RbdMirror | undefined
  #end: Promise<void> | undefined

  /** @internal */
  constructor(site: Site, monHost: string, parts: Parts, reaper: Reaper) {
    this.#site = site
    this.#parts = parts
    this.#reaper = reaper
    this.dir = site.layout.dir
    this.fsid = site.fsid
    this.conf = site.layout.conf
    this.keyring = site.layout.adminKeyring
    this.monHost = monHost
    this.libvirtUri = parts.libvirtd?.uri
    this.env = {
      CEPH_CONF: this.conf,
      // An empty one, against the caller's own.
      CEPH_ARGS: '',
      ...(this.libvirtUri === undefined ? {} : { LIBVIRT_DEFAULT_URI: this.libvirtUri }),
    }
  }

  /** The daemons and their pids. */
  get daemons(): LabDaemon[] {
    return this.#daemons().map(({ name, pid }) => ({ name, pid }))
  }

  /** Runs a program (`ceph`, `rbd`, `virsh` …) against this lab and returns what it printed. */
  async exec(
    program: string,
    args: readonly string[],
    options: { input?: string; signal?: AbortSignal } = {},
  ): Promise<string> {
    return run(program, args, { ...options, env: { ...this.#site.env, ...this.env } })
  }

  /** Kills a daemon, or sends it another signal; waits until it has ended if the signal is one to end it. */
  async kill(name: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.#daemon(name).signal(signal)
  }

  /** Starts a daemon again after {@link kill}, and waits until it works. */
  async start(name: string, options: { signal?: AbortSignal } = {}): Promise<void> {
    const { monitor, manager, osds, libvirtd } = this.#parts
    const daemon = this.#daemon(name)
    const signal = options.signal ?? new AbortController().signal
    if (daemon === libvirtd?.daemon) return this.restartLibvirt(options)
    const further = this.#libvirtds.find((one) => one.daemon === daemon)
    if (further !== undefined) {
      further.start({ hideRbdBackend: false })
      return further.ready(signal)
    }
    daemon.start()
    if (daemon === this.#mirror?.daemon) await this.#mirror.ready(signal)
    else if (daemon === monitor.daemon) await monitor.ready(signal)
    else if (daemon === manager) await sleep(0)
    else await osds.find((osd) => osd.daemon === daemon)?.ready(signal)
  }

  /** Stops a daemon in its tracks without ending it (SIGSTOP): a monitor that hangs, an OSD that does not answer. */
  async pause(name: string): Promise<void> {
    await this.#daemon(name).signal('SIGSTOP')
  }

  /** Lets a paused daemon go on. */
  async resume(name: string): Promise<void> {
    await this.#daemon(name).signal('SIGCONT')
  }

  /** Starts libvirtd anew, with or without its rbd storage backend. Guests go on running. */
  async restartLibvirt(options: { hideRbdBackend?: boolean; signal?: AbortSignal } = {}): Promise<void> {
    const { libvirtd } = this.#parts
    if (libvirtd === undefined) throw unknownDaemon('libvirtd', this.#names())
    if (libvirtd.daemon.running) await libvirtd.daemon.signal('SIGKILL')
    libvirtd.start({ hideRbdBackend: options.hideRbdBackend === true })
    await libvirtd.ready(options.signal ?? new AbortController().signal)
  }

  /**
   * Starts a further libvirtd, which takes itself for another host's: a guest can be moved between the two. They share this
   * machine's files, so a disk is at the same path for both, and nothing else: each has domains, secrets and pools of its own.
   *
   * @throws {LabError} `ERR_CEPHVIRT_LAB_PREREQUISITES` when programs are missing, `ERR_CEPHVIRT_LAB_START` when it does not start
   *
   * @example
   * ```ts
   * const { uri } = await lab.startLibvirtd()
   * console.log(await lab.exec('virsh', ['-c', uri, 'hostname']))
   * ```
   */
  async startLibvirtd(options: { signal?: AbortSignal } = {}): Promise<LabLibvirtd> {
    checkPrerequisites({ libvirt: true })
    this.#libvirtdCount += 1
    const libvirtd = new Libvirtd(this.#site, this.#libvirtdCount)
    libvirtd.create()
    libvirtd.start({ hideRbdBackend: false })
    try {
      await libvirtd.ready(options.signal ?? new AbortController().signal)
    } catch (error) {
      if (libvirtd.daemon.running) await libvirtd.daemon.signal('SIGKILL')
      throw error
    }
    this.#libvirtds.push(libvirtd)
    return { name: libvirtd.daemon.name, uri: libvirtd.uri }
  }

  /**
   * Starts `rbd-mirror` here, as the daemon `rbd-mirror.a`. It copies to this cluster what the peers of its pools have: another
   * lab, once a pool of this one was bootstrapped with it. Does nothing if it runs.
   *
   * @throws {LabError} `ERR_CEPHVIRT_LAB_PREREQUISITES` when the program is missing, `ERR_CEPHVIRT_LAB_START` when it does not start
   */
  async startMirror(options: { signal?: AbortSignal } = {}): Promise<void> {
    checkPrerequisites({ libvirt: false, mirror: true })
    if (this.#mirror === undefined) {
      const mirror = new RbdMirror(this.#site)
      await mirror.create((program, args) => this.exec(program, args, options))
      this.#mirror = mirror
    }
    if (!this.#mirror.daemon.running) await this.start(this.#mirror.daemon.name, options)
  }

  /** Waits until all OSDs are up and all placement groups active and clean. */
  async healthy(options: { timeout?: number; signal?: AbortSignal } = {}): Promise<void> {
    const { timeout = 60_000, signal } = options
    const deadline = Date.now() + timeout
    for (;;) {
      const status = JSON.parse(
        await this.exec('ceph', ['status', '-f', 'json'], signal === undefined ? {} : { signal }),
      ) as ClusterStatus
      const { osdmap, pgmap } = status
      const clean = pgmap.pgs_by_state
        .filter(({ state_name }) => state_name === 'active+clean')
        .reduce((sum, { count }) => sum + count, 0)
      if (osdmap.num_up_osds === this.#parts.osds.length && clean === pgmap.num_pgs) return
      if (Date.now() > deadline) {
        const message = `not healthy after ${timeout / 1000} s: ${osdmap.num_up_osds} OSDs up, ${clean} of ${pgmap.num_pgs} placement groups clean`
        throw new LabError('ERR_CEPHVIRT_LAB_STATE', message)
      }
      await sleep(200, undefined, signal === undefined ? {} : { signal })
    }
  }

  /**
   * Leaves the lab running when this process ends; `stopCluster(lab.dir)` or `cephvirt cluster down --dir` ends it. This
   * object is of no further use for starting and stopping.
   */
  async detach(): Promise<void> {
    this.#end ??= this.#reaper.release()
    await this.#end
  }

  /** Ends every daemon and guest of the lab and removes its folder, unless that is to be kept. Idempotent. */
  async close(): Promise<void> {
    this.#end ??= this.#reaper.reap()
    await this.#end
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #daemons(): Daemon[] {
    const { monitor, manager, osds, libvirtd } = this.#parts
    return [
      monitor.daemon,
      manager,
      ...osds.map((osd) => osd.daemon),
      ...(libvirtd === undefined ? [] : [libvirtd.daemon]),
      ...this.#libvirtds.map(({ daemon }) => daemon),
      ...(this.#mirror === undefined ? [] : [this.#mirror.daemon]),
    ]
  }

  #names(): string[] {
    return this.#daemons().map(({ name }) => name)
  }

  #daemon(name: string): Daemon {
    const found = this.#daemons().find((daemon) => daemon.name === name)
    if (found === undefined) throw unknownDaemon(name, this.#names())
    return found
  }
}

interface ClusterStatus {
  readonly osdmap: { readonly num_up_osds: number }
  readonly pgmap: {
    readonly num_pgs: number
    readonly pgs_by_state: ReadonlyArray<{ readonly state_name: string; readonly count: number }>
  }
}
