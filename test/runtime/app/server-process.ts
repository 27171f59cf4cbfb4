// Owns a server process for tests: started on a free port, its log lines kept, ended by its own pid.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const fixture = new URL('fixture-server.mjs', import.meta.url)

export interface LogLine {
  readonly level: string
  readonly msg: string
  readonly url?: string
  readonly trace_id?: string
  readonly [field: string]: unknown
}

export interface ServerProcess {
  readonly child: ChildProcess
  readonly lines: LogLine[]
  /** Resolves with the first line, written or to come, that matches. */
  line(match: (line: LogLine) => boolean): Promise<LogLine>
  url(): Promise<string>
  errors(): string
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
}

export const startProcess = (
  environment: Record<string, string>,
  args: string[] = [],
  entry: URL = fixture,
): ServerProcess => {
  const env = { ...process.env, HOST: '127.0.0.1', PORT: '0', ...environment }
  const child = spawn(process.execPath, [entry.pathname, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: LogLine[] = []
  const waiting: (() => void)[] = []
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  createInterface({ input: child.stdout }).on('line', (text) => {
    lines.push(JSON.parse(text))
    for (const look of waiting) look()
  })
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal)
  const line = (match: (line: LogLine) => boolean) =>
    new Promise<LogLine>((resolve, reject) => {
      const look = (): void => {
        const found = lines.find(match)
        if (found) resolve(found)
      }
      waiting.push(look)
      look()
      void ended.then((code) => reject(new Error(`ended with ${code} before the line: ${errors}`)))
    })
  const url = async () => (await line((l) => l.url !== undefined)).url ?? ''
  return { child, lines, line, url, errors: () => errors, ended }
}
