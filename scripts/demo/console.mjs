/** The guest's lines on its console, said as they come, up to the one that tells what it wrote; then the console is left. */
export async function guestLines(console, { marker, text }, say = () => {}) {
  const lines = []
  let rest = ''
  const tooLate = setTimeout(() => {
    console.destroy(new Error(`The guest said nothing of what it wrote:\n${[...lines, rest].join('\n')}`))
  }, 120_000)
  try {
    for await (const chunk of console) {
      const complete = (rest + chunk).split(/\r?\n/)
      rest = complete.pop()
      for (const line of complete.filter((line) => line.startsWith(marker))) {
        lines.push(line)
        say(line)
        if (line === `${marker}: wrote ${text}`) return lines
      }
    }
    throw new Error(`The console ended before the guest was done:\n${[...lines, rest].join('\n')}`)
  } finally {
    clearTimeout(tooLate)
  }
}
