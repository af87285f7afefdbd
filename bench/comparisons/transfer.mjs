// Whole images in and out: the time of a whole process, from its start to its end, on all sides. The file is in the page
// cache before; what a round has made is removed after it.
import { randomFillSync } from 'node:crypto'
import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { GIB, MIB } from '../figures.mjs'
import { oursWhole, perOperation } from '../ours.mjs'
import { qemuImg } from '../peers/qemu-img.mjs'
import { rbdExport, rbdImport } from '../peers/rbd.mjs'
import { cost, speed } from '../result.mjs'
import { POOL } from '../site.mjs'

/** 64 pieces of 1 MiB, each in an object of its own, at the same distance from each other. */
const SPARSE = { size: 20 * GIB, pieces: 64, piece: MIB }

const sourceOf = (site, name) => join(site.dir, `${name}.raw`)
const peer = async (running, size) => perOperation(await running, size / MIB)

export const importRandom = {
  name: 'import',
  title: 'import 1 GiB of random data',
  per: 'MiB',
  prepare: (site) => makeFile(sourceOf(site, 'import'), { size: GIB, pieces: 1, piece: GIB }),
  contenders: [
    importer('cephvirt', 'import', GIB),
    importer('rbd import', 'import', GIB, rbdImport),
    importer('qemu-img convert', 'import', GIB, qemuImg),
  ],
  results: (figures) => [
    versus(importRandom.title, 'rbd import', figures, 1.2),
    versus(importRandom.title, 'qemu-img convert', figures, 2.5),
  ],
  cleanUp: (site) => rmSync(sourceOf(site, 'import')),
}

export const importSparse = {
  name: 'sparse',
  title: 'import 20 GiB with 64 MiB of data',
  per: 'MiB of data',
  prepare: (site) => makeFile(sourceOf(site, 'sparse'), SPARSE),
  contenders: [
    importer('cephvirt', 'sparse', SPARSE.pieces * SPARSE.piece),
    importer('rbd import', 'sparse', SPARSE.pieces * SPARSE.piece, rbdImport),
  ],
  results: (figures) => [
    versus(importSparse.title, 'rbd import', figures, 1.2),
    cost({
      work: 'objects it made',
      against: 'objects with data',
      ours: figures.cephvirt.objects,
      peer: SPARSE.pieces,
      unit: 'objects',
      atMost: 1,
    }),
  ],
  cleanUp: (site) => rmSync(sourceOf(site, 'sparse')),
}

export const exportRandom = {
  name: 'export',
  title: 'export 1 GiB of random data',
  per: 'MiB',
  prepare: (site) => site.createImage('export', { size: GIB, written: true }),
  contenders: [exporter('cephvirt'), exporter('rbd export', rbdExport)],
  results: (figures) => [versus(exportRandom.title, 'rbd export', figures, 1.2)],
  cleanUp: (site) => site.images.remove('export'),
}

function versus(work, against, figures, atLeast) {
  return speed({ work, against, ours: figures.cephvirt, peer: figures[against], by: 'time', atLeast })
}

/** `size`: the bytes of data. Without a program it is ours. */
function importer(name, source, size, program) {
  const image = `${source}ed`
  return {
    name,
    ours: program === undefined,
    run(site) {
      const job = { conf: site.conf, pool: POOL, source: sourceOf(site, source), image }
      return program === undefined
        ? oursWhole('import', { ...job, size }, site.profiler?.wrap)
        : peer(program(job), size)
    },
    /** What is asked of its result, and the image removed. */
    async after(site) {
      const objects = await site.countObjects(image)
      await site.images.remove(image)
      return { objects }
    },
  }
}

function exporter(name, program) {
  const targetOf = (site) => join(site.dir, 'exported.raw')
  return {
    name,
    ours: program === undefined,
    run(site) {
      const job = { conf: site.conf, pool: POOL, target: targetOf(site), image: 'export' }
      return program === undefined
        ? oursWhole('export', { ...job, size: GIB }, site.profiler?.wrap)
        : peer(program(job), GIB)
    },
    after: (site) => rmSync(targetOf(site)),
  }
}

/** Pieces of random data, at the same distance from each other. */
function makeFile(path, { size, pieces, piece }) {
  const file = openSync(path, 'w')
  try {
    ftruncateSync(file, size)
    const data = Buffer.allocUnsafeSlow(Math.min(piece, 16 * MIB))
    for (let index = 0; index < pieces; index += 1) {
      for (let done = 0; done < piece; done += data.length) {
        writeSync(file, randomFillSync(data), 0, data.length, (size / pieces) * index + done)
      }
    }
  } finally {
    closeSync(file)
  }
}
