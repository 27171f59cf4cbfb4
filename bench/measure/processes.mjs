// Owns child processes: started on one core, ready before they are used, always ended by pid.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import net from 'node:net'

const readyTimeoutMs = 20_000
const children = new Set()

const clockTicksPerSecond = 100 // sysconf(_SC_CLK_TCK) on Linux

/** Runs a command bound to `core`, where the system has taskset. */
export const spawnPinned = (core, command, args, options) => {
  const child = pinned
    ? spawn('taskset', ['-c', String(core), command, ...args], options)
    : spawn(command, args, options)
  children.add(child)
  child.on('exit', () => children.delete(child))
  return child
}

const pinned =
  process.platform === 'linux' &&
  spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status === 0

/** Starts a server and waits until its port answers. */
export const startServer = async ({ name, core, command, args, cwd, env, port }) => {
  const child = spawnPinned(core, command, args, {
    cwd,
    env: { ...process.env, ...env, PORT: String(port), HOST: '127.0.0.1', NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors = (errors + chunk).slice(-4000)
  })
  const deadline = Date.now() + readyTimeoutMs
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`${name} did not start on port ${port}:\n${errors}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return { name, port, pid: child.pid, child }
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })

/** CPU seconds (user and system, all threads) that a process has used so far. */
export const cpuSeconds = (pid) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond
}

/** Resident memory in MiB. */
export const residentMiB = (pid) => {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)
  return Number(line?.[1] ?? 0) / 1024
}

export const endAll = () => {
  for (const child of children) child.kill('SIGKILL')
}
