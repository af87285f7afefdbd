// fio with its rbd engine: the C program that users of librbd measure with.
import { spawn } from 'node:child_process'

/**
 * Runs one job and answers what it measured: `{ iops, bytesPerSecond }`.
 */
export async function fio(lab, { pool, image, options }) {
  const job = { ioengine: 'rbd', clientname: 'admin', pool, rbdname: image, ...options }
  const args = ['--output-format=json', '--name=job', ...Object.entries(job).map(([key, value]) => `--${key}=${value}`)]
  const child = spawn('fio', args, { env: { ...process.env, ...lab.env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const texts = [child.stdout, child.stderr].map(async (stream) => {
    let text = ''
    for await (const chunk of stream.setEncoding('utf8')) text += chunk
    return text
  })
  const [code, output, errors] = await Promise.all([
    new Promise((resolve, reject) => child.once('error', reject).once('close', resolve)),
    ...texts,
  ])
  if (code !== 0) throw new Error(`fio failed (${code}): ${errors}${output}`)
  const [result] = JSON.parse(output.slice(output.indexOf('{'))).jobs
  const side = result.read.total_ios > 0 ? result.read : result.write
  return { iops: side.iops, bytesPerSecond: side.bw_bytes }
}
