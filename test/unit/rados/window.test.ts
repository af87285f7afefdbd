import { expect, test } from 'vitest'
import { Window } from '../../../src/rados/window.ts'

/** Operations that end when they are told to. */
function operations(window: Window): {
  start: (bytes: number) => Promise<void>
  end: (index: number) => Promise<void>
  started: number[]
} {
  const ends: (() => void)[] = []
  const started: number[] = []
  return {
    started,
    start: (bytes) =>
      window.run(bytes, () => {
        started.push(bytes)
        return new Promise<void>((resolve) => ends.push(resolve))
      }),
    end: async (index) => {
      ends[index]?.()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

test('lets in as many as its limit, then the next as each leaves, in order', async () => {
  const window = new Window(2, 0)
  const { start, end, started } = operations(window)
  for (const bytes of [1, 2, 3, 4]) void start(bytes)
  expect(started).toEqual([1, 2])
  await end(1)
  expect(started).toEqual([1, 2, 3])
  await end(0)
  expect(started).toEqual([1, 2, 3, 4])
  await end(2)
  await end(3)
  expect(window.state).toEqual({ operations: 0, bytes: 0, waiting: 0 })
})

test('counts bytes; nothing overtakes what waits, and what is too large passes alone', async () => {
  const window = new Window(0, 100)
  const { start, end, started } = operations(window)
  for (const bytes of [60, 500, 1]) void start(bytes)
  expect(started).toEqual([60])
  await end(0)
  expect(started).toEqual([60, 500])
  await end(1)
  expect(started).toEqual([60, 500, 1])
})

test('a start that fails takes no room', async () => {
  const window = new Window(1, 0)
  await expect(
    window.run(1, () => {
      throw new Error('at once')
    }),
  ).rejects.toThrow('at once')
  await expect(window.run(1, () => Promise.reject(new Error('later')))).rejects.toThrow('later')
  expect(window.state).toEqual({ operations: 0, bytes: 0, waiting: 0 })
  const first = operations(window)
  void first.start(1)
  const waiting = window.run(1, () => {
    throw new Error('in its turn')
  })
  const refused = expect(waiting).rejects.toThrow('in its turn')
  await first.end(0)
  await refused
  expect(window.state).toEqual({ operations: 0, bytes: 0, waiting: 0 })
})
