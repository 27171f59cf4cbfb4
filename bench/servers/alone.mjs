// Builds the engine without a generated server, as one file: `nexus build` makes one of a server too. As forty modules
// it would show what Node.js's loader takes: a loop over long paths brings the optimising compiler in, 4 MiB of it.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const outfile = join(here, '..', '.nexus', 'engine-alone.mjs')

/** The command that starts it. */
export const buildAlone = () => {
  buildSync({
    entryPoints: [join(here, 'engine-alone.mjs')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['@nexusrt/native'],
    logLevel: 'error',
  })
  return { command: process.execPath, args: [outfile] }
}
