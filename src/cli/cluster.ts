import path from 'node:path'
import { LabError, readState, startCluster, stopCluster } from '../testing/index.ts'
import { temporaryFolder } from '../testing/layout.ts'
import { isRunning } from '../testing/state.ts'

type Print = (text: string) => void

/** One a user: `cluster env` and `cluster down` find the cluster there that `cluster up` made. */
export function defaultClusterFolder(): string {
  return path.join(temporaryFolder(), `cephvirt-${process.getuid?.() ?? 0}`)
}

/** Starts a cluster and leaves it running. */
export async function clusterUp(options: { dir: string; osds: number; json: boolean }, print: Print): Promise<void> {
  const { dir, osds, json } = options
  const previous = readState(dir)
  if (previous !== undefined) {
    if (isRunning(previous)) {
      throw new LabError('ERR_CEPHVIRT_LAB_STATE', `a cluster is up already in ${previous.dir}`, {
        hint: 'cephvirt cluster down ends it; --dir starts another one elsewhere',
      })
    }
    // The machine was restarted, or its processes were killed one by one: what is left is of no use.
    await stopCluster(dir)
  }
  const begin = performance.now()
  const onProgress = (step: string) => {
    if (!json) print(`${step} …\n`)
  }
  const root = process.getuid?.() === 0
  const lab = await startCluster({ dir, keep: false, osds, libvirt: root, onProgress })
  await lab.detach()
  if (json) {
    const { fsid, conf, keyring, monHost, libvirtUri, env, daemons } = lab
    print(`${JSON.stringify({ dir: lab.dir, fsid, conf, keyring, monHost, libvirtUri, env, daemons }, null, 2)}\n`)
    return
  }
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  const libvirtd = lab.libvirtUri ?? 'none: a private libvirtd needs root'
  print(`up in ${seconds} s\n  conf      ${lab.conf}\n  keyring   ${lab.keyring}\n  libvirtd  ${libvirtd}\n`)
}

/** Prints `export` lines for a POSIX shell. */
export function clusterEnv(dir: string, print: Print): void {
  const lab = readState(dir)
  if (lab === undefined || !isRunning(lab)) {
    throw new LabError('ERR_CEPHVIRT_LAB_STATE', `no cluster is up in ${path.resolve(dir)}`, {
      hint: 'cephvirt cluster up starts one',
    })
  }
  for (const [name, value] of Object.entries(lab.env)) print(`export ${name}='${value.replaceAll("'", `'\\''`)}'\n`)
}

/** Ends what {@link clusterUp} started; content when there is nothing to end. */
export async function clusterDown(dir: string, print: Print): Promise<void> {
  print((await stopCluster(dir)) ? `down: ${path.resolve(dir)}\n` : `no cluster in ${path.resolve(dir)}\n`)
}
