// The listing of a pool. An operation is an image.
import { rbd } from '../../dist/index.js'

export async function list({ pool, meter }) {
  meter.begin()
  let listed = 0
  for await (const _ of rbd.images(pool).list({ info: true })) listed += 1
  return { ...meter.end(listed), listed }
}
