// Numbers: what is taken of several, and how they are written.

export function median(values) {
  if (values.length === 0) throw new RangeError('There is no median of nothing')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The median of each figure that every one of the samples has; what is not a number is left out. */
export function medians(samples) {
  const names = Object.keys(samples[0] ?? {}).filter((name) =>
    samples.every((sample) => typeof sample[name] === 'number'),
  )
  return Object.fromEntries(names.map((name) => [name, median(samples.map((sample) => sample[name]))]))
}

export const thousands = (value) => Math.round(value).toLocaleString('en-GB')

/** Three digits that say something, and no more: 0.0123, 1.23, 12.3, 1,234. */
export function short(value) {
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 100) return thousands(value)
  if (size >= 10) return value.toFixed(1)
  if (size >= 0.1) return value.toFixed(2)
  return value < 0.0005 && value > 0 ? '< 0.001' : value.toFixed(3)
}

export const KIB = 1024
export const MIB = 1024 ** 2
export const GIB = 1024 ** 3
