// Whole images in and out. An operation is a MiB.
import { rbd } from '../../dist/index.js'

export async function importFile({ pool, meter, source, image, size }) {
  meter.begin()
  await rbd.images(pool).import(source, image)
  return meter.end(size / 1024 ** 2)
}

export async function exportImage({ pool, meter, target, image: name, size }) {
  meter.begin()
  const image = await rbd.images(pool).open(name, { readOnly: true })
  await image.export(target)
  await image.close()
  return meter.end(size / 1024 ** 2)
}
