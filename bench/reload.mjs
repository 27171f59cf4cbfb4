// Measures `nexus dev` on the project of the demo: from the save of a handler to the first answer of its new code.
// `npm run bench:reload -- [--edits N] [--no-types] [--json FILE]`.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { readOptions } from '../scripts/options.mjs'
import { root } from '../scripts/steps.mjs'

const usage = `usage: npm run bench:reload -- [options]

  --edits N     edits that are measured (default 20); three more go before them
  --no-types    as nexus dev --no-types: no edit waits for the type checker
  --json FILE   write the figures as JSON
  --help        this text`

const { values: options } = readOptions(usage, {
  options: {
    edits: { type: 'number', default: 20, min: 1 },
    'no-types': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
const nexusBin = join(root, 'cli/bin/nexus.js')
/** The first edits wait for the first check of types, which loads TypeScript. */
const warmUpEdits = 3
const betweenEditsMs = 300
const betweenAsksMs = 2
const answerMaxMs = 30_000

const run = (args, cwd) => {
  const { status } = spawnSync(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`)
}

const makeProject = (folder) => {
  const examples = join(root, 'specs/examples')
  const args = [
    '--openapi',
    join(examples, 'tokens.yaml'),
    '--abi',
    join(examples, 'token/Token.json'),
  ]
  run([nexusBin, 'new', 'shop', ...args], folder)
  const dir = join(folder, 'shop')
  cpSync(join(examples, 'src'), join(dir, 'src'), { recursive: true })
  return dir
}

const handler = (version) => `import { listPets as op } from '#generated/operations/list-pets'

export const listPets = op.handler(() =>
  op.reply(200, [{ id: ${version}, name: 'edit', status: 'sold', tags: [] }], {
    headers: { 'x-total-count': 1 },
  }),
)
`

const startDev = async (dir) => {
  const flags = options['no-types'] ? ['--no-types'] : []
  const child = spawn(process.execPath, [nexusBin, 'dev', '--port', '0', ...flags], {
    cwd: dir,
    env: { ...process.env, LOG_LEVEL: 'warn', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  for (;;) {
    const { value, done } = await said.next()
    if (done) throw new Error('nexus dev ended before it listened')
    const url = /listening on (http:\S+)/.exec(value)?.[1]
    if (url !== undefined) return { child, url, said }
  }
}

const agent = new Agent({ keepAlive: true })

/** The version of the handler that answers. */
const versionAt = (url) =>
  new Promise((resolve, reject) => {
    const asked = get(`${url}/v1/pets`, { agent }, async (response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve(response.statusCode === 200 ? JSON.parse(text)[0]?.id : undefined)
    })
    asked.on('error', reject)
  })

/** Milliseconds from the save to the first answer of what was saved. */
const reload = async (dir, url, version) => {
  const file = join(dir, 'src/handlers/pets/list-pets.ts')
  const from = performance.now()
  writeFileSync(file, handler(version))
  while ((await versionAt(url)) !== version) {
    if (performance.now() - from > answerMaxMs) throw new Error(`edit ${version} was never served`)
    await sleep(betweenAsksMs)
  }
  return performance.now() - from
}

const summaryOf = (times) => {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))])
  return { edits: sorted.length, min: at(0), median: at(0.5), p90: at(0.9), max: at(1) }
}

const main = async () => {
  const { edits } = options
  run([join(root, 'scripts/setup.mjs')], root)
  const folder = mkdtempSync(join(tmpdir(), 'nexus-reload-'))
  let child
  try {
    const dir = makeProject(folder)
    const dev = await startDev(dir)
    child = dev.child
    const times = []
    for (let version = 1; version <= warmUpEdits + edits; version++) {
      times.push(await reload(dir, dev.url, version))
      await sleep(betweenEditsMs)
    }
    const figures = summaryOf(times.slice(warmUpEdits))
    const types = options['no-types'] ? 'not checked' : 'checked before each is served'
    console.log(
      `${figures.edits} edits of a handler, types ${types}, Node ${process.version}: from the save to the first ` +
        `answer of the new code\n  median ${figures.median} ms, nine of ten below ${figures.p90} ms, ${figures.min} to ${figures.max} ms`,
    )
    if (options.json) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`)
  } finally {
    agent.destroy()
    await end(child)
    rmSync(folder, { recursive: true, force: true })
  }
}

const end = (child) =>
  new Promise((resolve) => {
    if (child === undefined || child.exitCode !== null) return resolve()
    child.once('exit', resolve)
    child.kill('SIGTERM')
  })

await main()
