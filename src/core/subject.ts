/** What an error was about, by the field's own nouns: `{ pool: 'libvirt-pool', image: 'z-centos9' }`. */
export type Subject = Readonly<Record<string, string | number | undefined>>

/** The nouns of Ceph, innermost first: a missing snapshot of an image is not a missing image. */
const CEPH_NOUNS = ['snapshot', 'image', 'object', 'group', 'pool'] as const

/** The nouns of libvirt, innermost first, and how they read. */
const LIBVIRT_NOUNS: Readonly<Record<string, string>> = {
  volume: 'volume',
  storagePool: 'storage pool',
  networkPort: 'network port',
  network: 'network',
  interface: 'interface',
  nodeDevice: 'node device',
  nwfilterBinding: 'network filter binding',
  nwfilter: 'network filter',
  secret: 'secret',
  domainSnapshot: 'snapshot',
  domainCheckpoint: 'checkpoint',
  disk: 'disk',
  domain: 'domain',
  connection: 'connection',
}

const LONGEST = 120

/** Which of Ceph's nouns a subject is. */
export function cephNoun(subject: Subject): (typeof CEPH_NOUNS)[number] | undefined {
  return CEPH_NOUNS.find((noun) => subject[noun] !== undefined)
}

function named(subject: Subject): readonly [noun: string, name: string | number] | undefined {
  const { pool, namespace, image, object, group, snapshot } = subject
  const path = [pool, namespace, image ?? object ?? group].filter((part) => part !== undefined && part !== '').join('/')
  const noun = cephNoun(subject)
  if (noun !== undefined) return [noun, noun === 'snapshot' ? `${path}@${snapshot}` : path]
  for (const [key, word] of Object.entries(LIBVIRT_NOUNS)) {
    const name = subject[key]
    if (name !== undefined) return [word, name]
  }
  return Object.entries(subject).find((entry): entry is [string, string | number] => entry[1] !== undefined)
}

function quoted(name: string | number): string {
  const text = String(name)
  return `'${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}'`
}

/** How a subject reads in a message: `image 'libvirt-pool/z-centos9'`; nothing if there is none. */
export function describe(subject: Subject): string {
  const found = named(subject)
  return found === undefined ? '' : `${found[0]} ${quoted(found[1])}`
}

/** Its name alone: `'libvirt-pool/z-centos9'`. */
export function describeName(subject: Subject): string {
  const found = named(subject)
  return found === undefined ? '' : quoted(found[1])
}
