import { expectTypeOf, test } from 'vitest'
import type { ArgumentsOf, ReplyOf } from '../../../src/rados/index.ts'

declare module '../../../src/rados/index.ts' {
  interface MonCommands {
    'mgr stat': { args: { readonly detail?: boolean }; reply: { readonly active_name: string } }
  }
}

test('the map of commands can be added to', () => {
  expectTypeOf<ReplyOf<'mgr stat'>>().toEqualTypeOf<{ readonly active_name: string }>()
  expectTypeOf<ArgumentsOf<'mgr stat'>>().toEqualTypeOf<{ readonly detail?: boolean }>()
  expectTypeOf<ReplyOf<'health'>['status']>().toEqualTypeOf<'HEALTH_OK' | 'HEALTH_WARN' | 'HEALTH_ERR'>()
  expectTypeOf<ReplyOf<'no such command'>>().toEqualTypeOf<unknown>()
})
