import type { ParameterValues } from '../native/contract/libvirt.ts'

interface Node {
  [word: string]: Node | readonly Node[] | ParameterValues[string]
}

/**
 * Parameters whose names are paths, as objects: `block.count`, `block.0.rd.bytes` … as
 * `{ block: { list: [{ rd: { bytes } }] } }`. What is numbered is in `list`, instead of a count.
 */
export function nested<T>(values: ParameterValues): T {
  const tree: Node = {}
  for (const [name, value] of Object.entries(values)) {
    const words = name.split('.')
    const last = words.pop() ?? name
    let node = tree
    for (const word of words) {
      const found = node[word]
      // A word may be a value and the head of further ones: then the value keeps its full name.
      const child = isNode(found) ? found : {}
      node[word] = child
      node = child
    }
    node[last] = value
  }
  return tidied(tree) as T
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function tidied(node: Node): Node {
  const result: Node = {}
  const list: Node[] = []
  const numbered = Object.keys(node).some((word) => /^\d+$/.test(word))
  for (const [word, value] of Object.entries(node)) {
    if (/^\d+$/.test(word)) list[Number(word)] = isNode(value) ? tidied(value) : { value }
    else if (word === 'count' && (numbered || value === 0)) result.list = list
    else result[camelCase(word)] = isNode(value) ? tidied(value) : value
  }
  if (numbered) result.list = Array.from(list, (entry) => entry ?? {})
  return result
}

function camelCase(word: string): string {
  return word.replace(/[_-](\w)/g, (_, letter: string) => letter.toUpperCase())
}
