import { expect, it } from 'vitest'
import { median, medians, short } from '../../../bench/figures.mjs'

it('takes the median, of an odd and of an even number', () => {
  expect(median([10, 1, 9])).toBe(9)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(() => median([])).toThrow(RangeError)
})

it('takes the median of each figure that all samples have', () => {
  const samples = [
    { iops: 1, locked: true, objects: 5 },
    { iops: 30, locked: true, wakeUps: 1 },
    { iops: 2, locked: true, objects: 6 },
  ]
  expect(medians(samples)).toEqual({ iops: 2 })
})

it('writes three digits', () => {
  expect([0, 0.0001, 0.0123, 0.5, 1.234, 12.34, 1234.5].map(short)).toEqual([
    ...['0', '< 0.001', '0.012', '0.50', '1.23', '12.3', '1,235'],
  ])
})
