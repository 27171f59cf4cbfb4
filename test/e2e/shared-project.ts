// Owns the one project that end-to-end tests install: made before them by `nexus new`, copied for each.

import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { nexus, root } from './processes.js'

declare module 'vitest' {
  interface ProvidedContext {
    sharedProject: string
  }
}

export const spec = join(root, 'specs/examples/tokens.yaml')
export const abi = join(root, 'specs/examples/token/Token.json')

/** Makes and installs the project; vitest calls it once for all files. */
export const setup = async (project: TestProject): Promise<() => void> => {
  const folder = temporaryFolder()
  const dir = join(folder, 'shop')
  const { code, stderr } = await nexus(['new', dir, '--openapi', spec, '--abi', abi], {
    cwd: folder,
  })
  if (code !== 0) throw new Error(`nexus new failed:\n${stderr}`)
  project.provide('sharedProject', dir)
  return () => rmSync(folder, { recursive: true, force: true })
}

export const temporaryFolder = (): string => mkdtempSync(join(realpathSync(tmpdir()), 'nexus-e2e-'))

/** A project of a test's own: the shared one's files, and a link to its dependencies. */
export const copyProject = (shared: string, folder: string): string => {
  const dir = join(folder, 'shop')
  const skipped = new Set(['node_modules', 'dist', '.nexus'])
  cpSync(shared, dir, { recursive: true, filter: (path) => !skipped.has(basename(path)) })
  linkDependencies(shared, dir)
  return dir
}

export const linkDependencies = (shared: string, dir: string): void => {
  if (!existsSync(join(dir, 'node_modules')))
    symlinkSync(join(shared, 'node_modules'), join(dir, 'node_modules'))
}

/** Puts the example's handlers, state and hooks in, as a user would write them. */
export const writeHandlers = (dir: string): void =>
  cpSync(join(root, 'specs/examples/src'), join(dir, 'src'), { recursive: true })
