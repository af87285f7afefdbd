import { Duplex, PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { guestLines } from '../../../scripts/demo/console.mjs'

const guest = { marker: 'GUEST', text: 'done' }

test('the lines of a guest are told as they come, up to the last one', async () => {
  const console = new PassThrough()
  const said: string[] = []
  console.write('boot\r\nGUEST: u')
  console.write('p\r\nGUEST: wrote done\r\nGUEST: more\r\n')
  expect(await guestLines(console, guest, (line) => said.push(line))).toEqual(['GUEST: up', 'GUEST: wrote done'])
  expect(said).toEqual(['GUEST: up', 'GUEST: wrote done'])
  expect(console.destroyed).toBe(true)
})

test('a console that says nothing more, even one that cannot be given up, is told of with what came', async () => {
  // Its destruction never ends.
  const console = new Duplex({ read() {}, write() {}, destroy() {} })
  console.push('GUEST: up\nGUEST: rea')
  await expect(guestLines(console, guest, undefined, 50)).rejects.toThrow(
    /^The guest said nothing of what it wrote within 50 ms; 1 pieces came.*the console is open:\nGUEST: up\nGUEST: rea$/s,
  )
})

test('a console that ends, or fails, before the guest was done is told of with what came', async () => {
  const ended = new PassThrough()
  ended.end('GUEST: up\n')
  await expect(guestLines(ended, guest)).rejects.toThrow(/^The console ended before .*GUEST: up\n$/s)
  const failed = new PassThrough()
  failed.write('GUEST: up\n')
  setTimeout(() => failed.destroy(new Error('broken')), 20)
  await expect(guestLines(failed, guest)).rejects.toMatchObject({
    message: expect.stringMatching(/^The console failed before the guest was done: Error: broken.*GUEST: up\n$/s),
    cause: { message: 'broken' },
  })
})
