// Owns the thread that type-checks in `nexus dev`, as a function that resolves to a report.

import { Worker } from 'node:worker_threads'
import type { TypeReport } from './type-worker.js'

/** A checker of one project; checks are answered one after another. */
export interface TypeChecker {
  check(): Promise<TypeReport>
  close(): Promise<void>
}

/** Starts the thread. It loads the project's own TypeScript when it is first asked. */
export const openTypeChecker = (projectDir: string, color: boolean): TypeChecker => {
  const worker = new Worker(new URL('./type-worker.js', import.meta.url), {
    workerData: { projectDir, color },
  })
  const waiting: ((report: TypeReport) => void)[] = []
  let broken: string | null = null
  worker.on('message', (report: TypeReport) => waiting.shift()?.(report))
  worker.on('error', (error) => {
    broken = error.message
    for (const resolve of waiting.splice(0)) resolve({ kind: 'unavailable', reason: error.message })
  })
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
