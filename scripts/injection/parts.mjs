// Owns sharing the battery out to processes: positions in parts, each part to the next process that is free.

import { fork } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../steps.mjs'

/** Positions of a part: enough that those of one kind share documents, few enough that no process is last for long. */
const partSize = 340

/** Parts of a subject's positions, those of one kind together. */
export const partsOf = (subject, positions, payloads) => {
  const sorted = [...positions].sort((a, b) => a.kind.localeCompare(b.kind))
  return Array.from({ length: Math.ceil(sorted.length / partSize) }, (_, i) => ({
    subject: subject.name,
    names: sorted.slice(i * partSize, (i + 1) * partSize).map(({ name }) => name),
    payloads: payloads.map(([name]) => name),
  }))
}

/**
 * Attacks all parts.
 * @param {readonly object[]} parts
 * @param {object} options
 * @param {number} options.jobs  Processes.
 * @param {(part: object, tally: object) => void} options.told  Called whenever some positions of a part are done.
 * @param {(part: object, tally: object) => void} options.done
 */
export const attackParts = async (parts, { jobs, told, done }) => {
  const left = [...parts]
  const processes = Array.from({ length: Math.min(jobs, parts.length) }, () =>
    workThrough(left, told, done),
  )
  await Promise.all(processes)
}

const workThrough = (left, told, done) =>
  new Promise((finish, fail) => {
    const worker = fork(join(root, 'scripts/injection/worker.mjs'))
    let part
    worker.once('error', fail)
    worker.once('exit', (code, signal) => {
      if (part === undefined) finish()
      else fail(new Error(`a process ended with ${signal ?? code} in ${part.subject}`))
    })
    worker.on('message', ({ kind, tally }) => {
      if (kind === 'progress') return told(part, tally)
      if (kind === 'done') done(part, tally)
      part = left.shift()
      if (part === undefined) worker.disconnect()
      else worker.send(part)
    })
  })
