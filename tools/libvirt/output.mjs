// What the generators for libvirt share.
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** `READ_BYTES_SEC` or `read_bytes_sec` → `readBytesSec` */
export function camelCase(words) {
  return words.toLowerCase().replace(/[_.-]+(\w)/g, (_, letter) => letter.toUpperCase())
}

/** Writes files of parts, or, with --check, fails for those that are not as they would be written. */
export function write(generator, outputs) {
  const tool = relative(root, fileURLToPath(generator))
  for (const [path, parts] of Object.entries(outputs)) {
    const target = join(root, path)
    const text = `${[`// Written by ${tool}. Do not edit.`, ...parts].join('\n\n')}\n`
    if (!process.argv.includes('--check')) {
      writeFileSync(target, text)
    } else if (readFileSync(target, 'utf8') !== text) {
      console.error(`${path} is not current; run ${basename(tool)}`)
      process.exitCode = 1
    }
  }
}
