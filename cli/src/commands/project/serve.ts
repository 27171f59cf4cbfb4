// Owns serving a project for a while: bundled into `.nexus/`, on a free port of the loopback interface.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Failure } from '../failure.js'
import { bundleServer, writeBundle } from './bundle.js'
import { SourcePackages } from './source-packages.js'

const startTimeoutMs = 60_000
const stopGraceMs = 5000

/** A server that runs until it is stopped. */
export interface ServedProject {
  readonly url: string
  stop(): Promise<void>
}

/**
 * Starts the project's server.
 * @throws {Failure} `findings` when it does not compile, `environment` when it does not start.
 */
export const serveProject = async (
  projectDir: string,
  env: Readonly<Record<string, string>>,
  /** The next step when it does not start. */
  help: string | null,
  /** Hears each line that the server says once it listens. */
  heard: (line: string) => void = () => {},
): Promise<ServedProject> => {
  mkdirSync(join(projectDir, '.nexus'), { recursive: true })
  const folder = mkdtempSync(join(projectDir, '.nexus/serve-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const file = join(folder, 'server.js')
  try {
    writeBundle(await bundleServer(projectDir, file, new SourcePackages(projectDir)))
  } catch (error) {
    remove()
    throw error
  }
  const child = spawn(process.execPath, ['--enable-source-maps', file], {
    cwd: projectDir,
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', ...env, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  try {
    return { url: await listening(child, heard), stop: () => stop(child).finally(remove) }
  } catch (error) {
    await stop(child).finally(remove)
    const text = error instanceof Error ? error.message : String(error)
    throw new Failure('environment', `the server did not start: ${text}`, help)
  }
}

const listening = (child: ChildProcess, heard: (line: string) => void): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ''
    let isListening = false
    const timer = setTimeout(
      () => reject(new Error(`it was silent for ${startTimeoutMs} ms`)),
      startTimeoutMs,
    )
    const hear = (line: string): void => {
      if (isListening) {
        heard(line)
        return
      }
      text = `${text}${line}\n`
      const url = /"url":"(http[^"]+)"/.exec(line)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      isListening = true
      resolve(url)
    }
    for (const stream of [child.stdout, child.stderr])
      if (stream !== null) createInterface({ input: stream }).on('line', hear)
    child.once('close', () => {
      clearTimeout(timer)
      reject(new Error(text.trim().slice(-errorMax) || 'it ended without a word'))
    })
  })

const errorMax = 2000

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), stopGraceMs)
  await ended
  clearTimeout(killer)
}

/** Resolves at the first signal that asks this process to end; who served until then stops what it started. */
export const untilStopped = (): Promise<void> =>
  new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => done())
  })
