// Owns `npm run fuzz`: the libFuzzer targets of native/test/fuzz and the targets of scripts/fuzz, for so long each, with
// the executions of each at the end. A failure says how to repeat it.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { capture, endOnSignals, stopAll } from './children.mjs'
import { runTarget, targets } from './fuzz/targets.mjs'
import { readOptions } from './options.mjs'
import { setup } from './setup.mjs'
import { printFailure, root, StepError, step } from './steps.mjs'

const usage = `usage: npm run fuzz -- [--seconds N] [--target NAME] [--seed N]

  --seconds N     of each target (default 20)
  --target NAME   one target only (may be repeated)
  --seed N        where the targets in JavaScript begin (default: the time); a failure names its seed

Ends with 1 when a target failed. The targets in C++ want clang++ and libFuzzer.`

const folder = join(root, 'native/test/fuzz')
const nativeNames = () =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.cc'))
    .map((file) => file.slice(0, -3))
    .sort()

const main = async () => {
  const { values } = readOptions(usage, {
    options: {
      seconds: { type: 'number', default: 20, min: 1 },
      target: { type: 'string', multiple: true },
      seed: { type: 'number', default: Date.now() % 1_000_000_007 },
    },
  })
  const { seconds, seed } = values
  const chosen = choose(values.target)
  endOnSignals()
  const rows = []
  if (chosen.native.length > 0) await build(chosen.native)
  for (const name of chosen.native) rows.push(await fuzzNative(name, seconds))
  if (chosen.script.length > 0) await setup()
  for (const name of chosen.script) rows.push(await runTarget(name, seconds, seed))
  await stopAll()
  for (const { name, executions, failure } of rows) {
    console.log(
      `${name.padEnd(22)}${String(executions).padStart(12)} executions${failure ? '  FAILED' : ''}`,
    )
    if (failure) console.log(failure)
  }
  const failed = rows.filter(({ failure }) => failure).length
  console.log(`\n${rows.length - failed} passed, ${failed} failed`)
  // The engine that `accept` asks would go on listening.
  process.exit(failed > 0 ? 1 : 0)
}

const choose = (names) => {
  const all = { native: nativeNames(), script: [...targets.keys()] }
  if (names === undefined) return all
  const unknown = names.find((name) => !all.native.includes(name) && !targets.has(name))
  if (unknown !== undefined) {
    const known = [...all.native, ...all.script].join(', ')
    throw new StepError(`there is no target '${unknown}'`, `There are ${known}.`)
  }
  const wanted = (name) => names.includes(name)
  return { native: all.native.filter(wanted), script: all.script.filter(wanted) }
}

const compiler = process.env.FUZZ_CXX ?? 'clang++'

const build = async (names) => {
  const help =
    'On Debian: apt-get install clang libclang-rt-14-dev (the number is that of `clang --version`).'
  const version = await capture(compiler, ['--version']).catch(() => ({ code: 1 }))
  if (version.code !== 0)
    throw new StepError(`${compiler} was not found: libFuzzer comes with clang`, help)
  const goals = names.map((name) => `../build/fuzz/${name}`)
  await step(`build ${names.length} fuzz targets`, async () => {
    const args = ['-C', join(root, 'native/test'), '-j2', `FUZZ_CXX=${compiler}`, ...goals]
    const { code, output } = await capture('make', args)
    if (code === 0) return
    const missing = /libclang_rt\.(fuzzer|asan|ubsan)/.test(output)
    throw new StepError('the fuzz targets could not be built', missing ? help : 'see above', output)
  })
}

const fuzzNative = async (name, seconds) => {
  const goal = [`fuzz-${name}`, `FUZZ_SECONDS=${seconds}`, `FUZZ_CXX=${compiler}`]
  const { code, output } = await capture('make', ['-C', join(root, 'native/test'), ...goal])
  const executions = Number(/number_of_executed_units:\s*(\d+)/.exec(output)?.[1] ?? 0)
  if (code === 0 && executions > 0) return { name, executions }
  const input = /Test unit written to (\S+)/.exec(output)?.[1]
  const again = input ? `repeat with: native/build/fuzz/${name} native/test/${input}` : ''
  return { name, executions, failure: `${output.slice(-4000)}\n${again}` }
}

main().catch(async (error) => {
  printFailure(error)
  await stopAll()
  process.exitCode = 1
})
