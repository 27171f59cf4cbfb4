// Owns `npm run soak:http2`: clients of HTTP/2 that tear down their connections, again and again, over TLS and
// without, on both drivers. The server must answer everybody else, and hold nothing in the end.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readOptions } from './options.mjs'
import { ask, churn, killedLoad } from './soak/http2-churn.mjs'

const usage = `usage: npm run soak:http2 -- [--rounds N] [--sessions N] [--requests N] [--kills N] [--io uring|epoll]

  --rounds N     of sessions that are torn down (default 10)
  --sessions N   of each round (default 40), each with --requests N (default 40)
  --kills N      clients that are killed under load (default 20)
  --io NAME      one driver only

Ends with 1 when the server holds more than before.`

const server = fileURLToPath(new URL('./soak/http2-server.mjs', import.meta.url))
const settleMs = 30_000
// The heap's own slack: a leak of these rounds is above it.
const heapSlackBytes = 8 << 20
// The rounds are made in so many legs. Memory that V8 and malloc keep is there after the first ones: what a leg adds behind
// them comes with every leg.
const legs = 4
const legHeapSlackBytes = 1 << 20
const legResidentSlackBytes = 16 << 20

const { values } = readOptions(usage, {
  options: {
    rounds: { type: 'number', default: 10, min: 1 },
    sessions: { type: 'number', default: 40, min: 1 },
    requests: { type: 'number', default: 40, min: 1 },
    kills: { type: 'number', default: 20 },
    io: { type: 'string', choices: ['uring', 'epoll'] },
  },
})
const { rounds, sessions, requests, kills } = values

/** A certificate of the environment, or one made on the spot. */
const identity = () => {
  const { TLS_CERT, TLS_KEY } = process.env
  if (TLS_CERT && TLS_KEY) return { TLS_CERT, TLS_KEY }
  const folder = mkdtempSync(join(tmpdir(), 'nexus-http2-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const args = ['req', '-x509', ...curve, '-keyout', key, '-out', cert, '-subj', '/CN=a.test']
  execFileSync('openssl', args, { stdio: 'ignore' })
  const made = { TLS_CERT: readFileSync(cert, 'utf8'), TLS_KEY: readFileSync(key, 'utf8') }
  rmSync(folder, { recursive: true })
  return made
}

const start = async (io) => {
  const env = { ...process.env, ...identity(), NEXUS_IO: io }
  const child = spawn(process.execPath, ['--expose-gc', server], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal)
  const line = once(createInterface({ input: child.stdout }), 'line')
  const told = await Promise.race([line, ended])
  if (!Array.isArray(told)) throw new Error(`the server ended with ${told}`)
  return { child, ended, ...JSON.parse(told[0]) }
}

const held = async (url) => JSON.parse(await ask(url, '/held'))

/** What it holds once nobody is there any more; the connection that asks is one. */
const settled = async (url) => {
  const deadline = Date.now() + settleMs
  for (;;) {
    const now = await held(url)
    const isQuiet = now.running === 0 && now.connectionsOpen <= 1 && now.requestsInFlight <= 1
    if (isQuiet || Date.now() > deadline) return now
    await sleep(50)
  }
}

const surprises = (before, after) =>
  ['running', 'connectionsOpen', 'requestsInFlight', 'descriptors', 'handles']
    .filter((name) => after[name] > before[name])
    .concat(after.heapUsed > before.heapUsed + heapSlackBytes ? ['heapUsed'] : [])
    .map((name) => `${name}: ${before[name]} -> ${after[name]}`)

/** Whether memory has levelled off: the least growth of a leg behind the first is within its slack. */
const climbs = (held, name, slackBytes) => {
  const growth = held.slice(2).map((now, i) => now[name] - held[i + 1][name])
  return Math.min(...growth) > slackBytes ? [`${name} climbs by ${growth.join(', ')} a leg`] : []
}

const churnAll = async (urls) => {
  for (const url of urls) {
    await churn(url, sessions, requests)
    if ((await ask(url, '/')) !== 'hello') throw new Error('another answer than hello')
  }
}

const soak = async (io) => {
  const { child, ended, port, tlsPort, driver } = await start(io)
  const urls = [`https://127.0.0.1:${tlsPort}`, `http://127.0.0.1:${port}`]
  const died = ended.then((code) => {
    throw new Error(`the server ended with ${code}`)
  })
  died.catch(() => {})
  const work = async () => {
    for (const url of urls) await churn(url, Math.min(sessions, 10), requests)
    const before = await settled(urls[1])
    const each = [before]
    for (let leg = 0; leg < legs; leg++) {
      for (let round = 0; round < Math.ceil(rounds / legs); round++) await churnAll(urls)
      each.push(await settled(urls[1]))
    }
    let killed = 0
    for (let i = 0; i < kills; i++) killed += (await killedLoad(urls[i % 2], 100 + 20 * i)) ? 1 : 0
    const after = await settled(urls[1])
    const wrong = [
      ...surprises(before, after),
      ...climbs(each, 'heapUsed', legHeapSlackBytes),
      ...climbs(each, 'rss', legResidentSlackBytes),
    ]
    const what = `${rounds} rounds of ${sessions} x ${requests}, over TLS and without, ${killed} killed`
    const megabytes = (name) =>
      [...each, after].map((held) => (held[name] / 1e6).toFixed(1)).join(' ')
    const memory = `MB by leg: heap ${megabytes('heapUsed')}, resident ${megabytes('rss')}`
    console.log(`${driver}: ${what}: ${memory}${wrong.map((line) => `\n  ${line}`).join('')}`)
    return wrong.length
  }
  try {
    const failed = await Promise.race([work(), died])
    child.kill('SIGTERM')
    if ((await ended) !== 0) throw new Error('the server did not end by itself')
    return failed
  } finally {
    child.kill('SIGKILL')
  }
}

let failed = 0
for (const io of values.io ? [values.io] : ['uring', 'epoll']) failed += await soak(io)
process.exitCode = failed > 0 ? 1 : 0
