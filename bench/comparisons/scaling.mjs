// Whether an operation costs the same however many are under way, and however many images are open: CPU per random read
// of 4 KiB that was never written, which is what the binding and librbd cost without an OSD.
import { MIB } from '../figures.mjs'
import { ours } from '../ours.mjs'
import { cost } from '../result.mjs'
import { POOL } from '../site.mjs'

const JOB = { size: 64 * MIB, block: 4096, operation: 'read', order: 'random' }
const DEPTHS = [1, 4, 16, 64, 256]
const IMAGES = [1, 10, 50, 200]
const DEPTH = 64

export const depths = comparison({
  name: 'depths',
  title: 'depth 1 to 256',
  steps: DEPTHS.map((depth) => ({ name: `depth ${depth}`, depth, count: 1 })),
})

export const manyImages = comparison({
  name: 'images',
  title: `1 to 200 open images, depth ${DEPTH} over all`,
  steps: IMAGES.map((count) => ({ name: count === 1 ? '1 image' : `${count} images`, depth: DEPTH, count })),
})

function comparison({ name, title, steps }) {
  const most = Math.max(...steps.map(({ count }) => count))
  const names = Array.from({ length: most }, (_, index) => `${name}-${index}`)
  const job = (site) => ({ ...JOB, conf: site.conf, pool: POOL, seconds: Math.min(site.seconds, 1.5) })
  return {
    name,
    title: `random read 4 KiB, never written, ${title}`,
    per: 'read',
    async prepare(site) {
      await Promise.all(names.map((image) => site.createImage(image, { size: JOB.size })))
    },
    contenders: steps.map(({ name: step, depth, count }) => ({
      name: step,
      ours: true,
      run: (site) => ours('io', { ...job(site), depth, images: names.slice(0, count) }, site.profiler?.wrap),
    })),
    results(figures) {
      const costs = steps.map((step) => ({ step: step.name, value: perOperation(figures[step.name]) }))
      const [dearest, cheapest] = [costs.toSorted(byValue).at(-1), costs.toSorted(byValue)[0]]
      const work = `CPU per read, ${title}`
      const [first, last] = [costs[0], costs[costs.length - 1]]
      return [
        cost({
          work: `${work}: dearest (${dearest.step})`,
          against: `cheapest (${cheapest.step})`,
          ours: dearest.value,
          peer: cheapest.value,
          unit: 'µs',
          atMost: 1.5,
        }),
        cost({
          work: `${work}: growth, ${last.step}`,
          against: first.step,
          ours: last.value,
          peer: first.value,
          unit: 'µs',
        }),
      ]
    },
    async cleanUp(site) {
      await Promise.all(names.map((image) => site.images.remove(image)))
    },
  }
}

const byValue = (one, other) => one.value - other.value
const perOperation = ({ userPerOperation, systemPerOperation }) => userPerOperation + systemPerOperation
