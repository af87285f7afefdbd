import { inject } from 'vitest'
import { type Cluster, connect, type Pool } from '../../src/rados/index.ts'
import { images } from '../../src/rbd/index.ts'

/** A pool of its own for a test file, with images in it; `dispose` removes it. */
export async function preparePool(
  name: string,
  imageNames: readonly string[],
): Promise<{ readonly cluster: Cluster; readonly pool: Pool; readonly dispose: () => Promise<void> }> {
  const { conf, keyring } = inject('lab')
  const cluster = await connect({ conf, keyring })
  await cluster.pools.create(name, { pgNum: 8, application: 'rbd' })
  const pool = await cluster.openPool(name)
  await images(pool).init()
  for (const image of imageNames) await images(pool).create(image, { size: '64MiB' })
  return {
    cluster,
    pool,
    dispose: async () => {
      await pool.close()
      await cluster.pools.delete(name)
      await cluster.close()
    },
  }
}

/** What a fixture needs to find the lab. */
export function labArguments(pool: string, image = 'one'): string[] {
  const { conf, keyring, libvirtUri } = inject('lab')
  return [JSON.stringify({ conf, keyring, libvirtUri, pool, image })]
}
