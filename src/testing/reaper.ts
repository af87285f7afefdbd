import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { LabError } from './errors.ts'

/** What a reaper ends, and the folder it removes afterwards. */
export interface ReaperTarget {
  /** The file that lists the lab's processes. */
  readonly ledger: string
  /** The name of a mount that only the private libvirtd's namespace has: whoever lives there is libvirtd or a child of it. */
  readonly marker: string
  /** The folder to remove when all have ended, if any. */
  readonly remove: string | undefined
}

/**
 * The one way a lab ends. This shell waits on a pipe whose other end is ours. When we close it, or die in whatever way, it
 * kills every process of the ledger that still is the one we started and all that libvirtd started (guests do not stay its
 * children), then removes the folder. Told `release`, it goes away and leaves the lab running.
 */
const script = `
ledger=$1 marker=$2 remove=$3
# Whoever removes the folder while the lab runs does not take the list of what to end.
exec 3<"$ledger"
read -r word
[ "$word" = release ] && exit 0
true 2>/dev/null >"$ledger.closed"
sweep() {
  left=''
  while read -r pid start name; do
    stat=$(cat "/proc/$pid/stat" 2>/dev/null) || continue
    set -- \${stat##*) }
    [ "$1" = Z ] || [ "$1" = X ] || [ "\${20}" != "$start" ] && continue
    kill -9 "$pid" 2>/dev/null
    left="$left $name($pid)"
  done <"/proc/$$/fd/3"
  for info in $(grep -ls -- "$marker" /proc/[0-9]*/mountinfo); do
    pid=\${info#/proc/}; pid=\${pid%/mountinfo}
    kill -9 "$pid" 2>/dev/null
    left="$left pid($pid)"
  done
}
tries=0
sweep
while [ -n "$left" ] && [ $tries -lt 200 ]; do
  tries=$((tries + 1))
  sleep 0.05
  sweep
done
[ -n "$left" ] && { echo "still running:$left" >&2; exit 1; }
[ -z "$remove" ] || rm -rf -- "$remove"
`

/** Stands by to end the lab when this process does. */
export class Reaper {
  readonly #target: ReaperTarget
  readonly #child: ChildProcess

  constructor(target: ReaperTarget) {
    this.#target = target
    this.#child = launch(target)
    this.#child.unref()
    // Nothing to read or wait for until the end: an idle lab does not keep the program running.
    for (const socket of sockets(this.#child)) socket.unref()
  }

  /** Ends the lab now. */
  async reap(): Promise<void> {
    const { code } = await finish(this.#child, '')
    // The reaper itself may have been killed: a second one then does the work.
    if (code !== 0) await reap(this.#target)
  }

  /** Leaves the lab running when this process ends. */
  async release(): Promise<void> {
    await finish(this.#child, 'release\n')
  }
}

/** Ends a lab that was left running. */
export async function reap(target: ReaperTarget): Promise<void> {
  const { code, complaint } = await finish(launch(target), '')
  if (code !== 0)
    throw new LabError('ERR_CEPHVIRT_LAB_STOP', `the lab did not stop: ${complaint.trim() || `code ${code}`}`)
}

function launch({ ledger, marker, remove }: ReaperTarget): ChildProcess {
  return spawn('/bin/sh', ['-c', script, 'cephvirt-reaper', ledger, marker, remove ?? ''], {
    // In a session and folder of its own: no terminal's Ctrl-C ends it, and it keeps no folder busy.
    detached: true,
    cwd: '/',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    stdio: ['pipe', 'ignore', 'pipe'],
  })
}

/** Pipes to a child are sockets in Node, though their types do not say so. */
function sockets(child: ChildProcess): Socket[] {
  return [child.stdin, child.stderr].filter((stream) => stream instanceof Socket)
}

async function finish(child: ChildProcess, word: string): Promise<{ code: number | null; complaint: string }> {
  let complaint = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  child.stdin?.on('error', () => {})
  child.ref()
  for (const socket of sockets(child)) socket.ref()
  const closed = child.exitCode !== null || child.signalCode !== null ? undefined : once(child, 'close')
  child.stdin?.end(word)
  await closed
  return { code: child.exitCode, complaint }
}
