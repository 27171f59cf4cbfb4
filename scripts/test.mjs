// Owns `npm test`: sets up, runs every suite, sums up in one last line `N passed, N failed`.

import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capture, endOnSignals, start, stopAll } from './children.mjs'
import { readOptions } from './options.mjs'
import { setup } from './setup.mjs'
import { printFailure, root } from './steps.mjs'

/** What vitest takes, and makes sense for one run of everything. */
const handedOn = [
  'bail',
  'exclude',
  'maxWorkers',
  'outputFile',
  'project',
  'reporter',
  'retry',
  'shard',
  'testNamePattern',
  'testTimeout',
]

const usage = `usage: npm test -- [FILE ...] [-t PATTERN] [--project unit|e2e] [--bail N] [--shard I/N]

Sets up, lints, checks types, runs the native tests, and then the suites in TypeScript: all of them, or those whose
path has one of FILE in it, on one or on both projects, and of these the tests whose name fits PATTERN. Options of
vitest are handed on: ${handedOn.map((name) => `--${name}`).join(', ')}.
For a suite alone: npx vitest run --project unit FILE`

const none = { passed: 0, failed: 0, skipped: 0 }

const main = async () => {
  const options = Object.fromEntries(
    handedOn.map((name) => [name, { type: 'string', multiple: true }]),
  )
  options.testNamePattern.short = 't'
  readOptions(usage, { options, positionals: [0, Infinity] })
  endOnSignals()
  const totals = { ...none }
  const take = (counts) => {
    for (const key of Object.keys(none)) totals[key] += counts[key]
  }
  heading('setup')
  take(await runSetup())
  if (totals.failed === 0) {
    for await (const counts of sideBySide()) take(counts)
    heading('vitest')
    take(await runVitest())
  }
  await stopAll()
  const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''
  process.exitCode = totals.failed > 0 ? 1 : 0
  console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`)
}

const heading = (name) => console.log(`\n== ${name}`)

/** What keeps one core busy for most of its time runs beside the rest; the output of each comes whole, in this order. */
async function* sideBySide() {
  const suites = [
    ['lint and format', runBiome()],
    ['types of the suites', runTypes()],
    ['native unit tests', runNative()],
  ]
  for (const [name, ended] of suites) {
    const { output, ...counts } = await ended
    heading(name)
    if (output !== '') console.log(output.trimEnd())
    yield counts
  }
}

const runSetup = async () => {
  try {
    await setup()
    return { ...none, passed: 1 }
  } catch (error) {
    printFailure(error)
    return { ...none, failed: 1 }
  }
}

const runBiome = () => {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  return runTool([biome, 'check', '--error-on-warnings', '--diagnostic-level=warn', '.'])
}

/** Packages were built by the setup, so this checks what is left: test/, which vitest runs without looking at types. */
const runTypes = () => runTool([join(root, 'node_modules/typescript/bin/tsc'), '-b', '--pretty'])

const runTool = async (args) => {
  const { code, output } = await capture(process.execPath, args, { cwd: root })
  return { ...none, output, ...(code === 0 ? { passed: 1 } : { failed: 1 }) }
}

/** Each executable ends with `N passed, N failed`, its checks; it counts as one test here. */
const runNative = async () => {
  if (!existsSync(join(root, 'native/test/Makefile'))) return { ...none, output: '' }
  const { code, output } = await capture('make', ['-C', 'native/test', '-j2', 'run'], { cwd: root })
  const suites = [...output.matchAll(/\d+ passed, (\d+) failed/g)]
  const failed = suites.filter(([, checks]) => checks !== '0').length
  const passed = suites.length - failed
  return { ...none, output, passed, failed: code !== 0 && failed === 0 ? 1 : failed }
}

const runVitest = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-test-'))
  const report = join(folder, 'report.json')
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const args = [vitest, 'run', ...reporters, ...process.argv.slice(2)]
  const child = start(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  const counts = countVitest(report, code)
  rmSync(folder, { recursive: true, force: true })
  return counts
}

const countVitest = (report, code) => {
  if (!existsSync(report)) return { ...none, failed: 1 }
  const result = JSON.parse(readFileSync(report, 'utf8'))
  const brokenFiles = result.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  const failed = result.numFailedTests + brokenFiles
  return {
    passed: result.numPassedTests,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  }
}

await main()
