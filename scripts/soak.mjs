// Owns `npm run soak`: clients of every kind, good and bad, on a server that is edited meanwhile; at the end its
// descriptors, handles and memory must be back where they were. On io_uring and on epoll, plain and over TLS.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { capture, endOnSignals, onEnd, start, stop, stopAll } from './children.mjs'
import { readOptions } from './options.mjs'
import { setup } from './setup.mjs'
import { behaviours, startClient } from './soak/clients.mjs'
import { askJson } from './soak/connections.mjs'
import { handlers, itemHandler } from './soak/handlers.mjs'
import { printFailure, root, StepError } from './steps.mjs'

const usage = `usage: npm run soak -- [--seconds N] [--io uring|epoll] [--only plain|tls] [--clients N]

  --seconds N   of load on each of the four servers (default 75: five minutes in all)
  --io NAME     one driver only
  --only NAME   plain connections only, or TLS with HTTP/2 only
  --clients N   of each behaviour (default 1)

Ends with 1 when a client saw what it should not, or when the server holds more than before.`

const nexus = join(root, 'cli/bin/nexus.js')
const editEveryMs = 3000
const warmUpSeconds = 10
const settleMs = 60_000
const outputCharsMax = 20_000
// The heap's own slack and the allocator's; a leak of a minute's load is far above them.
const heapSlackBytes = 8 << 20
const residentSlackBytes = 48 << 20

const main = async () => {
  const { values } = readOptions(usage, {
    options: {
      seconds: { type: 'number', default: 75, min: 1 },
      io: { type: 'string', choices: ['uring', 'epoll'] },
      only: { type: 'string', choices: ['plain', 'tls'] },
      clients: { type: 'number', default: 1, min: 1 },
    },
  })
  const { seconds, clients } = values
  endOnSignals()
  await setup()
  const folder = mkdtempSync(join(tmpdir(), 'nexus-soak-'))
  onEnd(() => rmSync(folder, { recursive: true, force: true }))
  const project = await makeProject(folder)
  let failed = 0
  for (const io of values.io ? [values.io] : ['uring', 'epoll']) {
    for (const kind of values.only ? [values.only] : ['plain', 'tls']) {
      failed += (await soak(project, { io, secure: kind === 'tls' }, seconds, clients)).length
    }
  }
  await stopAll()
  process.exitCode = failed > 0 ? 1 : 0
}

const makeProject = async (folder) => {
  const project = join(folder, 'soak')
  const made = await capture(process.execPath, [
    nexus,
    'new',
    project,
    '--openapi',
    join(root, 'scripts/soak/soak.yaml'),
  ])
  if (made.code !== 0)
    throw new StepError('the project could not be made', 'see above', made.output)
  for (const [file, text] of Object.entries(handlers)) writeHandler(project, file, text)
  writeFiles(project)
  return project
}

/** Static files, and the certificate that the server shows. */
const writeFiles = (project) => {
  mkdirSync(join(project, 'public'))
  writeFileSync(join(project, 'public/page.txt'), 'page\n'.repeat(2000))
  writeFileSync(join(project, 'public/large.bin'), Buffer.alloc(4 << 20, 1))
  const server = join(project, 'src/server.ts')
  const text = readFileSync(server, 'utf8')
    .replace(
      'import { createApp }',
      "import { staticFiles } from '@nexusrt/runtime/middleware'\nimport { createApp }",
    )
    .replace(
      'createApp({ ',
      "createApp({ routes: [staticFiles({ path: '/files', root: 'public' })], ",
    )
  writeFileSync(server, text)
  const key = join(project, 'site.key')
  const subject = ['-subj', '/CN=localhost', '-days', '2', '-nodes', '-newkey', 'ec']
  const files = ['-keyout', key, '-out', join(project, 'site.pem')]
  const curve = ['-pkeyopt', 'ec_paramgen_curve:prime256v1']
  const made = spawnSync('openssl', ['req', '-x509', ...subject, ...curve, ...files])
  if (made.status !== 0)
    throw new StepError('no certificate could be made', 'Install openssl.', String(made.stderr))
}

const writeHandler = (project, file, text) =>
  writeFileSync(join(project, 'src/handlers/default', file), text)

