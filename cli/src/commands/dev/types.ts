// Owns the thread that type-checks in `nexus dev`, as a function that resolves to a report.

import { Worker } from 'node:worker_threads'
import type { TypeReport } from './type-worker.js'

/** A checker of one project; checks are answered one after another. */
export interface TypeChecker {
  check(): Promise<TypeReport>
  close(): Promise<void>
}

const workerScript = new URL('./type-worker.js', import.meta.url)

/** Starts the thread. It loads the project's own TypeScript when it is first asked. */
export const openTypeChecker = (
  projectDir: string,
  color: boolean,
  script: URL = workerScript,
): TypeChecker => {
  const worker = new Worker(script, { workerData: { projectDir, color } })
  const waiting: ((report: TypeReport) => void)[] = []
  let broken: string | null = null
  const end = (reason: string): void => {
    broken ??= reason
    for (const resolve of waiting.splice(0)) resolve({ kind: 'unavailable', reason: broken })
  }
  worker.on('message', (report: TypeReport) => waiting.shift()?.(report))
  worker.on('error', (error) => end(error instanceof Error ? error.message : String(error)))
  // A thread that ends by itself, or is ended, tells no error.
  worker.on('exit', (code) => end(`the type checker ended with ${code}`))
  worker.unref()
  return {
    check: () =>
      new Promise((resolve) => {
        if (broken !== null) return resolve({ kind: 'unavailable', reason: broken })
        waiting.push(resolve)
        worker.postMessage('check')
      }),
    close: async () => {
      await worker.terminate()
    },
  }
}
