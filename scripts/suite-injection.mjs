// Owns `npm run suite:injection`: every position of every maximal document x every payload, or a sample of them;
// prints counts, and fails on any text that leaves its place.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Battery } from './injection/attack.mjs'
import { casesOf, sampleOf } from './injection/cases.mjs'
import { openCompiler } from './injection/compiler.mjs'
import { openImporter } from './injection/modules.mjs'
import { subjects } from './injection/subjects.mjs'
import { root } from './steps.mjs'

const usage = `usage: npm run suite:injection -- [--subject NAME] [--position TEXT] [--payload TEXT] [--sample N --seed N] [--shard I/N] [--failures N]
A position or a payload is chosen by a part of its name. Subjects: ${subjects.map(({ name }) => name).join(', ')}`

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
        failed += await runSubject(battery, subject, chosen(subject, compiler.keywords))
    }
  } finally {
    battery.close()
  }
  process.exitCode = failed > 0 ? 1 : 0
}

const [shard, shards] = options.shard.split('/').map(Number)

const chosen = (subject, keywords) => {
  const wanted = casesOf(subject, keywords).filter(
    ({ position, name }, i) =>
      position.name.includes(options.position) &&
      name.includes(options.payload) &&
      Math.floor(i / shardRun) % shards === shard - 1,
  )
  return options.sample === undefined
    ? wanted
    : sampleOf(wanted, Number(options.sample), Number(options.seed))
}

/** Cases in a row that go to one shard: about those of one position, whose harmless run they share. */
const shardRun = 80

const runSubject = async (battery, subject, cases) => {
  const counts = { carried: 0, unused: 0, refused: 0, threw: 0 }
  const failures = []
  const start = performance.now()
  for (const { position, name, payload } of cases) {
    const { outcome, problems } = await battery.attack(subject, position, payload)
    counts[outcome]++
    if (problems.length > 0) failures.push({ position: position.name, payload: name, problems })
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  const positions = new Set(cases.map(({ position }) => position.name)).size
  const { carried, unused, refused, threw } = counts
  console.log(
    `${subject.name}: ${cases.length} cases in ${positions} positions, ${seconds} s: ${carried} carried, ${unused} not carried, ${refused} refused, ${threw} threw; ${failures.length} failed`,
  )
  for (const { position, payload, problems } of failures.slice(0, Number(options.failures)))
    console.log(`  ${position} <- ${payload}\n    ${problems.slice(0, 3).join('\n    ')}`)
  return failures.length
}

await main()
