// Sequential reads and writes of 4 MiB, many at a time. Writes also with `zeroCopyWrites`: what that saves is CPU of the
// one who writes.
import { GIB, MIB } from '../figures.mjs'
import { ours } from '../ours.mjs'
import { fio } from '../peers/fio.mjs'
import { python } from '../peers/python.mjs'
import { cost, speed } from '../result.mjs'
import { POOL } from '../site.mjs'

const JOB = { size: 512 * MIB, block: 4 * MIB, depth: 16, order: 'sequential' }
const LOCKING = { rbd_clone_copy_on_read: 'true' } // see small-io.mjs

export const largeRead = comparison({ name: 'large-read', operation: 'read' })
export const largeWrite = comparison({ name: 'large-write', operation: 'write' })

function comparison({ name, operation }) {
  const title = `sequential ${operation} 4 MiB, depth 16`
  const job = { ...JOB, operation }
  const writes = operation === 'write'
  const image = (whose) => `${name}-${whose}`
  const whose = ['ours', 'fio', 'python', ...(writes ? ['zero-copy'] : [])]
  const common = (site) => ({ ...job, conf: site.confWith('locking', LOCKING), pool: POOL, seconds: site.seconds + 1 })
  const zeroCopy = {
    name: 'cephvirt, zeroCopyWrites',
    ours: true,
    run: (site) =>
      ours('io', { ...common(site), images: [image('zero-copy')], zeroCopyWrites: true }, site.profiler?.wrap),
  }
  return {
    name,
    title,
    per: operation,
    async prepare(site) {
      for (const one of whose) await site.createImage(image(one), { size: job.size, written: true })
    },
    contenders: [
      {
        name: 'cephvirt',
        ours: true,
        run: (site) => ours('io', { ...common(site), images: [image('ours')] }, site.profiler?.wrap),
      },
      { name: 'fio', run: (site) => fio({ ...common(site), images: site.images, image: image('fio') }) },
      ...(writes ? [zeroCopy] : []),
      { name: 'python-rbd', run: (site) => python({ ...common(site), image: image('python') }) },
    ],
    results(figures) {
      const mine = figures.cephvirt
      const results = [
        speed({ work: title, against: 'fio', ours: mine, peer: figures.fio, by: 'rate', atLeast: 1 }),
        speed({
          work: title,
          against: 'python-rbd',
          ours: mine,
          peer: figures['python-rbd'],
          by: 'rate',
          atLeast: 1.2,
        }),
      ]
      if (!writes) return results
      const perGib = ({ userPerOperation }) => (userPerOperation * GIB) / job.block / 1e6
      const zero = figures[zeroCopy.name]
      return [
        ...results,
        speed({ work: `${title}; zeroCopyWrites`, against: 'fio', ours: zero, peer: figures.fio, by: 'rate' }),
        cost({
          work: `user CPU per GiB of ${title}; zeroCopyWrites`,
          against: 'default mode',
          ours: perGib(zero),
          peer: perGib(mine),
          unit: 's',
          atMost: 0.6,
        }),
      ]
    },
    async cleanUp(site) {
      for (const one of whose) await site.images.remove(image(one))
    },
  }
}
