import { describe, expect, test } from 'vitest'
import { nested } from '../../../src/libvirt/nested.ts'

describe('parameters whose names are paths', () => {
  test('become objects, with words in one spelling', () => {
    expect(nested({ 'state.state': 1, 'cpu.time': 5n, 'net.0.rx_bytes': 2n, 'block.0.rd.total-times': 3n })).toEqual({
      state: { state: 1 },
      cpu: { time: 5n },
      net: { list: [{ rxBytes: 2n }] },
      block: { list: [{ rd: { totalTimes: 3n } }] },
    })
  })

  test('what is numbered is a list, and its count is its length', () => {
    const values = { 'block.count': 2, 'block.0.name': 'vda', 'block.1.name': 'vdb' }
    expect(nested(values)).toEqual({ block: { list: [{ name: 'vda' }, { name: 'vdb' }] } })
  })

  test('a list whose count comes last, or is nothing', () => {
    expect(nested({ 'fs.0.name': 'root', 'fs.count': 1 })).toEqual({ fs: { list: [{ name: 'root' }] } })
    expect(nested({ 'fs.count': 0 })).toEqual({ fs: { list: [] } })
  })

  test('a count of what is not numbered is a number', () => {
    expect(nested({ 'disk.count': 3 })).toEqual({ disk: { count: 3 } })
  })

  test('what is missing in between is empty', () => {
    expect(nested({ 'vcpu.2.state': 1 })).toEqual({ vcpu: { list: [{}, {}, { state: 1 }] } })
  })

  test('a numbered value', () => {
    expect(nested({ 'load.1': 7, 'load.0': 5 })).toEqual({ load: { list: [{ value: 5 }, { value: 7 }] } })
  })

  test('a word that is a value and the head of others', () => {
    expect(nested({ 'vcpu.0': 1, 'vcpu.0.time': 2n })).toEqual({ vcpu: { list: [{ value: 1, time: 2n }] } })
  })
})
