import { ImageNotFoundError } from '../../../src/core/errors.ts'
import { type Cluster, connect } from '../../../src/rados/index.ts'
import { type Image, type Images, images } from '../../../src/rbd/index.ts'
import { type Lab, startCluster } from '../../../src/testing/index.ts'
import { eventually } from './observe.ts'

/** How long mirroring may take to bring something over on a busy machine. */
export const within = 60_000

/** A lab with a pool whose images can be mirrored to another one. */
export interface Place {
  readonly lab: Lab
  readonly cluster: Cluster
  readonly images: Images
}

/** Two of them, each with its labs in `labs` as soon as there is something to be stopped. */
export async function twoPlaces(labs: Lab[]): Promise<[Place, Place]> {
  return await Promise.all([place(labs), place(labs)])
}

async function place(labs: Lab[]): Promise<Place> {
  const lab = await startCluster({ osds: 1, libvirt: false, cephConfig: { osd_pool_default_size: '1' } })
  labs.push(lab)
  const cluster = await connect({ conf: lab.conf, keyring: lab.keyring })
  await cluster.pools.create('mirrored', { pgNum: 8 })
  const all = images(await cluster.openPool('mirrored'))
  await all.init()
  return { lab, cluster, images: all }
}

/** What an image begins with; '' where it is not there yet, or not readable yet. */
export async function beginning({ images }: Place, name: string, length: number): Promise<string> {
  try {
    await using image = await images.open(name, { readOnly: true })
    const bytes = Buffer.alloc(length)
    await image.read(bytes, 0)
    return bytes.toString()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

export async function arrives(where: Place, name: string, text: string): Promise<void> {
  await eventually(`${name} holds ${text}`, async () => (await beginning(where, name, text.length)) === text, within)
}

/** Puts a text at the beginning of an image. */
export async function put({ images }: Place, name: string, text: string): Promise<void> {
  await using image = await images.open(name)
  await image.write(Buffer.from(text), 0)
  await image.flush()
}

/** Opens an image for what is done to it, and closes it before the next step. */
export async function at<T>({ images }: Place, name: string, work: (image: Image) => Promise<T>): Promise<T> {
  await using image = await images.open(name)
  return await work(image)
}

/** The snapshots of an image, seen without watching it: of all kinds, since one that is being removed is of the kind `trash`. */
export async function snapshotsOf({ images }: Place, name: string): Promise<bigint[]> {
  await using image = await images.open(name, { readOnly: true })
  const ids: bigint[] = []
  for await (const { id } of image.snapshots.list({ all: true })) ids.push(id)
  return ids
}

export async function gone({ images }: Place, name: string): Promise<void> {
  const isGone = async () => {
    try {
      await using _ = await images.open(name, { readOnly: true })
      return false
    } catch (error) {
      if (error instanceof ImageNotFoundError) return true
      throw error
    }
  }
  await eventually(`${name} is gone`, isGone, within)
}
