// Owns the thread that type-checks a project, as a function that resolves to a report.

import { Worker } from 'node:worker_threads'
import type { TypeReport, TypeWorkerData } from './type-worker.js'

/** A checker of one project; checks are answered one after another. */
export interface TypeChecker {
  /** `known`: keys of errors that an earlier check found, which are counted apart. */
  check(known: readonly string[]): Promise<TypeReport>
  close(): Promise<void>
}

/** What may differ: how many errors a report prints, and in tests the script of the thread. */
interface TypeCheckerOptions {
  readonly script?: URL
  readonly errorsShownMax?: number
}

const workerScript = new URL('./type-worker.js', import.meta.url)

/** Errors of one check that are printed, where nobody asks for another number. */
const errorsShownUsually = 10

/**
 * Starts the thread. It loads the project's own TypeScript when it is first asked, and keeps the process alive only
 * while a report is waited for.
 */
export const openTypeChecker = (
  projectDir: string,
  color: boolean,
  { script = workerScript, errorsShownMax = errorsShownUsually }: TypeCheckerOptions = {},
): TypeChecker => {
  const workerData: TypeWorkerData = { projectDir, color, errorsShownMax }
  const worker = new Worker(script, { workerData })
  const waiting: ((report: TypeReport) => void)[] = []
  let broken: string | null = null
  const end = (reason: string): void => {
    broken ??= reason
    for (const resolve of waiting.splice(0)) resolve({ kind: 'unavailable', reason: broken })
  }
  worker.on('message', (report: TypeReport) => {
    waiting.shift()?.(report)
    if (waiting.length === 0) worker.unref()
  })
  worker.on('error', (error) => end(error instanceof Error ? error.message : String(error)))
  // A thread that ends by itself, or is ended, tells no error.
  worker.on('exit', (code) => end(`the type checker ended with ${code}`))
  worker.unref()
  return {
    check: (known) =>
      new Promise((resolve) => {
        if (broken !== null) return resolve({ kind: 'unavailable', reason: broken })
        waiting.push(resolve)
        worker.ref()
        worker.postMessage(known)
      }),
    close: async () => {
      await worker.terminate()
    },
  }
}
