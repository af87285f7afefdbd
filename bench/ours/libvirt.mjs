// One work on a libvirtd, done once to warm up and once to be measured: prints its seconds.
import { libvirt } from '../../dist/index.js'

const [uri, work, calls] = process.argv.slice(2)
const conn = await libvirt.connect(uri)
const domain = await conn.domains.get('bench-0')
const works = {
  async calls() {
    let left = Number(calls)
    const some = async () => {
      while (left-- > 0) await domain.isActive()
    }
    await Promise.all(Array.from({ length: 5 }, some))
  },
  read: () => conn.domains.read({ xml: true, info: true }),
  statistics: () => conn.allDomainStats(),
}
await works[work]()
const began = performance.now()
await works[work]()
console.log((performance.now() - began) / 1000)
await conn.close()
