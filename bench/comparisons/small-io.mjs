// Random reads and writes of 4 KiB, many at a time: one promise for each here, or in a queue, fio's rbd engine and python-rbd there.
//
// Only the owner of an image's exclusive lock uses its object map, by which librbd answers reads of space that was
// never written without asking an OSD. So that all sides do the same work, all own the lock while they are measured.
// Here that is `exclusive: true`, in Python `lock_acquire`. fio has no option for it; but with `rbd_clone_copy_on_read`
// librbd takes the lock for the first read already (and does nothing else about it where an image has no parent), so
// the configuration file that all of these get sets that. Whether each holds the lock is looked up, and printed.
import { GIB, MIB } from '../figures.mjs'
import { ours } from '../ours.mjs'
import { fio } from '../peers/fio.mjs'
import { python } from '../peers/python.mjs'
import { speed } from '../result.mjs'
import { POOL } from '../site.mjs'

const BLOCK = 4096
const LOCKING = { rbd_clone_copy_on_read: 'true' }
/** One thread each for messages and completions, and the library's own numbers of them. */
const ONE_THREAD = { librados_thread_count: '1', ms_async_op_threads: '1' }
const LIBRARY_THREADS = { librados_thread_count: '2', ms_async_op_threads: '3' }

export const read = comparison({
  name: 'read',
  title: 'random read 4 KiB, depth 64, never written',
  operation: 'read',
  depth: 64,
  size: 4 * GIB,
  written: false,
  targets: { promises: 1.2, queue: 1.5, python: 4 },
})

export const readWritten = comparison({
  name: 'read-written',
  title: 'random read 4 KiB, depth 64, written',
  operation: 'read',
  depth: 64,
  size: 512 * MIB,
  written: true,
  targets: { promises: 1.1, python: 4 },
})

export const write = comparison({
  name: 'write',
  title: 'random write 4 KiB, depth 32',
  operation: 'write',
  depth: 32,
  size: 512 * MIB,
  written: true,
  targets: { promises: 1, python: 4 },
})

function comparison({ name, title, operation, depth, size, written, targets }) {
  const job = { size, block: BLOCK, depth, operation, order: 'random' }
  const image = (whose) => `${name}-${whose}`
  const settings = operation === 'read' && !written
  const ourRun = (more) => (site) =>
    ours('io', { ...job, ...common(site), ...more, images: [image('ours')] }, site.profiler?.wrap)
  const fioRun = (more, label) => (site) =>
    fio({
      ...job,
      ...common(site),
      conf: site.confWith(label, { ...LOCKING, ...more }),
      images: site.images,
      image: image('fio'),
    })
  return {
    name,
    title,
    per: operation,
    async prepare(site) {
      for (const whose of ['ours', 'fio', 'python']) await site.createImage(image(whose), { size, written })
    },
    contenders: [
      { name: 'cephvirt', ours: true, run: ourRun({}) },
      { name: 'fio', run: fioRun({}, 'locking') },
      { name: 'cephvirt, queue', ours: true, run: ourRun({ way: 'queue' }) },
      ...(settings
        ? [
            { name: 'cephvirt, library threads', ours: true, run: ourRun({ config: LIBRARY_THREADS }) },
            { name: 'fio, one thread each', run: fioRun(ONE_THREAD, 'locking-one-thread') },
          ]
        : []),
      { name: 'python-rbd', run: (site) => python({ ...job, ...common(site), image: image('python') }) },
    ],
    results(figures) {
      const mine = figures.cephvirt
      const results = [
        speed({
          work: `${title}; queue`,
          against: 'fio',
          ours: figures['cephvirt, queue'],
          peer: figures.fio,
          by: 'iops',
          atLeast: targets.queue,
        }),
        speed({ work: title, against: 'fio', ours: mine, peer: figures.fio, by: 'iops', atLeast: targets.promises }),
        speed({
          work: title,
          against: 'python-rbd',
          ours: mine,
          peer: figures['python-rbd'],
          by: 'iops',
          atLeast: targets.python,
        }),
      ]
      if (!settings) return results
      const [few, many] = [figures['fio, one thread each'], figures['cephvirt, library threads']]
      return [
        ...results,
        speed({ work: title, against: 'fio, one thread each', ours: mine, peer: few, by: 'iops' }),
        speed({ work: `${title}; library threads`, against: 'fio', ours: many, peer: figures.fio, by: 'iops' }),
      ]
    },
    async cleanUp(site) {
      for (const whose of ['ours', 'fio', 'python']) await site.images.remove(image(whose))
    },
  }
}

function common(site) {
  return { conf: site.confWith('locking', LOCKING), pool: POOL, seconds: site.seconds }
}
