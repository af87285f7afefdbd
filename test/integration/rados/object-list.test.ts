import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import {
  ALL_NAMESPACES,
  type Cluster,
  connect,
  type ObjectEntry,
  type Pool,
  WriteOp,
} from '../../../src/rados/index.ts'

const lab = inject('lab')
const name = 'object-list-test'
const many = 600
let cluster: Cluster
let pool: Pool

beforeAll(async () => {
  cluster = await connect({ conf: lab.conf })
  await cluster.pools.create(name, { pgNum: 8 })
  pool = await cluster.openPool(name)
  await Promise.all(
    Array.from({ length: many }, (_, index) => {
      const op = new WriteOp().create()
      const state = index % 100 === 0 ? 'open' : 'shut'
      return pool.object(`o${index}`).operate(index % 50 === 0 ? op.setXattr('state', state) : op)
    }),
  )
  await pool.inNamespace('tenant').object('apart').writeFull('x')
})
afterAll(async () => {
  await cluster.pools.delete(name)
  await cluster.close()
})

const named = (objects: readonly ObjectEntry[]): string[] => objects.map((object) => object.name).sort()
const all = Array.from({ length: many }, (_, index) => `o${index}`).sort()

test('slices are apart, and together are all of it', async () => {
  const slices = []
  for (let index = 0; index < 5; index += 1) slices.push(await pool.objects({ slice: { index, of: 5 } }).toArray())
  expect(named(slices.flat())).toEqual(all)
  expect(slices.every((slice) => slice.length > 0 && slice.length < many / 2)).toBe(true)
})

test('slices are listed in parallel', async () => {
  expect(named(await pool.objects({ parallel: 6, pageSize: 20 }).toArray())).toEqual(all)
  const halves = [0, 1].map((index) => pool.objects({ slice: { index, of: 2 }, parallel: 3 }).toArray())
  expect(named((await Promise.all(halves)).flat())).toEqual(all)
  for await (const object of pool.objects({ parallel: 4, pageSize: 5 })) {
    expect(object.name).toMatch(/^o/)
    break
  }
  const stop = new AbortController()
  const listing = pool.objects({ parallel: 4, pageSize: 5, signal: stop.signal })[Symbol.asyncIterator]()
  await listing.next()
  stop.abort()
  const rest = (async () => {
    while ((await listing.next()).done !== true);
  })()
  await expect(rest).rejects.toMatchObject({ code: 'ABORT_ERR' })
})

test('a list goes on where another one stopped, page by page', async () => {
  const found: ObjectEntry[] = []
  let from: string | undefined
  let pages = 0
  do {
    // A list of its own for each page, by the position alone.
    for await (const page of pool.objects({ pageSize: 100, from }).pages()) {
      expect(page.objects.length).toBeLessThanOrEqual(100)
      expect(page.hash).toBeGreaterThanOrEqual(0)
      found.push(...page.objects)
      from = page.position
      break
    }
    pages += 1
  } while (from !== undefined)
  expect(named(found)).toEqual(all)
  expect(pages).toBeGreaterThanOrEqual(many / 100)
})

test('a list begins where a placement group begins', async () => {
  const pages = pool
    .objects({ pageSize: many / 2 })
    .pages()
    [Symbol.asyncIterator]()
  const { value } = await pages.next()
  await pages.return?.()
  const rest = await pool.objects({ from: value?.hash ?? 0 }).toArray()
  expect(rest.length).toBeGreaterThan(0)
  expect(rest.length).toBeLessThan(many)
  const before = named(value?.objects ?? [])
  expect(new Set([...before, ...named(rest)]).size).toBe(many)
  expect(await pool.objects({ from: 0 }).toArray()).toHaveLength(many)
})

test('of all namespaces', async () => {
  const everywhere = pool.inNamespace(ALL_NAMESPACES)
  expect(await everywhere.objects().toArray()).toHaveLength(many + 1)
  expect(await everywhere.objects({ parallel: 3, pageSize: 50 }).toArray()).toHaveLength(many + 1)
})

test('only what has an attribute', async () => {
  const open = await pool.objects({ where: { xattr: 'state', equals: 'open' } }).toArray()
  expect(named(open)).toEqual(['o0', 'o100', 'o200', 'o300', 'o400', 'o500'])
  expect(
    await pool.objects({ where: { xattr: 'state', equals: Buffer.from('shut') }, parallel: 2 }).toArray(),
  ).toHaveLength(6)
  expect(await pool.objects({ where: { xattr: 'other', equals: 'open' } }).toArray()).toEqual([])
})

test('checks what it is given', () => {
  const wrong = [
    { slice: { index: 5, of: 5 } },
    { slice: { index: 0, of: 0 } },
    { parallel: 0 },
    { pageSize: 0 },
    { from: -1 },
    { from: '' },
    { from: 'elsewhere' },
    { where: { xattr: '', equals: 'x' } },
  ]
  for (const options of wrong) expect(() => pool.objects(options)).toThrow(RangeError)
  // @ts-expect-error: neither
  expect(() => pool.objects({ from: true })).toThrow(TypeError)
  // @ts-expect-error: misspelt
  expect(() => pool.objects({ page: 1 })).toThrow(TypeError)
  expect(() => pool.objects({ parallel: 2 }).pages()[Symbol.asyncIterator]()).toThrow(RangeError)
})

test('a position that is none', async () => {
  const listing = pool.objects({ from: `${pool.id}:nonsense` }).toArray()
  await expect(listing).rejects.toMatchObject({ code: 'EINVAL' })
})
