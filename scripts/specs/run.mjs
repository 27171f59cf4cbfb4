// Owns the processes of one document: the one that builds, and the server that is asked.

import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { capture, start, stop } from '../children.mjs'
import { root } from '../steps.mjs'

const buildTimeoutMs = 300_000
const startTimeoutMs = 60_000
const answerTimeoutMs = 10_000

/** Compiles and bundles in a process of its own, so that one document's memory is not another's. */
export const build = async (project, document) => {
  const script = join(root, 'scripts/specs/build.mjs')
  const { code, output } = await capture(process.execPath, [script, project, document], {
    timeout: buildTimeoutMs,
  })
  const last = output.trim().split('\n').at(-1) ?? ''
  if (code === 0 && last.startsWith('{')) return JSON.parse(last)
  return { failure: `does not build: ${output.trim().slice(0, 600) || `exit code ${code}`}` }
}

/** Starts the bundled server and asks everything. */
export const probe = async (project, requests) => {
  const began = performance.now()
  const server = start(process.execPath, ['--enable-source-maps', 'dist/server.js'], {
    cwd: project,
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  try {
    const url = await listening(server)
    const coldStartMs = performance.now() - began
    const rssBytes = residentBytes(server.pid)
    const failures = await askAll(url, requests)
    return { coldStartMs, rssBytes, failures }
  } catch (error) {
    return { failures: [`does not start: ${error.message.slice(0, 600)}`] }
  } finally {
    await stop(server, 2000)
  }
}

/** The URL that a server says it listens on, in its log or as `nexus dev` prints it. */
export const listening = (server, timeoutMs = startTimeoutMs) =>
  new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new Error(`silent for ${timeoutMs} ms`)), timeoutMs)
    const hear = (chunk) => {
      text += chunk
      const url = /(?:"url":"|listening on )(http[^"\s]+)["\s]/.exec(text)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    }
    server.stdout.on('data', hear)
    server.stderr.on('data', hear)
    server.once('close', () => {
      clearTimeout(timer)
      reject(new Error(text.trim() || 'it ended without a word'))
    })
  })

const residentBytes = (pid) => {
  try {
    const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kib ?? 0) * 1024
  } catch {
    return 0
  }
}

const lanes = 4

const askAll = async (url, requests) => {
  const agent = new Agent({ keepAlive: true, maxSockets: lanes })
  const failures = []
  let next = 0
  const lane = async () => {
    while (next < requests.length) {
      const asked = requests[next++]
      const answer = await ask(agent, url, asked).catch((error) => error.message)
      if (asked.allowed.includes(answer)) continue
      const { id, method, target, body, allowed } = asked
      const sent = body === null ? '' : ` ${body.slice(0, 120)}`
      const wanted = allowed.length > 3 ? '501 or 4xx' : allowed.join(' or ')
      failures.push(`${id}: ${method} ${target.slice(0, 160)}${sent} -> ${answer}, not ${wanted}`)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  agent.destroy()
  return failures
}

const ask = (agent, url, { method, target, headers, body }) =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const type = body === null ? {} : { 'content-type': 'application/json' }
    const length = body === null ? {} : { 'content-length': Buffer.byteLength(body) }
    const options = { hostname, port, method, path: target, agent, timeout: answerTimeoutMs }
    const sent = request(
      { ...options, headers: { ...type, ...headers, ...length } },
      (response) => {
        response.resume()
        response.once('end', () => resolve(response.statusCode))
      },
    )
    // Methods have a case (RFC 9110, 9.1), which Node.js does not keep.
    sent.method = method
    sent.once('timeout', () => sent.destroy(new Error(`no answer in ${answerTimeoutMs} ms`)))
    sent.once('error', reject)
    sent.end(body ?? undefined)
  })
