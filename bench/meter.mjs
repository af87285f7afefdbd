// What a measurement costs its own process. Each of ours has a process to itself, so all of it is the work's.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { GCProfiler, getHeapStatistics } from 'node:v8'
import { counters } from '../dist/index.js'

/** Between `begin` and `end`: processor, threads, event loop, heap, and what the binding itself counts. */
export class Meter {
  #idle
  #delay = monitorEventLoopDelay({ resolution: 1 })
  #collections = new GCProfiler()
  #begin

  /** Now is the idle process: loaded and connected. */
  constructor() {
    writeFileSync('/proc/self/clear_refs', '5') // the peak begins anew
    this.#idle = memory().VmRSS
  }

  begin() {
    this.#collections.start()
    this.#delay.enable()
    this.#begin = { ...now(), cpu: process.cpuUsage() }
  }

  /** What was spent since, for so many operations. */
  end(operations) {
    const { user, system } = process.cpuUsage(this.#begin.cpu)
    const [from, to] = [this.#begin, now()]
    this.#delay.disable()
    const freed = this.#collections
      .stop()
      .statistics.reduce((sum, { beforeGC, afterGC }) => sum + used(beforeGC) - used(afterGC), 0)
    const counted = (name) => (to.counters[name] - from.counters[name]) / operations
    const elapsed = (to.time - from.time) / 1000
    return {
      operations,
      elapsed,
      operationsPerSecond: operations / elapsed,
      userPerOperation: user / operations,
      systemPerOperation: system / operations,
      delay99: this.#delay.percentile(99) / 1e6,
      sleeps: (to.sleeps - from.sleeps) / operations,
      allocated: (to.heap - from.heap + freed) / operations,
      wakeUps: counted('wakeUps'),
      nativeCalls: counted('nativeCalls'),
      copied: counted('copiedBytes'),
      threads: spentByThread(from.threads, to.threads),
    }
  }

  /** The most resident memory since the process was idle, in bytes, over what it had then. */
  overIdle() {
    return memory().VmHWM - this.#idle
  }
}

function now() {
  return {
    time: performance.now(),
    threads: threads(),
    sleeps: memory().voluntary_ctxt_switches,
    heap: getHeapStatistics().used_heap_size,
    counters: counters(),
  }
}

const used = ({ heapStatistics }) => heapStatistics.usedHeapSize

/** The figures of /proc/self/status, those in kB as bytes. Its context switches are the JavaScript thread's. */
function memory() {
  const lines = readFileSync('/proc/self/status', 'utf8').matchAll(/^(\w+):\s+(\d+)( kB)?$/gm)
  return Object.fromEntries(Array.from(lines, ([, name, value, kilo]) => [name, Number(value) * (kilo ? 1024 : 1)]))
}

/** Ticks of the processor by thread: `{ [tid]: { name, ticks } }`. */
function threads() {
  const found = {}
  for (const tid of readdirSync('/proc/self/task')) {
    try {
      const text = readFileSync(`/proc/self/task/${tid}/stat`, 'utf8')
      const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
      const ticks = Number(fields[11]) + Number(fields[12])
      found[tid] = { name: Number(tid) === process.pid ? 'JavaScript' : name, ticks }
    } catch (error) {
      if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error // it has just ended
    }
  }
  return found
}

const TICKS_PER_SECOND = 100 // USER_HZ, which is part of the kernel's interface

function spentByThread(from, to) {
  const spent = {}
  for (const [tid, { name, ticks }] of Object.entries(to)) {
    const seconds = (ticks - (from[tid]?.ticks ?? 0)) / TICKS_PER_SECOND
    spent[name] = (spent[name] ?? 0) + seconds
  }
  return spent
}
