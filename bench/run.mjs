// Compares Nexus with its peers, or with another tree of its own, in one run: `npm run bench -- [--only NAME]
// [--against REV] [--json FILE] [--rounds N]`.
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readOptions } from '../scripts/options.mjs'

const here = dirname(fileURLToPath(import.meta.url))

const usage = `usage: npm run bench -- [options]

  --only NAME     one scenario (may be repeated)
  --against TREE  compare with another tree of Nexus in the place of the peers: a folder that is built, or a
                  revision, which is checked out and built first (minutes)
  --json FILE     write the figures as JSON
  --rounds N      interleaved rounds per scenario (default 5)
  --seconds N     seconds of load per server and round (default 1)
  --help          this text

Ratios are taken inside a round and above 1 favour Nexus. Absolute numbers of a shared machine prove
nothing; compare ratios.`

/** Each round of memory starts every server afresh; the figures hardly vary. */
const memoryRoundsMax = 3

const askedFor = () =>
  readOptions(usage, {
    options: {
      only: { type: 'string', multiple: true },
      against: { type: 'string' },
      json: { type: 'string' },
      rounds: { type: 'number', default: 5, min: 1 },
      seconds: { type: 'number', default: 1, min: 1 },
    },
  }).values

const step = (what, command, args, cwd) => {
  console.error(`bench: ${what}`)
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (error || status !== 0)
    throw new Error(`${what} failed: ${error?.message ?? `exit code ${status}`}`)
}

const prepare = ({ against }) => {
  step('building', process.execPath, ['scripts/setup.mjs'], join(here, '..'))
  if (against === undefined && !existsSync(join(here, 'node_modules', 'fastify'))) {
    step('installing the peers', 'npm', ['ci', '--no-workspaces', '--no-audit', '--no-fund'], here)
  }
}

/** A folder is taken as it is. A revision is checked out where the build of the last run against it is kept. */
const treeOf = (against) => {
  if (existsSync(join(against, 'scripts', 'setup.mjs'))) return resolve(against)
  const root = join(here, '..')
  const found = spawnSync('git', ['rev-parse', '--verify', '--quiet', `${against}^{commit}`], {
    cwd: root,
    encoding: 'utf8',
  })
  if (found.status !== 0) throw new Error(`'${against}' is neither a tree of Nexus nor a revision`)
  const commit = found.stdout.trim()
  const tree = join(here, '.nexus', `tree-${commit.slice(0, 12)}`)
  if (!existsSync(tree)) {
    step(`checking out ${against}`, 'git', ['worktree', 'add', '--detach', tree, commit], root)
  }
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund']
  if (!existsSync(join(tree, 'node_modules')))
    step('installing its packages', 'npm', ['ci', ...quiet], tree)
  step(`building ${against}`, process.execPath, ['scripts/setup.mjs'], tree)
  return tree
}

const pick = (scenarios, only) => {
  if (!only) return scenarios
  return only.map((name) => {
    const found = scenarios.find((scenario) => scenario.name === name)
    if (found) return found
    throw new Error(
      `there is no scenario '${name}'; there are ${scenarios.map((s) => s.name).join(', ')}`,
    )
  })
}

const serverCore = 0
const loadCore = cpus().length > 1 ? 1 : 0
const isServer = ({ name }) => name !== 'floor' && name !== 'node-http2'
const speaksHttp2 = ({ name }) => /^(nexus|before|node-http2)/.test(name)

/** Starts everyone and measures; the modules are imported only now, when their packages are installed. */
const measure = async (options, report) => {
  const { scenarios } = await import('./scenarios/table.mjs')
  const { rows, rowsAgainst, startAll } = await import('./servers/start.mjs')
  const { assertEquivalent } = await import('./measure/equivalence.mjs')
  const { startEcho } = await import('./measure/rounds.mjs')
  const { endAll } = await import('./measure/processes.mjs')
  const { generator, connections, hasHttp2Load } = await import('./measure/load.mjs')

  const chosen = pick(scenarios, options.only).filter(
    (scenario) => scenario.http2 === undefined || hasHttp2Load(scenario),
  )
  const echo = await startEcho()
  try {
    const list = options.against === undefined ? rows() : rowsAgainst(treeOf(options.against))
    const servers = await startAll(list, serverCore)
    const compared = await assertEquivalent(servers.filter(({ name }) => name !== 'node-http2'))
    console.log(
      `${servers.map((server) => server.name).join(', ')}: same answers to ${compared} requests (the floor only to those that are timed, node-http2 to none).\n` +
        `Load: ${generator}, ${connections} connections, server on core ${serverCore}, load on core ${loadCore}, ` +
        `${options.rounds} interleaved rounds of ${options.seconds} s, Node ${process.version}.`,
    )
    const { rounds, seconds } = options
    const about = { node: process.version, generator, connections, rounds, seconds }
    const plan = { rounds, seconds, loadCore, echoPort: echo.port }
    const summaries = []
    for (const scenario of chosen) {
      const memory = scenario.kind === 'memory'
      const summary = memory
        ? await memoryOf(scenario, list.filter(isServer), rounds)
        : await throughputOf(scenario, servers, plan, report)
      summaries.push(summary)
      console.log(memory ? report.memoryTable(summary) : report.table(summary))
    }
    return { ...about, scenarios: summaries }
  } finally {
    endAll()
    echo.end()
  }
}

const throughputOf = async (scenario, servers, plan, report) => {
  const { runRounds } = await import('./measure/rounds.mjs')
  const takes = ({ name }) =>
    name === 'floor' ? scenario.kind === 'throughput' : name !== 'node-http2'
  const taking = servers.filter(scenario.http2 ? speaksHttp2 : takes)
  const rounds = await runRounds(scenario, taking, plan, (round) => {
    if (process.stderr.isTTY)
      process.stderr.write(`\r${scenario.name}: round ${round}/${plan.rounds} `)
  })
  if (process.stderr.isTTY) process.stderr.write('\r')
  return report.summarise(scenario, rounds, [
    'before',
    'uws',
    'fastify',
    'node',
    'node-http2',
    'floor',
  ])
}

const memoryOf = async (scenario, servers, rounds) => {
  const { bareRows, startRow } = await import('./servers/start.mjs')
  const { measureMemory } = await import('./measure/memory.mjs')
  const [engine, bare] = bareRows()
  const start = (row) => startRow(row, serverCore)
  return measureMemory(
    scenario,
    [engine, ...servers],
    bare,
    start,
    Math.min(rounds, memoryRoundsMax),
  )
}

const main = async () => {
  const options = askedFor()
  prepare(options)
  const report = await import('./report.mjs')
  const figures = await measure(options, report)
  if (options.json) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`)
}

main().catch((error) => {
  console.error(`bench: ${error.message}`)
  process.exitCode = 1
})
