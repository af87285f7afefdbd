import { expect, test } from 'vitest'
import { type ConnectOptions, connect } from '../../../src/rados/index.ts'

test.each<[string, unknown, string]>([
  ['no object', null, 'ERR_INVALID_ARG_TYPE'],
  ['args that are no array', { args: '--id admin' }, 'ERR_INVALID_ARG_TYPE'],
  ['an argument that is no text', { args: ['--id', 1] }, 'ERR_INVALID_ARG_TYPE'],
  ['an argument without its value', { args: ['--id'] }, 'ERR_OUT_OF_RANGE'],
  ['a user that is no text', { user: 1 }, 'ERR_INVALID_ARG_TYPE'],
  ['an empty user', { user: '' }, 'ERR_OUT_OF_RANGE'],
  ['an empty conf', { conf: '' }, 'ERR_OUT_OF_RANGE'],
  ['monitors that are no text', { monHost: ['10.0.0.1'] }, 'ERR_INVALID_ARG_TYPE'],
  ['a key that is no text', { key: Buffer.from('x') }, 'ERR_INVALID_ARG_TYPE'],
  ['a key that is none', { key: 'c2hvcnQ=' }, 'ERR_OUT_OF_RANGE'],
  ['config that is no object', { config: 'rbd_cache=false' }, 'ERR_INVALID_ARG_TYPE'],
  ['an option that is neither text, number nor boolean', { config: { rbd_cache: {} } }, 'ERR_INVALID_ARG_TYPE'],
  ['no time to connect', { connectTimeout: 0 }, 'ERR_OUT_OF_RANGE'],
  ['a time that is no number', { opTimeout: '30s' }, 'ERR_INVALID_ARG_TYPE'],
  ['a signal that is none', { signal: 'stop' }, 'ERR_INVALID_ARG_TYPE'],
])('connect refuses %s', async (_, options, code) => {
  await expect(connect(options as ConnectOptions)).rejects.toMatchObject({ code })
})