/** Runs one server; resolves to what went wrong. */
const soak = async (project, kind, seconds, clients) => {
  const io = `${kind.io}, ${kind.secure ? 'TLS and HTTP/2' : 'plain'}`
  const { server, url, output } = await serve(project, kind)
  const to = { port: Number(new URL(url).port), secure: kind.secure, http2: kind.secure }
  await load(project, to, warmUpSeconds, 1)
  const before = await quiet(to, null)
  const seen = await load(project, to, seconds, clients)
  const after = await quiet(to, before)
  await stop(server)
  const problems = [
    ...new Set(seen.flatMap(({ surprises }) => surprises)),
    ...growth(before, after),
    ...ended(output()),
  ]
  console.log(`\n${io}: ${seconds} s, ${seen.edits} edits`)
  for (const behaviour of behaviours) {
    const turns = seen.filter((one) => one.behaviour === behaviour)
    console.log(`  ${behaviour.padEnd(24)}${turns.reduce((sum, { count }) => sum + count, 0)}`)
  }
  console.log(`  before ${JSON.stringify(before)}\n  after  ${JSON.stringify(after)}`)
  for (const problem of problems) console.log(`  FAILED ${problem}`)
  if (problems.length > 0) console.log(output().slice(-outputCharsMax))
  console.log(
    problems.length === 0 ? `  ${io}: everything is back` : `  ${io}: ${problems.length} problems`,
  )
  return problems
}

const serve = async (project, { io, secure }) => {
  const tls = {
    TLS_CERT: join(project, 'site.pem'),
    TLS_KEY: join(project, 'site.key'),
    NEXUS_HTTP2: 'on',
  }
  const server = start(process.execPath, [nexus, 'dev', '--port', '0', '--no-types'], {
    cwd: project,
    env: { ...process.env, NEXUS_IO: io, LOG_LEVEL: 'fatal', ...(secure ? tls : {}) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const url = await new Promise((resolve, reject) => {
    const look = (chunk) => {
      output += chunk
      const found = /listening on (https?:\S+)/.exec(output)
      if (found && /serving generation 1 /.test(output)) resolve(found[1])
    }
    server.stdout.on('data', look)
    server.stderr.on('data', look)
    server.once('exit', () =>
      reject(new StepError('the server did not start', 'see above', output)),
    )
  })
  return { server, url, output: () => output }
}

/** Every behaviour at once, with an edit now and then. */
const load = async (project, to, seconds, clients) => {
  const running = behaviours.flatMap((behaviour) =>
    Array.from({ length: clients }, () => startClient(behaviour, to)),
  )
  const end = Date.now() + seconds * 1000
  let edits = 0
  while (Date.now() < end) {
    await sleep(Math.min(editEveryMs, Math.max(0, end - Date.now())))
    writeHandler(project, 'get-item.ts', itemHandler(++edits))
  }
  const seen = await Promise.all(running.map((client) => client.stop()))
  return Object.assign(seen, { edits })
}

/** The readings once they are no higher than `target`'s, or the last ones when that takes too long. */
const quiet = async (to, target) => {
  const deadline = Date.now() + settleMs
  let least = 0
  for (;;) {
    const readings = await askJson(to, '/readings')
    if (target !== null && growth(target, readings).length === 0) return readings
    // Without a target: when the number of descriptors has stopped falling.
    if (target === null && readings.descriptors === least) return readings
    if (Date.now() > deadline) return readings
    least = readings.descriptors
    await sleep(2000)
  }
}

/** A server that ended in the midst is started anew by `nexus dev`: its clients would see little of it. */
const ended = (output) => (/the server process/.test(output) ? ['the server ended'] : [])

const growth = (before, after) => {
  const problems = []
  for (const key of ['descriptors', 'handles']) {
    if (after[key] > before[key])
      problems.push(`${key}: ${before[key]} before, ${after[key]} after`)
  }
  if (after.heapBytes > before.heapBytes + heapSlackBytes)
    problems.push(`heap grew: ${before.heapBytes} to ${after.heapBytes}`)
  if (after.residentBytes > before.residentBytes + residentSlackBytes) {
    problems.push(`resident memory grew: ${before.residentBytes} to ${after.residentBytes}`)
  }
  return problems
}

main().catch(async (error) => {
  printFailure(error)
  await stopAll()
  process.exitCode = 1
})
