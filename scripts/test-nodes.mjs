// Owns `npm run test:nodes`: the tests on every line of Node.js that is supported. One build of the addon must load
// on all of them (Node-API), and the behaviour of streams, zlib and V8 differs from line to line.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { printFailure, root, StepError, step } from './steps.mjs'

const lines = process.argv.slice(2).filter((arg) => /^\d+$/.test(arg))
const wanted = lines.length > 0 ? lines : ['22', '24', '26']
// These look for the npm that came with the Node.js that runs them; the packages below bring none.
const withNpm = ['test/e2e/tarballs.test.ts', 'test/e2e/demo.test.ts']

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
  const excluded = withNpm.flatMap((file) => ['--exclude', file])
  const done = spawnSync(join(bin, 'node'), [vitest, 'run', '--reporter', 'dot', ...excluded], {
    cwd: root,
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    stdio: 'inherit',
  })
  return done.status === 0
}

try {
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
