#!/usr/bin/env node
// Runs the compiled CLI; of a clone that was not built yet it says so, where Node.js would print a stack.

import { existsSync } from 'node:fs'

const main = new URL('../dist/main.js', import.meta.url)
if (existsSync(main)) import(main.href).then(({ run }) => run(process.argv))
else {
  process.stderr.write(
    'error: this clone of Nexus is not set up\n  = help: run `npm run setup` in it\n',
  )
  // The code of what the machine lacks.
  process.exitCode = 3
}
