// fio with its rbd engine: the C program that users of librbd measure with.
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from '../program.mjs'

const RAMP = 0.3 // seconds

/** A time-based job on an image; `order`: random or sequential, `operation`: read or write. */
export async function fio({ conf, images, pool, image, size, block, depth, seconds, operation, order }) {
  const job = {
    ioengine: 'rbd',
    clientname: 'admin',
    pool,
    rbdname: image,
    rw: `${order === 'random' ? 'rand' : ''}${operation}`,
    bs: block,
    iodepth: depth,
    size,
    time_based: 1,
    runtime: seconds,
    ramp_time: `${RAMP * 1000}ms`,
    norandommap: 1,
    randrepeat: 0,
  }
  const args = ['--output-format=json', '--name=job', ...Object.entries(job).map(([key, value]) => `--${key}=${value}`)]
  const running = run('fio', args, { env: { CEPH_CONF: conf, CEPH_ARGS: '' } })
  const looking = new AbortController()
  const locked = isLocked(images, image, looking.signal)
  const { output, user, system, peak } = await running.finally(() => looking.abort())
  const [result] = JSON.parse(output.slice(output.indexOf('{'))).jobs
  const side = result[operation]
  // What fio tells of its CPU is one thread's, so this is all of its process, start and end with it.
  const operations = side.iops * (side.runtime / 1000 + RAMP)
  return {
    operationsPerSecond: side.iops,
    bytesPerSecond: side.bw_bytes,
    userPerOperation: (user * 1e6) / operations,
    systemPerOperation: (system * 1e6) / operations,
    peak,
    locked: await locked,
  }
}

/** Whether somebody is seen to hold the image's lock before the job ends: fio has the image for itself. */
async function isLocked(images, image, ended) {
  while (!ended.aborted) {
    await sleep(500, undefined, { signal: ended }).catch(() => {})
    for await (const { name, info } of images.list({ info: true })) {
      if (name === image && info.lock === 'exclusive') return true
    }
  }
  return false
}
