// Builds our server as a user would: generated from specs/bench.yaml, handlers written by hand.
import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const project = join(root, 'bench', '.nexus', 'project')

const nexus = (args, cwd) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'cli/bin/nexus.js'), ...args],
    {
      cwd,
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(`nexus ${args[0]} failed:\n${stdout}${stderr}`)
}

/** Generates, adds the handlers, bundles; returns the command that starts the server. */
export const buildNexus = () => {
  rmSync(project, { recursive: true, force: true })
  nexus(['new', project, '--openapi', join(root, 'bench/specs/bench.yaml'), '--no-install'], root)
  cpSync(join(here, 'nexus-handlers'), join(project, 'src/handlers/bench'), { recursive: true })
  cpSync(join(here, 'nexus.config.ts'), join(project, 'nexus.config.ts'))
  cpSync(join(here, 'work.mjs'), join(project, 'src/work.mjs'))
  nexus(['build'], project)
  return { command: process.execPath, args: ['dist/server.js'], cwd: project }
}
