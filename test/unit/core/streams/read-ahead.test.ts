import { expect, test } from 'vitest'
import { ReadAhead, type ReadSource, type Stretch } from '../../../../src/core/streams/read-ahead.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A source whose reads end when they are told to, in any order; each byte is the last digit of its position. */
function source(stretches: readonly Stretch[]): {
  asked: number[]
  end: (position: number, length?: number) => void
  source: ReadSource
} {
  const asked: number[] = []
  const ends = new Map<number, (length?: number) => void>()
  return {
    asked,
    end: (position, length) => ends.get(position)?.(length),
    source: {
      async *stretches() {
        yield* stretches
      },
      read: (buffer, position) => {
        asked.push(position)
        for (let at = 0; at < buffer.length; at += 1) buffer[at] = (position + at) % 10
        return new Promise((resolve) => ends.set(position, (length) => resolve(length ?? buffer.length)))
      },
    },
  }
}

const exists = (position: number, length: number): Stretch => ({ position, length, exists: true })
const hole = (position: number, length: number): Stretch => ({ position, length, exists: false })

test('reads ahead by the window, and brings what came out of order in order', async () => {
  const { asked, end, source: from } = source([exists(3, 20)])
  const ahead = new ReadAhead(from, { start: 3, end: 23, chunk: 4, window: 12 })
  const first = ahead.next()
  await turn()
  expect(asked).toEqual([3, 4, 8])
  end(8)
  end(4)
  await turn()
  end(3)
  expect([...((await first) ?? [])]).toEqual([3])
  expect([...((await ahead.next()) ?? [])]).toEqual([4, 5, 6, 7])
  await turn()
  expect(asked).toEqual([3, 4, 8, 12])
  expect([...((await ahead.next()) ?? [])]).toEqual([8, 9, 0, 1])
  end(12)
  end(16)
  await turn()
  end(16)
  end(20)
  expect(await ahead.next()).toHaveLength(4)
  end(16)
  expect(await ahead.next()).toHaveLength(4)
  end(20)
  expect(await ahead.next()).toHaveLength(3)
  expect(await ahead.next()).toBeUndefined()
})

test('gives holes as zeros without reading them, in chunks', async () => {
  const { asked, source: from } = source([hole(0, 5), hole(5, 4)])
  const ahead = new ReadAhead(from, { start: 0, end: 9, chunk: 4, window: 4 })
  const chunks = [await ahead.next(), await ahead.next(), await ahead.next(), await ahead.next()]
  expect(chunks.map((chunk) => chunk?.length)).toEqual([4, 4, 1, undefined])
  expect(asked).toEqual([])
  expect(new Set(chunks.map((chunk) => chunk?.buffer)).size).toBe(4)
})

test('ends where the source comes to an end early', async () => {
  const { end, source: from } = source([exists(0, 12)])
  const ahead = new ReadAhead(from, { start: 0, end: 12, chunk: 4, window: 12 })
  const first = ahead.next()
  await turn()
  end(0, 2)
  expect(await first).toHaveLength(2)
  expect(await ahead.next()).toBeUndefined()
  end(4)
  end(8)
  await ahead.stop()
})

test('a failure comes when its turn has come', async () => {
  const from: ReadSource = {
    async *stretches() {
      yield exists(0, 4)
      throw new Error('no more')
    },
    read: async (buffer) => buffer.length,
  }
  const ahead = new ReadAhead(from, { start: 0, end: 12, chunk: 4, window: 12 })
  expect(await ahead.next()).toHaveLength(4)
  await expect(ahead.next()).rejects.toThrow('no more')
})

test('stopped, it waits for what is under way and asks for nothing more', async () => {
  const { asked, end, source: from } = source([exists(0, 100)])
  const ahead = new ReadAhead(from, { start: 0, end: 100, chunk: 4, window: 8 })
  const first = ahead.next()
  await turn()
  let stopped = false
  const stopping = ahead.stop().then(() => {
    stopped = true
  })
  await turn()
  expect(stopped).toBe(false)
  end(0)
  end(4)
  await stopping
  await first
  expect(await ahead.next()).toBeUndefined()
  expect(asked).toEqual([0, 4])
})
