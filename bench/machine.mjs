// What a run was made on and with.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import os from 'node:os'

export function machine() {
  const first = (program, args) => execFileSync(program, args, { encoding: 'utf8' }).split('\n')[0]
  const release = /^PRETTY_NAME="?(.*?)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? os.platform()
  const [cpu] = os.cpus()
  return {
    processor: `${os.cpus().length} × ${cpu.model.trim()}`,
    memory: `${Math.round(os.totalmem() / 1024 ** 3)} GiB`,
    system: `${release}, Linux ${os.release()}`,
    node: process.version,
    ceph: first('ceph', ['--version']).split(' ').slice(2, 3).join(''),
    fio: first('fio', ['--version']),
    qemuImg: first('qemu-img', ['--version']).replace(/^qemu-img version /, ''),
  }
}
