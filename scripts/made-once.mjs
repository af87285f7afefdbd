// What is made once below `.cache` and kept there. Several runs may want it at the same time.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * A folder that `make` makes where it is not there: elsewhere, in a path that is given, answering where in there it is. It
 * gets its name when all is there: whoever finds it finds it whole.
 */
export function madeOnce(folder, make) {
  if (existsSync(folder)) return folder
  mkdirSync(dirname(folder), { recursive: true })
  const partial = `${folder}.${process.pid}`
  try {
    take(make(partial), folder)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
  return folder
}

/** Gives what was made its name, unless another was faster. */
export function take(partial, final) {
  try {
    renameSync(partial, final)
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  }
}
