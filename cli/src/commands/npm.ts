// Owns running a package manager: npm is found where Node.js came from; output is kept for when it fails.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure } from './failure.js'
import type { PackageManager } from './npm-or-pnpm.js'

/**
 * Installs the dependencies of the project in `dir`.
 * @throws {Failure} `environment`, with what was said, when the package manager is missing or fails.
 */
export const runInstall = (
  dir: string,
  manager: PackageManager,
  signal: AbortSignal,
): Promise<string> =>
  manager === 'npm'
    ? runNpm(dir, ['install', '--no-fund', '--no-audit', '--loglevel=error'], signal)
    : run({ name: 'pnpm', command: pnpmCommand(), dir, args: ['install'], signal })

/**
 * Runs npm in `dir` and resolves to its standard output. Aborting `signal` ends it.
 * @throws {Failure} `environment`, with what npm said, when npm is missing or fails.
 */
export const runNpm = (
  dir: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<string> =>
  run({ name: 'npm', command: npmCommand(), dir, args, ...(signal && { signal }) })

interface Run {
  readonly name: PackageManager
  readonly command: readonly [string, readonly string[]]
  readonly dir: string
  readonly args: readonly string[]
  readonly signal?: AbortSignal
}

const run = ({ name, command: [program, first], dir, args, signal }: Run): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = signal === undefined ? {} : { signal }
    const child = spawn(program, [...first, ...args], {
      cwd: dir,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    child.once('error', (error) => reject(startFailure(name, error, signal)))
    child.once('close', (code) => {
      if (code === 0) resolve(out)
      else reject(runFailure(name, args, `${err}${out}`))
    })
  })

const startFailure = (name: string, error: Error, signal: AbortSignal | undefined): Failure =>
  signal?.aborted
    ? new Failure('environment', 'interrupted', null)
    : new Failure('environment', `${name} did not start: ${error.message}`, `install ${name}`)

/** pnpm's own script where it runs this command, else `pnpm` from the PATH. */
const pnpmCommand = (): [string, string[]] => {
  const own = process.env.npm_execpath
  return own !== undefined && /pnpm\.[cm]?js$/.test(own) && existsSync(own)
    ? [process.execPath, [own]]
    : ['pnpm', []]
}

/** npm's own script run by this Node.js where it is beside it, else `npm` from the PATH. */
const npmCommand = (): [string, string[]] => {
  const own = process.env.npm_execpath
  if (own?.endsWith('npm-cli.js') && existsSync(own)) return [process.execPath, [own]]
  const beside = join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js')
  return existsSync(beside) ? [process.execPath, [beside]] : ['npm', []]
}

const networkErrors = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET/

const runFailure = (name: string, args: readonly string[], output: string): Failure => {
  const tail = output.trim().split('\n').slice(-12).join('\n  ')
  const help = networkErrors.test(output)
    ? 'the npm registry was not reached: check the network, or leave installing for later with --no-install'
    : `the lines above are what ${name} said`
  return new Failure('environment', `${name} ${args[0] ?? ''} failed:\n  ${tail}`, help)
}
