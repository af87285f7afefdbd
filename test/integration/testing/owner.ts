// A program that owns a lab: prints its state as one line of JSON, then ends as told or waits to be ended.
import { startCluster } from '../../../src/testing/index.ts'

const [ending, dir] = process.argv.slice(2)
const lab = await startCluster({
  osds: 1,
  keep: false,
  ...(dir === undefined ? {} : { dir }),
  onProgress: (step) => process.stderr.write(`${step}\n`),
})
process.stdout.write(`${JSON.stringify({ dir: lab.dir, fsid: lab.fsid, daemons: lab.daemons })}\n`)
if (ending === 'wait') setInterval(() => {}, 60_000)
if (ending === 'exit') process.exit(3)
if (ending === 'throw') throw new Error('on purpose')
