// Builds our server as a user would: generated from specs/bench.yaml, handlers written by hand.
import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
/** The tree that this file is in. */
const ownTree = join(here, '..', '..')

const nexus = (root, args, cwd) => {
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

/**
 * Generates with the compiler of `root`, adds the handlers, bundles; returns the command that starts the server. The
 * document and the handlers are always our own, so that two trees do the same work.
 */
export const buildNexus = (root = ownTree) => {
  const project = join(root, 'bench', '.nexus', 'project')
  rmSync(project, { recursive: true, force: true })
  const document = join(ownTree, 'bench/specs/bench.yaml')
  nexus(root, ['new', project, '--openapi', document, '--no-install'], root)
  cpSync(join(here, 'nexus-handlers'), join(project, 'src/handlers/bench'), { recursive: true })
  cpSync(join(here, 'nexus.config.ts'), join(project, 'nexus.config.ts'))
  for (const name of ['work.mjs', 'work.d.mts'])
    cpSync(join(here, name), join(project, 'src', name))
  nexus(root, ['build'], project)
  return { command: process.execPath, args: ['dist/server.js'], cwd: project }
}
