// Owns type-checking the projects of `npm run specs`: one thread with one parse of what all of them share, since
// the libraries take longer than most projects. The options are the project's own, so it is `tsc --strict --noEmit`.

import { Worker } from 'node:worker_threads'

/** Opens the checker; projects wait for each other. */
export const openTypeChecker = () => {
  const worker = new Worker(new URL('./types-worker.mjs', import.meta.url))
  let last = Promise.resolve()
  const one = (project) =>
    new Promise((resolve, reject) => {
      const settle = (work) => (value) => {
        worker.removeAllListeners('message')
        worker.removeAllListeners('error')
        work(value)
      }
      worker.once('message', settle(resolve))
      worker.once('error', settle(reject))
      worker.postMessage(project)
    })
  return {
    check: (project) => {
      const found = last.then(() => one(project))
      last = found.catch(() => {})
      return found
    },
    close: () => worker.terminate(),
  }
}
