// Owns `npm run test:tsan`: engines of one process on threads of their own, built with ThreadSanitizer. C++ only: Node.js
// itself is not built with it.

import { join } from 'node:path'
import { capture, endOnSignals, stopAll } from './children.mjs'
import { readOptions } from './options.mjs'
import { printFailure, root, StepError } from './steps.mjs'

const usage = `usage: npm run test:tsan

Builds the engine's tests with ThreadSanitizer first (minutes).`

const main = async () => {
  readOptions(usage)
  endOnSignals()
  const { code, output } = await capture(
    'make',
    ['-C', join(root, 'native/test'), '-j2', 'run-threads', 'THREADS=1'],
    {
      env: {
        ...process.env,
        TSAN_OPTIONS: `halt_on_error=1:suppressions=${join(root, 'native/test/threads/tsan.supp')}`,
      },
      onOutput: (chunk) => process.stdout.write(chunk),
    },
  )
  await stopAll()
  if (/cannot find .*libtsan|unrecognized.*sanitize/.test(output))
    throw new StepError(
      'the compiler has no ThreadSanitizer',
      'On Debian: apt-get install libtsan2, with g++.',
    )
  process.exitCode = code === 0 ? 0 : 1
}

main().catch(async (error) => {
  printFailure(error)
  await stopAll()
  process.exitCode = 1
})
