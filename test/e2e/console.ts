import type { Domain } from '../../src/libvirt/index.ts'

/** The guest's lines on its console, up to the one that ends as is waited for. It repeats its report when asked. */
export async function consoleLines(domain: Domain, marker: string, last: string): Promise<readonly string[]> {
  const lines: string[] = []
  let rest = ''
  const tty = await domain.openConsole()
  const asking = setInterval(() => tty.write('status\n'), 3_000)
  const tooLate = setTimeout(() => tty.destroy(new Error(`No '${last}' on the console:\n${lines.join('\n')}`)), 120_000)
  try {
    for await (const chunk of tty) {
      const complete = (rest + String(chunk)).split(/\r?\n/)
      rest = complete.pop() ?? ''
      lines.push(...complete.filter((line) => line.startsWith(marker)))
      if (lines.some((line) => line.endsWith(last))) return lines
    }
    throw new Error(`The console ended without '${last}':\n${lines.join('\n')}`)
  } finally {
    clearInterval(asking)
    clearTimeout(tooLate)
    tty.destroy()
  }
}
