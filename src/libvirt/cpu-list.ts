/** Numbers as libvirt writes lists of CPUs: `'0,2,3'`. */
export function cpuList(numbers: readonly number[]): string {
  return numbers.join(',')
}

/** The numbers of a list as libvirt writes it: `'0-3,^2,7'`. */
export function numbersIn(list: string): readonly number[] {
  const numbers = new Set<number>()
  for (const part of list.split(',')) {
    const [, not, first, last] = /^\s*(\^?)(\d+)(?:-(\d+))?\s*$/.exec(part) ?? []
    if (first === undefined) continue
    for (let number = Number(first); number <= Number(last ?? first); number++) {
      if (not === '^') numbers.delete(number)
      else numbers.add(number)
    }
  }
  return [...numbers].sort((a, b) => a - b)
}
