#!/usr/bin/env node
// One measurement of ours, in this process and no other: `node bench/run.mjs <work> <json>` prints what it found. The
// bench starts it as it starts the peers' programs.
import { rados } from '../dist/index.js'
import { Meter } from './meter.mjs'
import { io } from './ours/io.mjs'
import { list } from './ours/list.mjs'
import { exportImage, importFile } from './ours/transfer.mjs'

const works = { io, import: importFile, export: exportImage, list }

const [name, text] = process.argv.slice(2)
const work = works[name]
if (work === undefined) throw new Error(`There is no work '${name}'. There are: ${Object.keys(works).join(', ')}`)
const { conf, config = {}, pool: poolName, ...parameters } = JSON.parse(text)
const cluster = await rados.connect({ conf, config })
const pool = await cluster.openPool(poolName)
const meter = new Meter()
const sample = await work({ pool, meter, ...parameters })
await cluster.close()
console.log(JSON.stringify({ ...sample, overIdle: meter.overIdle(), process: { pid: process.pid } }))
