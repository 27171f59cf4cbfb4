// Owns starting anvil, a real EVM, for the demo and for tests. Who ends the process is the caller's business.

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './ports.mjs'
import { root, StepError } from './steps.mjs'

const readyTimeoutMs = 15_000
const pollMs = 25

/**
 * Private keys of the mnemonic that anvil and Hardhat share: public, for development only.
 * @type {readonly [string, string]}
 */
export const anvilKeys = [
  '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
  '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
]

/**
 * Starts anvil as chain 31337 with `spawn(command, args)`; resolves to `{ child, port, url, rpc }` when it
 * answers. On `port`, or on a free one.
 * @param {(command: string, args: string[]) => import('node:child_process').ChildProcess} spawn
 * @param {number} [port]
 * @param {readonly string[]} flags
 */
export const startAnvil = async (spawn, port, flags = []) => {
  const chosen = port ?? (await freePort())
  const args = ['--port', `${chosen}`, '--host', '127.0.0.1', '--chain-id', '31337', '--silent']
  const child = spawn(anvilBinary(), [...args, ...flags])
  const url = `http://127.0.0.1:${chosen}`
  const rpc = (method, ...params) => call(url, method, params)
  const deadline = Date.now() + readyTimeoutMs
  while (!(await answers(rpc))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new StepError('anvil does not answer', `try it alone: npx anvil --port ${chosen}`)
    }
    await sleep(pollMs)
  }
  return { child, port: chosen, url, rpc }
}

// The platform's own package holds the binary; `@foundry-rs/anvil` only wraps it.
const anvilBinary = () => {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const name = `@foundry-rs/anvil-${process.platform}-${arch}`
  try {
    return createRequire(join(root, 'package.json')).resolve(`${name}/bin/anvil`)
  } catch {
    throw new StepError(`anvil is not installed: ${name} is missing`, 'run `npm ci`')
  }
}

const answers = (rpc) =>
  rpc('eth_chainId').then(
    () => true,
    () => false,
  )

const call = async (url, method, params) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  const { result, error } = await response.json()
  if (error) throw new Error(`${method}: ${error.message}`)
  return result
}
