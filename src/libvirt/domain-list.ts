import type { DomainHandle, DomainListRecord, DomainRecord, DomainSlice } from '../native/contract/libvirt.ts'
import { native } from '../native/load.ts'
import { Nesting, pathOf } from './nested.ts'

/** So many domains are made of what was read without letting anybody else have the thread. */
const SLICE = 100

/** What libvirt read of many domains, each as `make` makes it of a slice and its place in there. */
export async function fromSlices<T>(
  { handle, count }: DomainListRecord,
  make: (slice: DomainSlice) => (index: number) => T,
): Promise<T[]> {
  const all: T[] = []
  for (let from = 0; from < count; from += SLICE) {
    if (from > 0) await new Promise(setImmediate)
    const slice = native.libvirt.domainsSlice(handle, from, SLICE)
    const one = make(slice)
    for (let index = 0; index < slice.handles.length; index++) all.push(one(index))
  }
  return all
}

export function domainIn({ handles, names, uuids }: DomainSlice, index: number): DomainRecord {
  return { handle: handles[index] as DomainHandle, name: names[index] as string, uuid: uuids[index] as string }
}

/** Reads the statistics of the domains of a slice, one after the other. */
export function statisticsIn<T>({ parameters = [], ends, which, values }: DomainSlice): (index: number) => T {
  const paths = parameters.map(pathOf)
  let row = 0
  return (index) => {
    const nesting = new Nesting()
    const end = ends?.[index] ?? 0
    for (; row < end; row++) {
      const path = paths[which?.[row] ?? 0]
      const value = values?.[row]
      if (path !== undefined && value !== undefined) nesting.add(path, value)
    }
    return nesting.take()
  }
}
