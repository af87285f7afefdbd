// The images of a pool with size, features and lock of each: the time of a whole process on both sides.
import { MIB } from '../figures.mjs'
import { oursWhole, perOperation } from '../ours.mjs'
import { rbdList } from '../peers/rbd.mjs'
import { speed } from '../result.mjs'

const POOL = 'listing'
const COUNT = 2000

export const listing = {
  name: 'listing',
  title: 'listing 2,000 images with info',
  per: 'image',
  async prepare(site) {
    const images = await site.addPool(POOL)
    let next = 0
    const create = async () => {
      for (let index = next++; index < COUNT; index = next++) await images.create(`image-${index}`, { size: 64 * MIB })
    }
    await Promise.all(Array.from({ length: 16 }, create))
  },
  contenders: [
    {
      name: 'cephvirt',
      ours: true,
      run: async (site) => complete(await oursWhole('list', { conf: site.conf, pool: POOL }, site.profiler?.wrap)),
    },
    {
      name: 'rbd ls -l',
      run: async (site) => perOperation(complete(await rbdList({ conf: site.conf, pool: POOL })), COUNT),
    },
  ],
  results: (figures) => [
    speed({
      work: listing.title,
      against: 'rbd ls -l',
      ours: figures.cephvirt,
      peer: figures['rbd ls -l'],
      by: 'time',
      atLeast: 2,
    }),
  ],
  cleanUp: (site) => site.removePool(POOL),
}

function complete(sample) {
  if (sample.listed !== COUNT) throw new Error(`${sample.listed} of ${COUNT} images were listed`)
  return sample
}
