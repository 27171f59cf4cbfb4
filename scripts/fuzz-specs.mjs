// Owns `npm run fuzz:specs`: compiles hostile documents by a seed, real ones that are damaged and texts made to exhaust.
// The compiler never throws, never hangs, locates what it refuses, and what it writes is TypeScript that can be imported.

import { fork } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readOptions } from './options.mjs'
import { root } from './steps.mjs'

const usage = `usage: npm run fuzz:specs -- [--seed N] [--count N] [--family TEXT] [--keep FILE] [FILE or DIR ...]
Without files: specs/features, specs/examples and the contracts of OpenZeppelin. --family takes
only texts made to exhaust, those with TEXT in their family's name. --keep writes the last document.`

const { values: options, positionals } = readOptions(usage, {
  positionals: [0, Infinity],
  options: {
    seed: { type: 'number', default: 1 },
    count: { type: 'number', default: 1000, min: 1 },
    family: { type: 'string' },
    keep: { type: 'string' },
  },
})

/** A document that takes longer is reported as one that hangs. The slowest real one takes a few seconds. */
const documentMsMax = 20_000
/** Larger documents are for `npm run specs`: one of them takes the time of hundreds. */
const documentBytesMax = 256 * 1024

/** How many of the slowest documents are told. */
const slowestTold = 8

const usual = [
  'specs/features',
  'specs/examples',
  'node_modules/@openzeppelin/contracts/build/contracts',
]

const filesBelow = (path) => {
  if (!existsSync(path)) throw new Error(`there is no ${path}`)
  const found = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true }).map((each) => join(path, each))
    : [path]
  return found
    .filter((each) => /\.(json|ya?ml)$/.test(each) && statSync(each).size <= documentBytesMax)
    .sort()
}

const main = async () => {
  const given = positionals.length === 0 ? usual.map((each) => join(root, each)) : positionals
  const files = given.flatMap((each) => filesBelow(resolve(each)))
  const { seed: first, count } = options
  const state = {
    next: first,
    last: first + count,
    refused: 0,
    compiled: 0,
    slowest: [],
    failures: [],
  }
  // A worker that hangs is ended, and another goes on behind the document that it hung on.
  while (state.next < state.last) await runWorker(files, state)
  const { refused, compiled, slowest, failures } = state
  for (const { seed, file, problems } of failures)
    console.log(`seed ${seed} (${file}):\n  ${problems.slice(0, 3).join('\n  ')}`)
  for (const { seed, file, ms, refused } of slowest)
    console.log(
      `  ${Math.round(ms)} ms of CPU: seed ${seed}, ${file}, ${refused ? 'refused' : 'compiled'}`,
    )
  console.log(
    `${count} documents from seed ${first}: ${compiled} compiled, ${refused} refused, ${failures.length} failed`,
  )
  process.exitCode = failures.length > 0 ? 1 : 0
}

const runWorker = (files, state) =>
  new Promise((done, fail) => {
    const worker = fork(join(root, 'scripts/fuzz-specs/worker.mjs'))
    let timer
    let running = null
    const stopped = (why) => {
      clearTimeout(timer)
      if (running !== null) {
        state.failures.push({ seed: running, file: 'see --seed', problems: [why] })
        state.next = running + 1
      }
      done()
    }
    worker.once('error', fail)
    worker.once('exit', (code, signal) => stopped(`the process ended: ${signal ?? code}`))
    worker.on('message', (message) => {
      clearTimeout(timer)
      if (message.kind === 'done') return
      if (message.kind === 'start') {
        running = message.seed
        timer = setTimeout(() => {
          worker.removeAllListeners('exit')
          worker.kill('SIGKILL')
          stopped(`took longer than ${documentMsMax} ms`)
        }, documentMsMax)
        return
      }
      running = null
      note(state, message)
    })
    const { keep, family } = options
    const range = { files, seed: state.next, count: state.last - state.next, keep, family }
    worker.send(range)
  })

const note = (state, { seed, file, ms, refused, problems }) => {
  state.next = seed + 1
  const slowest = [...state.slowest, { seed, file, ms, refused }].sort((a, b) => b.ms - a.ms)
  state.slowest = slowest.slice(0, slowestTold)
  if (problems.length > 0) state.failures.push({ seed, file, problems })
  else if (refused) state.refused++
  else state.compiled++
}

await main()
