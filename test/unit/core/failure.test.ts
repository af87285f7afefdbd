import { expect, test } from 'vitest'
import { toError } from '../../../src/core/failure.ts'

/** What the native module throws for an error of libvirt. */
function failure(errno: number, message: string): Error {
  return Object.assign(new Error(message), { kind: 'libvirt', errno, domain: 0, level: 2, syscall: 'f' })
}

const VIR_ERR_NO_SUPPORT = 3
const VIR_ERR_AUTH_FAILED = 45

test('a libvirt without a driver for interfaces says which package has it', () => {
  const lacking = (name: string): unknown =>
    toError(failure(VIR_ERR_NO_SUPPORT, `this function is not supported by the connection driver: ${name}`))
  const hint = expect.stringContaining('libvirt-daemon-driver-interface')
  expect(lacking('virConnectListAllInterfaces')).toMatchObject({ code: 'VIR_ERR_NO_SUPPORT', hint })
  expect(lacking('virInterfaceLookupByMACString')).toMatchObject({ hint })
  // Which the driver may well be there for.
  expect(lacking('virInterfaceChangeBegin')).not.toHaveProperty('hint')
})

test("a hint goes by libvirt's code", () => {
  const hint = (code: string): string | undefined => (code === 'VIR_ERR_AUTH_FAILED' ? 'Say who you are.' : undefined)
  expect(toError(failure(VIR_ERR_AUTH_FAILED, 'no'), undefined, hint)).toMatchObject({ hint: 'Say who you are.' })
  expect(toError(failure(VIR_ERR_NO_SUPPORT, 'no'), undefined, hint)).not.toHaveProperty('hint')
  expect(toError(failure(VIR_ERR_NO_SUPPORT, 'no'), undefined, 'Whatever it is.')).toMatchObject({
    hint: 'Whatever it is.',
  })
})
