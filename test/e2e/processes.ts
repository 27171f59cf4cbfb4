// Owns processes of end-to-end tests: started on free ports, watched by their output, ended by their id.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const nexusBin = `${root}cli/bin/nexus.js`

/** npm's own script: the one that came with this Node.js, else that of the PATH (npm's package `node` brings none). */
export const npmScript = (): string => {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = [
    join(process.execPath, '../../lib/node_modules/npm/bin/npm-cli.js'),
    ...folders.map((folder) => join(folder, 'npm')),
  ].find((path) => existsSync(path) && realpathSync(path).endsWith('npm-cli.js'))
  if (found === undefined) throw new Error('npm is neither beside this Node.js nor on the PATH')
  return realpathSync(found)
}

const waitMaxMs = 150_000
const stopGraceMs = 30_000

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

// Variables of whoever runs the tests do not reach what is tested.
const environment = (extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => {
  const {
    NO_COLOR: _,
    FORCE_COLOR: __,
    PORT: ___,
    HOST: ____,
    NODE_ENV: _____,
    VITEST: ______,
    ...rest
  } = process.env
  return { ...rest, npm_config_prefer_offline: 'true', ...extra }
}

/** Runs a Node.js script to its end. */
export const runNode = async (args: readonly string[], options: RunOptions): Promise<Finished> => {
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env: environment(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** Runs `nexus`. */
export const nexus = (args: readonly string[], options: RunOptions): Promise<Finished> =>
  runNode([nexusBin, ...args], options)

/** A process that runs until it is stopped. */
export interface Running {
  readonly child: ChildProcess
  /** Everything it has printed so far. */
  readonly output: () => string
  /** Waits for output after what was waited for last; resolves to the match. */
  readonly waitFor: (pattern: RegExp) => Promise<RegExpExecArray>
  /** Sends a signal and waits for the end; resolves to the exit code. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>
}

const running = new Set<Running>()

/** Starts a Node.js script; `stopAll` ends it. */
export const startNode = (args: readonly string[], options: RunOptions): Running => {
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env: environment(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  let seen = 0
  const listeners = new Set<() => void>()
  const take = (chunk: Buffer): void => {
    text += chunk
    for (const listener of listeners) listener()
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))

  const waitFor = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer)
        listeners.delete(look)
        settle()
      }
      const look = (): void => {
        const match = pattern.exec(text.slice(seen))
        if (match === null) return
        seen += match.index + match[0].length
        finish(() => resolve(match))
      }
      const fail = (why: string) => finish(() => reject(new Error(`${why}: ${pattern}\n${text}`)))
      const timer = setTimeout(() => fail('never printed'), waitMaxMs)
      listeners.add(look)
      void ended.then(() => fail('ended before it printed'))
      look()
    })

  const process_: Running = {
    child,
    output: () => text,
    waitFor,
    stop: async (signal = 'SIGTERM') => {
      running.delete(process_)
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      child.kill(signal)
      const killer = setTimeout(() => child.kill('SIGKILL'), stopGraceMs)
      const code = await ended
      clearTimeout(killer)
      return code
    },
  }
  running.add(process_)
  return process_
}

/** Ends what is still running; call it after each test. */
export const stopAll = async (): Promise<void> => {
  await Promise.all([...running].map((each) => each.stop()))
}

/** Whether a process with this id is there. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
