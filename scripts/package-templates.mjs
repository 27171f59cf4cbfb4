// Owns the templates of the packed CLI: npm packs what lies in the package, and they lie at the root.
// `prepack` copies them in, `postpack` takes them away (`--remove`).

import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './steps.mjs'

const packed = join(root, 'cli/templates')

rmSync(packed, { recursive: true, force: true })
if (!process.argv.includes('--remove')) {
  cpSync(join(root, 'templates'), packed, { recursive: true })
}
