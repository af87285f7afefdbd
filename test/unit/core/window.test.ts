import { expect, test } from 'vitest'
import { type Entrant, Window, type WindowLimits } from '../../../src/core/window.ts'

const unlimited = Number.POSITIVE_INFINITY
const limits = (operations: number, bytes = unlimited): WindowLimits => ({ operations, bytes })
const nothing = { operations: 0, bytes: 0, waiting: 0 }

/** Enters a window again and again, and tells the order in which that succeeded. */
function visitor(window: Window, entered: string[], name = ''): { enter: (bytes: number) => Entrant } {
  return {
    enter: (bytes) => {
      const entrant = { bytes, entered: () => void entered.push(`${name}${bytes}`) }
      window.admit(entrant)
      return entrant
    },
  }
}

test('lets in as many as its limit, then the next as each leaves, in order', () => {
  const window = new Window(limits(2))
  const entered: string[] = []
  const { enter } = visitor(window, entered)
  for (const bytes of [1, 2, 3, 4]) enter(bytes)
  expect(entered).toEqual(['1', '2'])
  expect(window.state).toEqual({ operations: 2, bytes: 3, waiting: 2 })
  window.leave(2)
  expect(entered).toEqual(['1', '2', '3'])
  window.leave(1)
  window.leave(3)
  window.leave(4)
  expect(entered).toEqual(['1', '2', '3', '4'])
  expect(window.state).toEqual(nothing)
})

test('counts bytes; nothing overtakes what waits, and what is too large passes alone', () => {
  const window = new Window(limits(unlimited, 100))
  const entered: string[] = []
  const { enter } = visitor(window, entered)
  for (const bytes of [60, 500, 1]) enter(bytes)
  expect(entered).toEqual(['60'])
  window.leave(60)
  expect(entered).toEqual(['60', '500'])
  window.leave(500)
  expect(entered).toEqual(['60', '500', '1'])
})

test('what waits can be taken back', () => {
  const window = new Window(limits(1))
  const entered: string[] = []
  const { enter } = visitor(window, entered)
  enter(1)
  const second = enter(2)
  enter(3)
  window.withdraw(second)
  window.leave(1)
  expect(entered).toEqual(['1', '3'])
})

test('what leaves as it enters makes room for all that wait, however many', async () => {
  const window = new Window(limits(1))
  window.admit({ bytes: 0, entered: () => {} })
  let count = 0
  const entered = (): void => {
    count += 1
    window.leave(0)
  }
  for (let index = 0; index < 100_000; index += 1) window.admit({ bytes: 0, entered })
  const begun = window.begun
  window.leave(0)
  await begun
  expect(count).toBe(100_000)
  expect(window.state).toEqual(nothing)
})

test('windows within one take turns, and keep their own limits', () => {
  const shared = new Window(limits(4))
  const a = new Window(limits(3), shared)
  const b = new Window(limits(unlimited), shared)
  const c = new Window(limits(unlimited), shared)
  const entered: string[] = []
  const [inA, inB, inC] = [visitor(a, entered, 'a'), visitor(b, entered, 'b'), visitor(c, entered, 'c')]
  for (const bytes of [1, 2, 3, 4, 5]) inA.enter(bytes)
  expect(entered).toEqual(['a1', 'a2', 'a3'])
  for (const bytes of [1, 2, 3]) inB.enter(bytes)
  for (const bytes of [1, 2]) inC.enter(bytes)
  expect(entered).toEqual(['a1', 'a2', 'a3', 'b1'])
  expect(shared.state).toEqual({ operations: 4, bytes: 7, waiting: 6 })
  entered.length = 0
  // a is full by itself, so b and c are before it; then each in turn, though a came first.
  b.leave(1)
  a.leave(1)
  a.leave(2)
  a.leave(3)
  expect(entered).toEqual(['b2', 'c1', 'b3', 'a4'])
  c.leave(1)
  b.leave(2)
  expect(entered).toEqual(['b2', 'c1', 'b3', 'a4', 'c2', 'a5'])
})

test('one that is too large for what is left is waited for, not overtaken for ever', () => {
  const shared = new Window(limits(unlimited, 10))
  const large = new Window(limits(unlimited), shared)
  const small = new Window(limits(unlimited), shared)
  const entered: string[] = []
  visitor(small, entered, 's').enter(4)
  visitor(large, entered, 'l').enter(8)
  for (let index = 0; index < 3; index += 1) visitor(small, entered, 's').enter(2)
  expect(entered).toEqual(['s4'])
  small.leave(4)
  expect(entered).toEqual(['s4', 'l8', 's2'])
})

test('tells when all that waits within it has begun', async () => {
  const shared = new Window(limits(1))
  const a = new Window(limits(unlimited), shared)
  expect(shared.begun).toBeUndefined()
  const entered: string[] = []
  const { enter } = visitor(a, entered)
  enter(1)
  expect(shared.begun).toBeUndefined()
  enter(2)
  let begun = false
  const waiting = shared.begun?.then(() => {
    begun = true
  })
  await Promise.resolve()
  expect(begun).toBe(false)
  a.leave(1)
  a.leave(2)
  await waiting
  expect(entered).toEqual(['1', '2'])
})

test('work leaves when it has ended, well or not', async () => {
  const window = new Window(limits(1))
  await expect(window.run(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  const results = await Promise.all([1, 2, 3].map((number) => window.run(1, async () => number)))
  expect(results).toEqual([1, 2, 3])
  expect(window.state).toEqual(nothing)
})
