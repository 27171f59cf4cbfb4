// Owns `npm run suite:injection`: every position of every maximal document x every payload, or a sample of them;
// prints counts, and fails on any text that leaves its place.

import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Battery } from './injection/attack.mjs'
import { openCompiler } from './injection/compiler.mjs'
import { openImporter } from './injection/modules.mjs'
import { attackParts, partsOf } from './injection/parts.mjs'
import { payloads } from './injection/payloads.mjs'
import { attackSome, dealerOf } from './injection/sample.mjs'
import { positionsIn, subjects } from './injection/subjects.mjs'
import { readOptions, refuse } from './options.mjs'
import { root } from './steps.mjs'

const usage = `usage: npm run suite:injection -- [--subject NAME] [--position TEXT] [--payload TEXT] [--sample N --seed N] [--shard I/N] [--jobs N] [--failures N]
A position or a payload is chosen by a part of its name. --sample takes N positions of each sort of a subject, each
with one payload. Subjects: ${subjects.map(({ name }) => name).join(', ')}`

const { values: options } = readOptions(usage, {
  options: {
    subject: { type: 'string', choices: subjects.map(({ name }) => name) },
    position: { type: 'string', default: '' },
    payload: { type: 'string', default: '' },
    sample: { type: 'number', min: 1 },
    seed: { type: 'number', default: 1 },
    shard: { type: 'string', default: '1/1' },
    jobs: { type: 'number', default: availableParallelism(), min: 1 },
    failures: { type: 'number', default: 40 },
  },
})

const main = async () => {
  if (!existsSync(join(root, 'cli/dist/pipeline.js'))) throw new Error('build first: npm run build')
  const compiler = await openCompiler(
    (path) => import(pathToFileURL(join(root, `cli/dist/${path}.js`)).href),
  )
  const chosen = subjects
    .filter(({ name }) => options.subject === undefined || name === options.subject)
    .map((subject) => ({ subject, positions: positionsFor(subject, compiler.keywords) }))
  const start = performance.now()
  const tallies =
    options.sample === undefined ? await attackAll(chosen) : await attackSamples(compiler, chosen)
  const [cases, failed] = report(chosen, tallies)
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  console.log(`${cases} cases in ${seconds} s, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
}

const [shard, shards] = options.shard.split('/').map(Number)
if (!(shard >= 1 && shard <= shards)) refuse('--shard takes I/N, as 1/4', usage)

/** Runs of positions go to one shard: neighbours change the same files. */
const shardRun = 80

const positionsFor = (subject, keywords) =>
  positionsIn(subject, { keywords }).filter(
    ({ name }, i) =>
      name.includes(options.position) && Math.floor(i / shardRun) % shards === shard - 1,
  )

const chosenPayloads = Object.entries(payloads).filter(([name]) => name.includes(options.payload))

const newTally = () => ({
  counts: { carried: 0, unused: 0, refused: 0, threw: 0 },
  failures: [],
  alone: 0,
})

/** Every position x every payload, by as many processes as --jobs says; tallies by the subjects' names. */
const attackAll = async (chosen) => {
  const tallies = new Map(chosen.map(({ subject }) => [subject.name, newTally()]))
  const parts = chosen.flatMap(({ subject, positions }) =>
    partsOf(subject, positions, chosenPayloads),
  )
  let finished = 0
  await attackParts(parts, {
    jobs: options.jobs,
    told: tellProgress,
    done: ({ subject }, tally) => {
      add(tallies.get(subject), tally)
      console.error(`${++finished} of ${parts.length} parts`)
    },
  })
  return tallies
}

const add = (sum, { counts, failures, alone }) => {
  for (const [name, count] of Object.entries(counts)) sum.counts[name] += count
  sum.failures.push(...failures)
  sum.alone += alone
}

const casesOf = ({ counts }) => Object.values(counts).reduce((sum, count) => sum + count, 0)

/** Tells failures when they are found: a run may be ended before its last line. */
const tellProgress = (part, tally) => {
  console.error(`  ${part.subject}: ${casesOf(tally)} cases, ${tally.failures.length} failed`)
  tellFailures({ failures: tally.failures.slice(part.told ?? 0) })
  part.told = tally.failures.length
}

const tellFailures = ({ failures }) => {
  for (const { position, payload, problems } of failures.slice(0, options.failures))
    console.log(`  ${position} <- ${payload}\n    ${problems.slice(0, 3).join('\n    ')}`)
}

/** Some positions of each sort, each with one payload. */
const attackSamples = async (compiler, chosen) => {
  const battery = new Battery(compiler, await openImporter(root))
  const tallies = new Map()
  const { next } = dealerOf(chosenPayloads, Number(options.seed))
  const sample = {
    ofEachSort: Number(options.sample),
    seed: Number(options.seed),
    nextPayload: next,
  }
  try {
    for (const { subject, positions } of chosen) {
      const tally = await attackSome(battery, subject, positions, sample)
      tellFailures(tally)
      tallies.set(subject.name, tally)
    }
  } finally {
    battery.close()
  }
  return tallies
}

/** Prints what became of each subject; how many cases and failures there were. */
const report = (chosen, tallies) => {
  for (const { subject, positions } of chosen) {
    const tally = tallies.get(subject.name)
    const { carried, unused, refused, threw } = tally.counts
    console.log(
      `${subject.name}: ${positions.length} positions x ${chosenPayloads.length} payloads, ${casesOf(tally)} cases (${tally.alone} alone): ${carried} carried, ${unused} not carried, ${refused} refused, ${threw} threw; ${tally.failures.length} failed`,
    )
  }
  const all = [...tallies.values()]
  return [
    all.reduce((sum, tally) => sum + casesOf(tally), 0),
    all.reduce((sum, { failures }) => sum + failures.length, 0),
  ]
}

await main()
