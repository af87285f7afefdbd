/** Pictures of screens, of libvirt's test driver. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { counters } from '../../../src/core/counters.ts'
import { type Connection, connect, type Domain } from '../../../src/libvirt/index.ts'

let conn: Connection
let domain: Domain

beforeAll(async () => {
  conn = await connect('test:///default')
  domain = await conn.domains.get('test')
})

afterAll(async () => {
  await conn.close()
})

test('a picture', async () => {
  const { openHandles } = counters()
  const { mimeType, data } = await domain.screenshot({ screen: 0 })
  expect(mimeType).toBe('image/png')
  expect(data.subarray(1, 4).toString()).toBe('PNG')
  // A picture ends with its last chunk: it is whole.
  expect(data.subarray(-8, -4).toString()).toBe('IEND')
  expect(counters().openHandles).toBe(openHandles)
})

test('bad arguments, and a domain that has no channels', async () => {
  await expect(domain.screenshot({ screen: -1 })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  await expect(domain.screenshot({ monitor: 1 } as never)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
  await expect(domain.screenshot({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORT_ERR' })
  await expect(domain.openChannel({ name: '' })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  await expect(domain.openChannel({ force: 1 as never })).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
  await expect(domain.openChannel()).rejects.toMatchObject({ code: 'VIR_ERR_NO_SUPPORT' })
})
