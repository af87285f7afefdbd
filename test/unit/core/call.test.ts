import { getEventListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { call } from '../../../src/core/call.ts'
import { AbortError, CephError, OperationTimeoutError } from '../../../src/core/errors.ts'

const never = () => new Promise<never>(() => {})
const failing = async () => {
  throw Object.assign(new Error('rbd_open failed: -2'), { kind: 'ceph', syscall: 'rbd_open', errno: -2 })
}

describe('call', () => {
  test('gives what the call brings', async () => {
    expect(await call(async () => 7)).toBe(7)
  })

  test('makes the error that fits of a native failure, with the stack of the caller', async () => {
    async function theUsersFunction() {
      await call(failing, {}, { subject: { pool: 'p', image: 'i' }, hint: 'look' })
    }
    const error = await theUsersFunction().catch((reason) => reason)
    expect(error).toBeInstanceOf(CephError)
    expect(error).toMatchObject({
      name: 'ImageNotFoundError',
      code: 'ENOENT',
      errno: -2,
      syscall: 'rbd_open',
      subject: { pool: 'p', image: 'i' },
      hint: 'look',
      message: "ENOENT: image 'p/i' does not exist (rbd_open)",
    })
    expect(error.stack).toContain('theUsersFunction')
  })

  test('is not made if the signal is aborted already', async () => {
    const start = vi.fn(async () => 1)
    await expect(call(start, { signal: AbortSignal.abort('why') })).rejects.toMatchObject({
      name: 'AbortError',
      code: 'ABORT_ERR',
      cause: 'why',
    })
    expect(start).not.toHaveBeenCalled()
  })

  test('rejects at once when aborted, asks for the end, and hands over what comes late', async () => {
    const controller = new AbortController()
    const cancel = vi.fn()
    const late = vi.fn()
    const pending = call(() => sleep(50, 'value'), { signal: controller.signal }, { cancel, late })
    controller.abort()
    await expect(pending).rejects.toBeInstanceOf(AbortError)
    expect(cancel).toHaveBeenCalledOnce()
    await sleep(80)
    expect(late).toHaveBeenCalledWith('value')
  })

  test('rejects after the timeout', async () => {
    await expect(call(never, { timeout: 20 }, { subject: { pool: 'p' } })).rejects.toMatchObject({
      name: 'OperationTimeoutError',
      code: 'ETIMEDOUT',
      timeout: 20,
      subject: { pool: 'p' },
    })
    expect(new OperationTimeoutError(1)).toBeInstanceOf(Error)
  })

  test('listens once to a signal, however many calls wait on it, and not after them', async () => {
    const { signal } = new AbortController()
    const pending = Array.from({ length: 50 }, (_, index) => call(() => sleep(10, index), { signal }))
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    expect(await Promise.all(pending)).toHaveLength(50)
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  test('refuses options that are none', async () => {
    for (const options of [null, 7]) {
      const wrong = call(never, options as never)
      await expect(wrong).rejects.toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' })
    }
  })

  test.each([0, -1, 1.5, Number.NaN, 2 ** 31])('refuses the timeout %s', async (timeout) => {
    await expect(call(never, { timeout })).rejects.toMatchObject({ name: 'RangeError', code: 'ERR_OUT_OF_RANGE' })
  })
})
