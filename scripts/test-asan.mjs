// Owns `npm run test:asan`: the native unit tests and simulated seeds, then the HTTP suite of every driver
// against the addon, all built with AddressSanitizer and UndefinedBehaviorSanitizer.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readOptions } from './options.mjs'
import { setup } from './setup.mjs'
import { printFailure } from './steps.mjs'

const usage = `usage: npm run test:asan

Builds the engine with the sanitizers of the compiler first. NEXUS_SEEDS=N takes so many seeds of the simulated
network (default 2000).`
readOptions(usage)

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const addon = join(root, 'native', 'build', 'Asan', 'nexus.node')
const counts = { passed: 0, failed: 0 }

const run = (title, command, args, { env = {} } = {}) => {
  process.stdout.write(`\n== ${title}\n`)
  const done = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const output = `${done.stdout ?? ''}${done.stderr ?? ''}`
  for (const [, passed, failed] of output.matchAll(/(\d+) passed, (\d+) failed/g)) {
    counts.passed += Number(passed)
    counts.failed += Number(failed)
  }
  const broken = done.status !== 0 || /ERROR: AddressSanitizer|runtime error:/.test(output)
  if (broken) {
    process.stdout.write(output.slice(-20_000))
    process.stdout.write(`\n${title} failed (exit ${done.status ?? done.signal ?? done.error})\n`)
    counts.failed += 1
  }
  return { output, broken }
}

/** Where the compiler keeps a sanitizer's shared library: it must be loaded before node itself. */
const library = (name) => {
  // Of several words where a cache or a wrapper stands before it: `ccache g++`.
  const compiler = process.env.CXX ?? 'g++'
  const [command = '', ...words] = compiler.trim().split(/\s+/)
  const path = spawnSync(command, [...words, `-print-file-name=${name}`], {
    encoding: 'utf8',
  }).stdout?.trim()
  if (!path?.includes('/')) {
    process.stderr.write(
      `error: ${compiler} has no ${name}. Install the sanitizers of your compiler (Debian: libasan8 libubsan1, with g++).\n`,
    )
    process.exit(1)
  }
  return path
}

const sanitized = {
  LD_PRELOAD: `${library('libasan.so')} ${library('libubsan.so')}`,
  // V8 keeps memory until the process ends, and looks like a leak.
  ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1',
  UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
  NEXUS_NATIVE: addon,
}

const vitest = (title, files) => {
  const { output, broken } = run(
    title,
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--project',
      'unit',
      '--reporter',
      'dot',
      ...files,
    ],
    { env: { ...sanitized, NO_COLOR: '1' } },
  )
  const summary = /Tests +(?:(\d+) failed[ |]*)?(?:(\d+) passed)?/.exec(output)
  counts.failed += Number(summary?.[1] ?? 0)
  counts.passed += Number(summary?.[2] ?? 0)
  if (!broken) process.stdout.write(`${summary?.[0] ?? ''}\n`)
}

// Files, sockets and conversations go through the addon as well.
const more = [
  'test/runtime/conversations',
  'test/runtime/middleware/static-files.test.ts',
  'test/runtime/realtime/engine.test.ts',
  'test/runtime/config/bounds.test.ts',
]
const suites = ['test/native', 'test/runtime/http2']
  .flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.test.ts') && !file.startsWith('pure.'))
      .map((file) => join(folder, file)),
  )
  .concat(more)

try {
  await setup()
} catch (error) {
  printFailure(error)
  process.exit(1)
}

const seeds = process.env.NEXUS_SEEDS ?? '2000'
run(
  `native unit tests and ${seeds} seeds of the simulated network, each harmless and hostile`,
  'make',
  ['-C', 'native/test', 'run', 'SANITIZE=1', '-j2'],
  { env: { NEXUS_SEEDS: seeds } },
)
const built = run('building the addon', process.execPath, ['native/scripts/build.mjs', '--asan'])
if (!built.broken) vitest('the suites of every driver on the addon', suites)
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed\n`)
process.exit(counts.failed === 0 ? 0 : 1)
