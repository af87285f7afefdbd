import { expect, test } from 'vitest'
import { encoded } from '../../../src/rados/command.ts'

test('floats have a decimal point where a command asks for them', () => {
  const at = (weight: unknown): string => encoded('osd reweight', { prefix: 'osd reweight', id: 1, weight })
  expect(at(1)).toBe('{"prefix":"osd reweight","id":1,"weight":1.0}')
  expect(at(-2)).toContain('"weight":-2.0}')
  expect(at(0.25)).toContain('"weight":0.25}')
  expect(at(1e21)).toContain('"weight":1e+21}')
  expect(at('1')).toContain('"weight":"1"}')
  expect(at([1, 0.5])).toContain('"weight":[1.0,0.5]}')
  expect(at(undefined)).toBe('{"prefix":"osd reweight","id":1}')
  expect(encoded('osd find', { prefix: 'osd find', id: 1 })).toBe('{"prefix":"osd find","id":1}')
  expect(encoded('toString', { prefix: 'toString' })).toBe('{"prefix":"toString"}')
})
