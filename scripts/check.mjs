// Owns `npm run check` and `npm run format`: Biome's rules and formats, and the types of every package and suite.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { readOptions } from './options.mjs'
import { root } from './steps.mjs'

const usage = `usage: npm run check, or npm run format

\`npm run check\` lints, looks at formats and checks types; \`npm run format\` formats and makes the safe fixes.`

const run = (tool, ...args) =>
  spawnSync(process.execPath, [join(root, 'node_modules', tool), ...args], {
    cwd: root,
    stdio: 'inherit',
  }).status === 0

const { values } = readOptions(usage, { options: { write: { type: 'boolean', default: false } } })
const biome = '@biomejs/biome/bin/biome'
const isGood = values.write
  ? run(biome, 'check', '--write', '.')
  : run(biome, 'check', '.') && run('typescript/bin/tsc', '-b')
process.exitCode = isGood ? 0 : 1
