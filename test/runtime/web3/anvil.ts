// Owns a real EVM for tests: anvil's binary itself, on a free port, ended by its own pid.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'

export interface Anvil {
  readonly url: string
  readonly port: number
  /** JSON-RPC without any policy. */
  rpc(method: string, ...params: unknown[]): Promise<unknown>
  stop(): Promise<void>
}

/** Accounts of anvil's well-known test mnemonic; they hold nothing anywhere else. */
export const keys = [
  '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
  '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
] as const
export const accounts = [
  '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC',
] as const

/** The platform's own package holds the binary; `@foundry-rs/anvil` only wraps it. */
const binary = (): string => {
  const require = createRequire(import.meta.url)
  const wrapper = require.resolve('@foundry-rs/anvil/package.json')
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const name = `@foundry-rs/anvil-${process.platform}-${arch}/package.json`
  return join(dirname(createRequire(wrapper).resolve(name)), 'bin', 'anvil')
}

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

export const startAnvil = async (port?: number, flags: readonly string[] = []): Promise<Anvil> => {
  const chosen = port ?? (await freePort())
  const args = ['--port', `${chosen}`, '--chain-id', '31337', '--silent', ...flags]
  const child = spawn(binary(), args, { stdio: 'ignore' })
  process.once('exit', () => child.kill('SIGKILL'))
  const url = `http://127.0.0.1:${chosen}`
  const rpc = caller(url)
  await untilUp(child, rpc)
  return { url, port: chosen, rpc, stop: () => stop(child) }
}

const caller =
  (url: string): Anvil['rpc'] =>
  async (method, ...params) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(url, { method: 'POST', headers, body })
    const { result, error } = (await answer.json()) as {
      result?: unknown
      error?: { message: string }
    }
    if (error) throw new Error(error.message)
    return result
  }

const untilUp = async (child: ChildProcess, rpc: Anvil['rpc']): Promise<void> => {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`anvil ended with ${child.exitCode}`)
    try {
      await rpc('eth_chainId')
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
  await stop(child)
  throw new Error('anvil did not answer within 5 s')
}

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

/** Deploys from anvil's first account; gives the contract's address. */
export const deploy = async (anvil: Anvil, data: string): Promise<`0x${string}`> => {
  const hash = await anvil.rpc('eth_sendTransaction', { from: accounts[0], data })
  for (let attempt = 0; attempt < 100; attempt++) {
    const receipt = await anvil.rpc('eth_getTransactionReceipt', hash)
    if (receipt) return (receipt as { contractAddress: `0x${string}` }).contractAddress
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('the contract was not deployed')
}
