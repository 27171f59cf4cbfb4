// Owns `npm run test:nodes`: the tests on every line of Node.js that is supported. One build of the addon must load
// on all of them (Node-API), and the behaviour of streams, zlib and V8 differs from line to line.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { readOptions, refuse } from './options.mjs'
import { setup } from './setup.mjs'
import { printFailure, root, StepError, step } from './steps.mjs'

const usage = `usage: npm run test:nodes -- [LINE ...]

Runs all suites on each line of Node.js (default: 22 24 26), fetched by npm as its package \`node\` (tens of minutes).`

const linesOf = () => {
  const { positionals } = readOptions(usage, { positionals: [0, Infinity] })
  const other = positionals.find((each) => !/^\d+$/.test(each))
  if (other !== undefined) refuse(`a line of Node.js is a number, as 24: not ${other}`, usage)
  return positionals.length > 0 ? positionals : ['22', '24', '26']
}

/** The folder with the `node` of a line, from npm's package of that name. */
const install = (line) => {
  const folder = join(root, 'node_modules', '.cache', 'nodes', line)
  const bin = join(folder, 'node_modules', 'node', 'bin')
  if (existsSync(join(bin, 'node'))) return bin
  mkdirSync(folder, { recursive: true })
  const args = [
    'install',
    '--prefix',
    folder,
    '--no-audit',
    '--no-fund',
    '--no-save',
    `node@${line}`,
  ]
  const done = spawnSync('npm', args, { encoding: 'utf8' })
  if (done.status !== 0 || !existsSync(join(bin, 'node')))
    throw new StepError(
      `npm could not install Node.js ${line}.`,
      'Look whether the registry can be reached, or name other lines: npm run test:nodes -- 22 24',
      `${done.stdout}${done.stderr}`,
    )
  return bin
}

const runTests = (bin) => {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const done = spawnSync(join(bin, 'node'), [vitest, 'run', '--reporter', 'dot'], {
    cwd: root,
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    stdio: 'inherit',
  })
  return done.status === 0
}

const wanted = linesOf()
try {
  await setup()
  const failed = []
  for (const line of wanted) {
    const bin = await step(`install Node.js ${line}`, () => install(line))
    if (!runTests(bin)) failed.push(line)
  }
  if (failed.length > 0) throw new StepError(`Tests failed on Node.js ${failed.join(', ')}.`)
  console.log(`passed on Node.js ${wanted.join(', ')}`)
} catch (error) {
  printFailure(error)
  process.exitCode = 1
}
