import { expect, test } from 'vitest'
import { WriteBehind } from '../../../../src/core/streams/write-behind.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

interface Written {
  readonly position: number
  readonly pieces: readonly Buffer[]
  readonly end: (error?: Error) => void
}

function target({ start = 0, vectored = true, window = 8 } = {}): {
  written: Written[]
  failures: unknown[]
  behind: WriteBehind
  finished: () => number
} {
  const written: Written[] = []
  const failures: unknown[] = []
  let finished = 0
  const behind = new WriteBehind(
    {
      vectored,
      begin: async () => start,
      check: () => undefined,
      write: (pieces, position) =>
        new Promise<void>((resolve, reject) => {
          written.push({ position, pieces, end: (error) => (error === undefined ? resolve() : reject(error)) })
        }),
      finish: async () => {
        finished += 1
      },
    },
    { block: 4, window, onFailure: (error) => failures.push(error) },
  )
  return { written, failures, behind, finished: () => finished }
}

const texts = (written: readonly Written[]): string[] => written.map(({ pieces }) => Buffer.concat(pieces).toString())

test('gathers small chunks into blocks at multiples of their size', async () => {
  const { written, behind, finished } = target({ start: 2 })
  for (const chunk of ['a', 'b', 'c', 'defg', 'h']) await behind.take([Buffer.from(chunk)])
  expect(texts(written)).toEqual(['ab', 'cdef'])
  const ending = behind.end()
  await turn()
  expect(texts(written)).toEqual(['ab', 'cdef', 'gh'])
  expect(written.map(({ position }) => position)).toEqual([2, 4, 8])
  expect(finished()).toBe(0)
  for (const { end } of written) end()
  await ending
  expect(finished()).toBe(1)
  expect(behind.written).toBe(8)
})

test('lends whole blocks, and copies the rest', async () => {
  const { written, behind } = target()
  const memory = Buffer.from('abcdefghij')
  await behind.take([memory])
  expect(written.map(({ pieces }) => pieces[0]?.buffer === memory.buffer)).toEqual([true, true])
  memory.fill('?', 8)
  let returned = false
  const returning = behind.returned().then(() => {
    returned = true
  })
  await turn()
  expect(returned).toBe(false)
  for (const { end } of written) end()
  await returning
  const ending = behind.end()
  await turn()
  expect(texts(written).at(-1)).toBe('ij')
  written.at(-1)?.end()
  await ending
})

test('keeps a copy of all, if it must', async () => {
  const { written, behind } = target()
  const memory = Buffer.from('abcdef')
  await behind.take([memory], true)
  memory.fill('?')
  await behind.returned()
  const ending = behind.end()
  await turn()
  expect(texts(written)).toEqual(['abcd', 'ef'])
  for (const { end } of written) end()
  await ending
})

test('gives one piece to a target that takes but one', async () => {
  const { written, behind } = target({ vectored: false })
  await behind.take([Buffer.from('ab'), Buffer.from('cdef'), Buffer.from('gh')])
  expect(texts(written)).toEqual(['abcd', 'efgh'])
  expect(written.every(({ pieces }) => pieces.length === 1)).toBe(true)
})

test('never has more than its window under way', async () => {
  const { written, behind } = target()
  let taken = false
  const taking = behind.take([Buffer.from('abcdefghijklmnop')]).then(() => {
    taken = true
  })
  await turn()
  expect(written).toHaveLength(2)
  written[1]?.end()
  await turn()
  expect(written).toHaveLength(3)
  expect(taken).toBe(false)
  written[0]?.end()
  written[2]?.end()
  await taking
  expect(written).toHaveLength(4)
})

test('tells the first failure, once, and takes nothing more', async () => {
  const { written, failures, behind } = target()
  await behind.take([Buffer.from('abcdefgh')])
  written[0]?.end(new Error('first'))
  await turn()
  written[1]?.end(new Error('second'))
  await turn()
  expect(failures).toEqual([new Error('first')])
  await expect(behind.take([Buffer.from('x')])).rejects.toThrow('first')
  await expect(behind.returned()).rejects.toThrow('first')
  await expect(behind.end()).rejects.toThrow('first')
})

test('stopped, it waits for what is under way and writes nothing more', async () => {
  const { written, behind, finished } = target()
  void behind.take([Buffer.from('abcdefghijkl')])
  await turn()
  let stopped = false
  const stopping = behind.stop().then(() => {
    stopped = true
  })
  await turn()
  expect(stopped).toBe(false)
  for (const { end } of written) end()
  await stopping
  await behind.end()
  expect(written).toHaveLength(2)
  expect(finished()).toBe(0)
})
