// Owns a real EVM for tests: on a free port, ended by its own pid.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { anvilKeys, startAnvil as startProcess } from '../../../scripts/anvil.mjs'
import { eventually } from '../../waiting.js'

export interface Anvil {
  readonly url: string
  readonly port: number
  /** JSON-RPC without any policy. */
  rpc(method: string, ...params: unknown[]): Promise<unknown>
  stop(): Promise<void>
}

/** Accounts of anvil's well-known test mnemonic; they hold nothing anywhere else. */
export const keys = anvilKeys
export const accounts = [
  '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC',
] as const

export const startAnvil = async (port?: number, flags: readonly string[] = []): Promise<Anvil> => {
  const { child, ...anvil } = await startProcess(spawnTied, port, flags)
  return { ...anvil, stop: () => stop(child) }
}

const spawnTied = (command: string, args: readonly string[]): ChildProcess => {
  const child = spawn(command, args, { stdio: 'ignore' })
  process.once('exit', () => child.kill('SIGKILL'))
  return child
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
  let receipt: unknown
  await eventually(async () => {
    receipt = await anvil.rpc('eth_getTransactionReceipt', hash)
    return receipt !== null
  })
  return (receipt as { contractAddress: `0x${string}` }).contractAddress
}
