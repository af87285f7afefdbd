/**
 * The guest's lines on its console, said as they come, up to the one that tells what it wrote; then the console is left.
 * If that does not come in time, or the console ends or fails before it, what came so far is told.
 */
export async function guestLines(console, { marker, text }, say = () => {}, timeout = 120_000) {
  const lines = []
  let rest = ''
  let chunks = 0
  let last = Date.now()
  const told = (what) => {
    const state = `${chunks} pieces came, the last of them ${Date.now() - last} ms ago; ${stateOf(console)}`
    return new Error(`${what}; ${state}:\n${[...lines, rest].join('\n')}`)
  }
  let tooLate
  // Not by the console's own end: that it is destroyed may be what never comes.
  const late = new Promise((_, reject) => {
    tooLate = setTimeout(() => {
      reject(told(`The guest said nothing of what it wrote within ${timeout} ms`))
      console.destroy()
    }, timeout)
  })
  const read = async () => {
    try {
      for await (const chunk of console) {
        chunks += 1
        last = Date.now()
        const complete = (rest + chunk).split(/\r?\n/)
        rest = complete.pop()
        for (const line of complete.filter((line) => line.startsWith(marker))) {
          lines.push(line)
          say(line)
          if (line === `${marker}: wrote ${text}`) return lines
        }
      }
    } catch (cause) {
      throw Object.assign(told(`The console failed before the guest was done: ${cause}`), { cause })
    }
    throw told('The console ended before the guest was done')
  }
  try {
    const reading = read()
    reading.catch(() => {}) // one that comes too late has been told
    return await Promise.race([reading, late])
  } finally {
    clearTimeout(tooLate)
  }
}

function stateOf(console) {
  if (console.destroyed) return 'the console is destroyed'
  return console.readableEnded ? 'the console has ended' : 'the console is open'
}
