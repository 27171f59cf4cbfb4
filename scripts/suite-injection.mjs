// Owns `npm run suite:injection`: every position of every maximal document x every payload, or a sample of them;
// prints counts, and fails on any text that leaves its place.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Battery } from './injection/attack.mjs'
import { openCompiler } from './injection/compiler.mjs'
import { openImporter } from './injection/modules.mjs'
import { payloads } from './injection/payloads.mjs'
import { positionsOf } from './injection/positions.mjs'
import { attackInRounds } from './injection/rounds.mjs'
import { attackSome, dealerOf } from './injection/sample.mjs'
import { subjects } from './injection/subjects.mjs'
import { root } from './steps.mjs'

const usage = `usage: npm run suite:injection -- [--subject NAME] [--position TEXT] [--payload TEXT] [--sample N --seed N] [--shard I/N] [--failures N]
A position or a payload is chosen by a part of its name. --sample takes N positions of each sort of a subject, each
with one payload. Subjects: ${subjects.map(({ name }) => name).join(', ')}`

const { values: options } = parseArgs({
  options: {
    subject: { type: 'string' },
    position: { type: 'string', default: '' },
    payload: { type: 'string', default: '' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    shard: { type: 'string', default: '1/1' },
    failures: { type: 'string', default: '40' },
    help: { type: 'boolean', default: false },
  },
})

const main = async () => {
  if (options.help) return void console.log(usage)
  if (!existsSync(join(root, 'cli/dist/pipeline.js'))) throw new Error('build first: npm run build')
  const compiler = await openCompiler(
    (path) => import(pathToFileURL(join(root, `cli/dist/${path}.js`)).href),
  )
  const battery = new Battery(compiler, await openImporter(root))
  let failed = 0
  try {
    for (const subject of subjects) {
      if (options.subject === undefined || subject.name === options.subject)
        failed += await runSubject(battery, subject, compiler.keywords)
    }
  } finally {
    battery.close()
  }
  process.exitCode = failed > 0 ? 1 : 0
}

const [shard, shards] = options.shard.split('/').map(Number)

/** Runs of positions go to one shard: neighbours change the same files. */
const shardRun = 80

const positionsFor = (subject, keywords) =>
  positionsOf(subject.document, { keywords }).filter(
    ({ name }, i) =>
      name.includes(options.position) && Math.floor(i / shardRun) % shards === shard - 1,
  )

const runSubject = async (battery, subject, keywords) => {
  const start = performance.now()
  const positions = positionsFor(subject, keywords)
  const tally =
    options.sample === undefined
      ? await attackInRounds(battery, subject, positions, chosenPayloads, progressOf())
      : await attackSample(battery, subject, positions)
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  const { carried, unused, refused, threw } = tally.counts
  const cases = carried + unused + refused + threw
  console.log(
    `${subject.name}: ${positions.length} positions x ${chosenPayloads.length} payloads, ${cases} cases (${tally.alone} alone), ${seconds} s: ${carried} carried, ${unused} not carried, ${refused} refused, ${threw} threw; ${tally.failures.length} failed`,
  )
  return tally.failures.length
}

/** Tells how far it is, and failures when they are found: a run may be ended before its last line. */
const progressOf = () => {
  let told = 0
  return ({ counts, failures }) => {
    const done = Object.values(counts).reduce((sum, count) => sum + count, 0)
    console.error(`  ${done} cases, ${failures.length} failed`)
    for (; told < Math.min(failures.length, Number(options.failures)); told++)
      console.log(failureText(failures[told]))
  }
}

const failureText = ({ position, payload, problems }) =>
  `  ${position} <- ${payload}\n    ${problems.slice(0, 3).join('\n    ')}`

const chosenPayloads = Object.entries(payloads).filter(([name]) => name.includes(options.payload))

const dealer = dealerOf(chosenPayloads, Number(options.seed))

/** Some positions of each sort, each with one payload. */
const attackSample = async (battery, subject, positions) => {
  const tally = await attackSome(battery, subject, positions, {
    ofEachSort: Number(options.sample),
    seed: Number(options.seed),
    nextPayload: dealer.next,
  })
  progressOf()(tally)
  return tally
}

await main()
