// Owns running npm: found where Node.js came from, its output kept for when it fails.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure } from './failure.js'

/**
 * Runs npm in `dir` and resolves to its standard output. Aborting `signal` ends it.
 * @throws {Failure} `environment`, with what npm said, when npm is missing or fails.
 */
export const runNpm = (
  dir: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const [command, first] = npmCommand()
    const options = signal === undefined ? {} : { signal }
    const child = spawn(command, [...first, ...args], {
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
    child.once('error', (error) => reject(startFailure(error, signal)))
    child.once('close', (code) => {
      if (code === 0) resolve(out)
      else reject(npmFailure(args, `${err}${out}`))
    })
  })

const startFailure = (error: Error, signal: AbortSignal | undefined): Failure =>
  signal?.aborted
    ? new Failure('environment', 'interrupted', null)
    : new Failure('environment', `npm did not start: ${error.message}`, 'install npm')

/** npm's own script run by this Node.js where it is beside it, else `npm` from the PATH. */
const npmCommand = (): [string, string[]] => {
  const own = process.env.npm_execpath
  if (own?.endsWith('npm-cli.js') && existsSync(own)) return [process.execPath, [own]]
  const beside = join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js')
  return existsSync(beside) ? [process.execPath, [beside]] : ['npm', []]
}

const networkErrors = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET/

const npmFailure = (args: readonly string[], output: string): Failure => {
  const tail = output.trim().split('\n').slice(-12).join('\n  ')
  const help = networkErrors.test(output)
    ? 'the npm registry was not reached: check the network, or leave installing for later with --no-install'
    : 'the lines above are what npm said'
  return new Failure('environment', `npm ${args[0] ?? ''} failed:\n  ${tail}`, help)
}
