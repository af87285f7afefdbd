import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AbortError, CephError, ClosedError, ReadOnlyError } from '../../../src/core/index.ts'
import { withResolvers } from '../../../src/core/with-resolvers.ts'
import { type Image, type Images, images as imagesOf, type QuiesceHandlers } from '../../../src/rbd/index.ts'
import { asAnotherClient, collect, failure, MiB, newCluster, newImages } from './fixture.ts'

let images: Images
let elsewhere: Images
let image: Image
let other: Image
let count = 0

beforeAll(async () => {
  images = await newImages()
  elsewhere = await asAnotherClient(images)
})

beforeEach(async () => {
  count += 1
  const name = `watched-${count}`
  await images.create(name, { size: 8 * MiB })
  image = await images.open(name)
  other = await elsewhere.open(name)
})

afterEach(async () => {
  await other.close()
  await image.close()
})

describe('changes', () => {
  test('by another client are told', async () => {
    const changes = image.watch()
    await changes.ready
    await other.resize('16MiB')
    for await (const change of changes) {
      expect(change).toBeUndefined()
      if ((await image.size()) === 16 * MiB) break
    }
    expect(await changes.next()).toEqual({ value: undefined, done: true })
  })

  test('many while nobody looks are few', async () => {
    await using changes = image.watch()
    await changes.ready
    for (let index = 0; index < 5; index += 1) await other.snapshots.create(`snapshot-${index}`)
    let heard = 0
    for await (const _ of changes) {
      heard += 1
      if ((await collect(image.snapshots.list())).length === 5) break
    }
    expect(heard).toBeLessThan(5)
  })

  test('end when the signal is aborted', async () => {
    const controller = new AbortController()
    const changes = image.watch({ signal: controller.signal })
    await changes.ready
    const waiting = failure(changes.next())
    controller.abort(new Error('Enough'))
    expect(await waiting).toMatchObject({ cause: { message: 'Enough' } })
    expect(await changes.next()).toEqual({ value: undefined, done: true })
    expect(() => image.watch({ signal: AbortSignal.abort() })).toThrow(AbortError)
  })

  test('end when the image is closed', async () => {
    const changes = image.watch()
    await changes.ready
    const waiting = changes.next()
    await image.close()
    expect(await waiting).toEqual({ value: undefined, done: true })
    expect(() => image.watch()).toThrow(ClosedError)
  })

  test('are told to several', async () => {
    const [one, two] = [image.watch(), image.watch()]
    await Promise.all([one.ready, two.ready])
    const both = Promise.all([one.next(), two.next()])
    await other.snapshots.create('new')
    expect((await both).map(({ done }) => done)).toEqual([false, false])
    await one.return()
    const next = two.next()
    await other.snapshots.create('newer')
    expect((await next).done).toBe(false)
    await two.return()
  })

  test('are not for those who only read', async () => {
    await using readOnly = await images.open(image.name, { readOnly: true })
    expect(() => readOnly.watch()).toThrow(ReadOnlyError)
    expect(await failure(readOnly.quiesceWatch({ quiesce: () => {} }))).toBeInstanceOf(ReadOnlyError)
    expect(() => image.watch({ other: 1 } as never)).toThrow(TypeError)
    expect(() => image.watch({ signal: 1 } as never)).toThrow(TypeError)
  })
})

