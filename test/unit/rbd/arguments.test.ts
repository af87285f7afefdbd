import { describe, expect, test } from 'vitest'
import { ImageBusyError, ReadOnlyError } from '../../../src/core/errors.ts'
import { lockedElsewhere } from '../../../src/rbd/failure.ts'
import { featureBits, featuresOf, flagsOf, opFeaturesOf } from '../../../src/rbd/features.ts'
import { BLOCK, dataRuns, sideBySide, WINDOW } from '../../../src/rbd/transfer/blocks.ts'
import { Meter } from '../../../src/rbd/transfer/meter.ts'

describe('features', () => {
  test('names and bits', () => {
    expect(featuresOf(61)).toEqual(['layering', 'exclusive-lock', 'object-map', 'fast-diff', 'deep-flatten'])
    expect(featureBits(['deep-flatten', 'layering', 'layering'], 'features')).toBe(33)
    expect(featuresOf(2 ** 40 + 1)).toEqual(['layering'])
    expect(opFeaturesOf(5)).toEqual(['clone-parent', 'group'])
    expect(flagsOf(1)).toEqual(['object map invalid'])
    expect(() => featureBits(['layring' as never], 'options.features')).toThrow(/options\.features.*'layring'/)
    expect(() => featureBits('layering' as never, 'options.features')).toThrow(TypeError)
    expect(() => featureBits(['toString' as never], 'options.features')).toThrow(RangeError)
  })
})

describe('blocks', () => {
  test('the parts of a block that are not zeros', () => {
    const block = Buffer.alloc(300_000)
    expect([...dataRuns(block)]).toEqual([])
    block[70_000] = 1
    block[140_000] = 1
    block[299_999] = 1
    expect([...dataRuns(block)]).toEqual([
      { start: 65_536, end: 196_608 },
      { start: 262_144, end: 300_000 },
    ])
    expect([...dataRuns(Buffer.alloc(1, 1))]).toEqual([{ start: 0, end: 1 }])
    expect([...dataRuns(Buffer.alloc(0))]).toEqual([])
  })

  test('steps side by side, each with its buffer, until there is nothing left', async () => {
    const buffers = new Set<Buffer>()
    let running = 0
    let most = 0
    let left = 100
    await sideBySide(async (buffer) => {
      if (left === 0) return false
      left -= 1
      expect(buffer.length).toBe(BLOCK)
      buffers.add(buffer)
      running += 1
      most = Math.max(most, running)
      await new Promise(setImmediate)
      running -= 1
      return true
    }, undefined)
    expect([left, running, most, buffers.size]).toEqual([0, 0, WINDOW, WINDOW])
  })

  test('the first failure ends it, when nothing is under way any more', async () => {
    let running = 0
    let steps = 0
    const work = sideBySide(async () => {
      steps += 1
      const mine = steps
      running += 1
      await new Promise((resolve) => setTimeout(resolve, mine))
      running -= 1
      if (mine === 3) throw new Error('the third')
      return true
    }, undefined)
    await expect(work).rejects.toThrow('the third')
    expect(running).toBe(0)
    expect(steps).toBeLessThan(3 * WINDOW)
  })

  test('progress is told once a turn, and at the end', async () => {
    const told: number[][] = []
    const meter = new Meter((done, total) => told.push([done, total]), 100)
    meter.add(10, 10)
    meter.add(20, 0)
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(told).toEqual([[30, 100]])
    meter.add(60, 60)
    expect(meter.finish(100, undefined)).toMatchObject({ size: 100, written: 70, holes: 30, resumedFrom: 0 })
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(told).toEqual([
      [30, 100],
      [100, 100],
    ])
  })
})

test('an image that another client has locked is busy, not read-only', () => {
  const subject = { pool: 'libvirt-pool', image: 'z-centos9' }
  const error = new ReadOnlyError('', { code: 'EROFS', errno: -30, syscall: 'rbd_lock_acquire', subject })
  const busy = lockedElsewhere(error)
  expect(busy).toBeInstanceOf(ImageBusyError)
  expect(busy).toMatchObject({ code: 'EROFS', errno: -30, syscall: 'rbd_lock_acquire', subject, cause: error })
  expect((busy as Error).message).toContain(
    "image 'libvirt-pool/z-centos9' is locked: this client does not have its exclusive lock",
  )
  const other = new Error('other')
  expect(lockedElsewhere(other)).toBe(other)
})
