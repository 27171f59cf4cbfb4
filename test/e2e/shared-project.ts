// Owns the one project that end-to-end tests install: made before them by `nexus new`, copied for each.

import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { vi } from 'vitest'
import type { TestProject } from 'vitest/node'
import { nexus, root } from './processes.js'

declare module 'vitest' {
  interface ProvidedContext {
    sharedProject: string
  }
}

/** Below the time-out of a hook of these suites. */
const madeMaxMs = 170_000

export const spec = join(root, 'specs/examples/tokens.yaml')
export const abi = join(root, 'specs/examples/token/Token.json')

/** Beside the project once it is made or failed: what was said about it when it failed. */
const outcomeOf = (dir: string): string => `${dir}.outcome`

/**
 * Makes and installs the project; vitest calls it once for all files, and goes on with those that do without. Those that
 * need it wait in wait-for-project.ts.
 */
export const setup = (project: TestProject): (() => Promise<void>) => {
  const folder = temporaryFolder()
  const dir = join(folder, 'shop')
  const made = nexus(['new', dir, '--openapi', spec, '--abi', abi], { cwd: folder }).then(
    ({ code, stderr }) => {
      const told = code === 0 ? '' : `nexus new ended with ${code}:\n${stderr}`
      writeFileSync(`${outcomeOf(dir)}.part`, told)
      renameSync(`${outcomeOf(dir)}.part`, outcomeOf(dir))
    },
  )
  project.provide('sharedProject', dir)
  return async () => {
    await made
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Resolves when the project is there. @throws when `nexus new` failed, with what it said */
export const projectMade = async (dir: string): Promise<void> => {
  await vi.waitUntil(() => existsSync(outcomeOf(dir)), { timeout: madeMaxMs, interval: 20 })
  const told = readFileSync(outcomeOf(dir), 'utf8')
  if (told !== '') throw new Error(told)
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