describe('quiesce', () => {
  const names = async (): Promise<string[]> => (await collect(image.snapshots.list())).map(({ name }) => name)

  test('a snapshot waits for it', async () => {
    const told: string[] = []
    let unquiesced: () => void = () => {}
    const over = new Promise<void>((resolve) => {
      unquiesced = resolve
    })
    const watch = await image.quiesceWatch({
      quiesce: async () => {
        await new Promise((resolve) => setTimeout(resolve, 50))
        told.push(`quiesced, ${(await names()).length} there`)
      },
      unquiesce: () => {
        told.push('unquiesced')
        unquiesced()
      },
    })
    await other.snapshots.create('one')
    expect(told[0]).toBe('quiesced, 0 there')
    await over
    expect(told).toEqual(['quiesced, 0 there', 'unquiesced'])
    await other.snapshots.create('two', { quiesce: 'skip' })
    expect(told).toHaveLength(2)
    await watch.close()
    await other.snapshots.create('three')
    expect(told).toHaveLength(2)
    expect(await names()).toEqual(['one', 'two', 'three'])
  })

  test('more snapshots at once than there are threads, of the client that is asked', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    let asked = 0
    const watch = await image.quiesceWatch({
      quiesce: () => {
        asked += 1
      },
    })
    await Promise.all(names.map((name) => image.snapshots.create(name)))
    await watch.close()
    expect(asked).toBeGreaterThan(0)
    expect((await collect(image.snapshots.list())).map(({ name }) => name).sort()).toEqual(names)
  })

  test('its failure is that of the snapshot, unless it is ignored', async () => {
    const errors: unknown[] = []
    let asked = 0
    const handlers: QuiesceHandlers = {
      quiesce: async () => {
        asked += 1
        if (asked === 1) throw Object.assign(new Error('Frozen'), { errno: -22 })
        throw new Error('Without a number')
      },
      onError: (error) => void errors.push(error),
    }
    await using _watch = await image.quiesceWatch(handlers)
    const failed = await failure(other.snapshots.create('one'))
    expect(failed).toBeInstanceOf(CephError)
    expect(failed.code).toBe('EINVAL')
    expect(await names()).toEqual([])
    expect(await failure(other.snapshots.create('two'))).toMatchObject({ code: 'EIO' })
    await other.snapshots.create('three', { quiesce: 'ignore-errors' })
    expect(await names()).toEqual(['three'])
    expect(errors).toMatchObject([
      { message: 'Frozen' },
      { message: 'Without a number' },
      { message: 'Without a number' },
    ])
  })

  describe.each(['watch', 'image', 'pool', 'cluster'] as const)('closing the %s', (what) => {
    // A client of its own, which the test closes.
    const open = async () => {
      const cluster = await newCluster()
      const pool = await cluster.openPool(images.pool.name)
      return { cluster, pool, image: await imagesOf(pool).open(image.name) }
    }

    test('while a handler never returns fails the snapshot, and ends', async () => {
      const mine = await open()
      const asked = withResolvers<void>()
      const watch = await mine.image.quiesceWatch({
        quiesce: () => {
          asked.resolve()
          return new Promise(() => {})
        },
      })
      const creating = failure(other.snapshots.create('one'))
      await asked.promise
      await { ...mine, watch }[what].close()
      expect(await creating).toMatchObject({ code: 'ECANCELED' })
      expect(watch.closed).toBe(true)
      await other.snapshots.create('two')
      expect(await names()).toEqual(['two'])
      await mine.cluster.close()
    })

    test('between quiesce and unquiesce waits for the latter', async () => {
      const mine = await open()
      const told: string[] = []
      const answered = withResolvers<void>()
      const asked = withResolvers<void>()
      const go = withResolvers<void>()
      const watch = await mine.image.quiesceWatch({
        quiesce: () => answered.resolve(),
        unquiesce: () => void told.push('unquiesced'),
      })
      await using _second = await image.quiesceWatch({
        quiesce: () => {
          asked.resolve()
          return go.promise
        },
      })
      const creating = other.snapshots.create('one')
      await Promise.all([answered.promise, asked.promise])
      // What follows upon the handler, which is the answer, has its turn first.
      await new Promise(setImmediate)
      const closing = { ...mine, watch }[what].close().then(() => told.push('closed'))
      go.resolve()
      await Promise.all([creating, closing])
      expect(told).toEqual(['unquiesced', 'closed'])
      expect(await names()).toEqual(['one'])
      await mine.cluster.close()
    })

    test('while more snapshots than threads wait for it ends, and so do they', async () => {
      const mine = await open()
      const asked = withResolvers<void>()
      const watch = await mine.image.quiesceWatch({
        quiesce: () => {
          asked.resolve()
          return new Promise(() => {})
        },
      })
      const creating = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => mine.image.snapshots.create(name))
      const ends = Promise.allSettled(creating)
      await asked.promise
      await { ...mine, watch }[what].close()
      const states = (await ends).map(({ status }) => status)
      expect(states).toContain('rejected')
      expect(await names()).toHaveLength(states.filter((status) => status === 'fulfilled').length)
      await other.snapshots.create('after')
      expect(await names()).toContain('after')
      await mine.cluster.close()
    })
  })

  test('a handler that ends after the closing is still followed by unquiesce', async () => {
    const told: string[] = []
    const asked = withResolvers<void>()
    const go = withResolvers<void>()
    const over = withResolvers<void>()
    const watch = await image.quiesceWatch({
      quiesce: async () => {
        asked.resolve()
        await go.promise
        told.push('quiesced')
      },
      unquiesce: () => {
        told.push('unquiesced')
        over.resolve()
      },
    })
    const creating = failure(other.snapshots.create('one'))
    await asked.promise
    await watch.close()
    expect(told).toEqual([])
    go.resolve()
    await over.promise
    expect(told).toEqual(['quiesced', 'unquiesced'])
    expect(await creating).toMatchObject({ code: 'ECANCELED' })
  })

  test('arguments', async () => {
    expect(await failure(image.quiesceWatch(undefined as never))).toBeInstanceOf(TypeError)
    expect(await failure(image.quiesceWatch({} as never))).toBeInstanceOf(TypeError)
    expect(await failure(image.quiesceWatch({ quiesce: () => {}, unquiesce: 5 as never }))).toBeInstanceOf(TypeError)
    await image.close()
    expect(await failure(image.quiesceWatch({ quiesce: () => {} }))).toBeInstanceOf(ClosedError)
  })
})
