// Owns child processes of the scripts: each runs in its own process group, and none outlives its script.

import { spawn } from 'node:child_process'
import { once } from 'node:events'

const alive = new Set()
const atEnd = []

/** Runs `work` when everything has been stopped. */
export const onEnd = (work) => atEnd.push(work)

/** Spawns `command` as the leader of a process group that `stopAll` ends. */
export const start = (command, args, options = {}) => {
  const child = spawn(command, args, { detached: true, ...options })
  alive.add(child)
  child.once('exit', () => signalGroup(child, 'SIGTERM'))
  child.once('close', () => alive.delete(child))
  child.once('error', () => alive.delete(child))
  return child
}

/** Runs to the end, output captured; resolves to `{ code, output }`, code 127 when it cannot start. */
export const capture = async (command, args, options = {}) => {
  const child = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
      options.onOutput?.(chunk)
    })
  }
  try {
    const [code, signal] = await once(child, 'close')
    return { code: code ?? 1, signal, output }
  } catch (error) {
    return { code: 127, signal: null, output: String(error) }
  }
}

/** Ends every group that is still there: SIGTERM, then SIGKILL after `graceMs`; then runs `onEnd`'s work. */
export const stopAll = async (graceMs = 5000) => {
  await Promise.all([...alive].map((child) => stop(child, graceMs)))
  for (const work of atEnd.splice(0)) work()
}

/** Ends one child and its group. */
export const stop = async (child, graceMs = 5000) => {
  if (child.exitCode !== null || child.signalCode !== null) {
    signalGroup(child, 'SIGKILL')
    return
  }
  const ended = once(child, 'exit')
  signalGroup(child, 'SIGTERM')
  const killer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs)
  await ended
  clearTimeout(killer)
}

const parentPollMs = 300
let ending = false

/** True from the signal on that ends this process: children that go now were told to. */
export const isEnding = () => ending

const hangUpCode = 129

/**
 * Ends the children and then this process when a signal comes; `code` follows the shell's custom. npm
 * passes no SIGTERM on to its scripts: it only ends, and so does a script that sees its npm gone.
 */
export const endOnSignals = () => {
  const end = (code) => {
    ending = true
    return stopAll().then(() => process.exit(code))
  }
  process.once('SIGINT', () => end(130))
  process.once('SIGTERM', () => end(143))
  process.once('SIGHUP', () => end(hangUpCode))
  if (process.env.npm_lifecycle_event === undefined) return
  const npm = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === npm) return
    clearInterval(watch)
    end(hangUpCode)
  }, parentPollMs)
  watch.unref()
}

const signalGroup = (child, signal) => {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
