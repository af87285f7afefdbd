import { describe, expect, test } from 'vitest'
import { EventQueue } from '../../../src/core/event-queue.ts'

const event = (number: number, lost = 0) => ({ number, lost })

async function rest(queue: EventQueue<ReturnType<typeof event>>): Promise<readonly (readonly [number, number])[]> {
  const seen: [number, number][] = []
  for (;;) {
    const { done, value } = await queue.next()
    if (done === true) return seen
    seen.push([value.number, value.lost])
  }
}

describe('a queue of events', () => {
  test('delivers in order, what came before and what comes after', async () => {
    const queue = new EventQueue<ReturnType<typeof event>>(10)
    queue.push(event(1))
    const first = queue.next()
    const waiting = [queue.next(), queue.next()]
    queue.push(event(2))
    queue.push(event(3))
    expect((await first).value).toEqual(event(1))
    expect((await Promise.all(waiting)).map(({ value }) => value?.number)).toEqual([2, 3])
  })

  test('drops the oldest when full, and the next says how many', async () => {
    const queue = new EventQueue<ReturnType<typeof event>>(2)
    for (let number = 1; number <= 5; number += 1) queue.push(event(number))
    expect(queue.lost).toBe(3)
    expect((await queue.next()).value).toEqual(event(4, 3))
    expect((await queue.next()).value).toEqual(event(5, 0))
  })

  test('what was lost before an event that is dropped counts too', async () => {
    const queue = new EventQueue<ReturnType<typeof event>>(1)
    queue.push(event(1, 7))
    queue.push(event(2, 2))
    expect(queue.lost).toBe(10)
    queue.end()
    expect(await rest(queue)).toEqual([[2, 10]])
  })

  test('ends after what waits; with an error, once', async () => {
    const queue = new EventQueue<ReturnType<typeof event>>(10)
    queue.push(event(1))
    queue.end({ error: new Error('lost') })
    queue.push(event(2))
    expect((await queue.next()).value).toEqual(event(1))
    await expect(queue.next()).rejects.toThrow('lost')
    await expect(queue.next()).resolves.toEqual({ done: true, value: undefined })
  })

  test('ends for all who wait: the error for the first', async () => {
    const queue = new EventQueue<ReturnType<typeof event>>(10)
    const waiting = [queue.next(), queue.next()]
    queue.end({ error: new Error('lost') })
    expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  })

  test('discards what waits', async () => {
    const queue = new EventQueue<ReturnType<typeof event>>(10)
    queue.push(event(1))
    queue.end({ discard: true })
    expect(await rest(queue)).toEqual([])
  })

  test('tells of each that is dropped', () => {
    const dropped: number[] = []
    const queue = new EventQueue<ReturnType<typeof event>>(2, ({ number }) => dropped.push(number))
    for (const number of [1, 2, 3, 4]) queue.push(event(number))
    expect(dropped).toEqual([1, 2])
    queue.end({ discard: true })
    expect(dropped).toEqual([1, 2, 3, 4])
  })
})
