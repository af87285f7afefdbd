import type { ParameterValues } from '../native/contract/libvirt.ts'

interface Node {
  [word: string]: Node | Node[] | ParameterValues[string]
  list?: Node[]
}

/** A name as the way to its value: words, and numbers where it is one of a list. */
type Path = readonly (string | number)[]

/** A count, which a list replaces. */
interface Count {
  readonly node: Node
  readonly value: ParameterValues[string]
}

/**
 * Puts parameters whose names are paths together as objects: `block.count`, `block.0.rd.bytes` … as
 * `{ block: { list: [{ rd: { bytes } }] } }`. What is numbered is in `list`, instead of a count.
 */
export class Nesting {
  readonly #root: Node = {}
  readonly #counts: Count[] = []
  readonly #lists: Node[][] = []

  /** @param path of its name: `pathOf()` */
  add(path: Path, value: ParameterValues[string]): void {
    let node = this.#root
    const last = path.length - 1
    for (let index = 0; index < last; index++) node = this.#child(node, path[index] as string | number)
    const word = path[last] as string | number
    if (typeof word === 'number') this.#list(node)[word] = { value }
    else if (word === 'count') this.#counts.push({ node, value })
    else node[word] = value
  }

  #child(node: Node, word: string | number): Node {
    if (typeof word === 'number') {
      const list = this.#list(node)
      const entry = list[word] ?? {}
      list[word] = entry
      return entry
    }
    const found = node[word]
    // A word may be a value and the head of further ones: then those are what counts.
    if (typeof found === 'object' && !Array.isArray(found)) return found
    const child: Node = {}
    node[word] = child
    return child
  }

  #list(node: Node): Node[] {
    if (node.list !== undefined) return node.list
    const list: Node[] = []
    node.list = list
    this.#lists.push(list)
    return list
  }

  /** What was added, once. */
  take<T>(): T {
    for (const { node, value } of this.#counts) {
      if (node.list !== undefined) continue
      if (value === 0) node.list = []
      else node.count = value
    }
    for (const list of this.#lists) {
      for (let index = 0; index < list.length; index++) list[index] ??= {}
    }
    return this.#root as T
  }
}

/** The path of a name. */
export function pathOf(name: string): Path {
  return name.split('.').map((word) => (/^\d+$/.test(word) ? Number(word) : camelCase(word)))
}

export function nested<T>(values: ParameterValues): T {
  const nesting = new Nesting()
  for (const [name, value] of Object.entries(values)) nesting.add(pathOf(name), value)
  return nesting.take()
}

function camelCase(word: string): string {
  return word.replace(/[_-](\w)/g, (_, letter: string) => letter.toUpperCase())
}
