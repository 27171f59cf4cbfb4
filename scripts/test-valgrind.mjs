// Owns `npm run test:valgrind`: lifetimes of an engine under valgrind, few and many, on io_uring and on epoll. Nothing may
// be lost, and no error may name the addon.

import { join } from 'node:path'
import { capture, endOnSignals, stopAll } from './children.mjs'
import { readOptions } from './options.mjs'
import { setup } from './setup.mjs'
import { printFailure, root, StepError } from './steps.mjs'

const usage = `usage: npm run test:valgrind

Lifetimes of an engine on both drivers under valgrind (minutes).`

const script = join(root, 'scripts/valgrind/lifecycle.mjs')
const counts = [3, 30]

const main = async () => {
  readOptions(usage)
  endOnSignals()
  await setup()
  const found = await capture('valgrind', ['--version'])
  if (found.code !== 0)
    throw new StepError('valgrind was not found', 'On Debian: apt-get install valgrind.')
  let failed = 0
  for (const io of ['uring', 'epoll']) {
    for (const rounds of counts) failed += (await lifetimes(io, rounds)) ? 0 : 1
  }
  await stopAll()
  console.log(`\n${2 * counts.length - failed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
}

const bytesOf = (output, kind) =>
  Number(new RegExp(`${kind}: ([\\d,]+) bytes`).exec(output)?.[1]?.replaceAll(',', '') ?? 0)

const lifetimes = async (io, rounds) => {
  const options = ['--leak-check=full', '--num-callers=40', '--errors-for-leak-kinds=definite']
  // V8's own machine code is beyond valgrind.
  const node = [process.execPath, '--jitless', script, io, String(rounds)]
  const { code, output } = await capture('valgrind', [...options, ...node])
  const [lost, indirectly, possibly, reachable] = [
    'definitely lost',
    'indirectly lost',
    'possibly lost',
    'still reachable',
  ].map((kind) => bytesOf(output, kind))
  const ours = output.split(/==\d+== \n/).filter((part) => /nexus\.node/.test(part))
  const good = code === 0 && lost + indirectly === 0 && ours.length === 0
  const told = /\d+ lifetimes on \w+/.exec(output)?.[0] ?? `${rounds} lifetimes on ${io} failed`
  console.log(
    `${told}: ${lost} bytes lost, ${indirectly} indirectly, ${possibly} possibly, ${reachable} reachable at the end`,
  )
  if (!good) console.log(ours.join('\n') || output.slice(-4000))
  return good
}

main().catch(async (error) => {
  printFailure(error)
  await stopAll()
  process.exitCode = 1
})
