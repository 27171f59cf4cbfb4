// Owns the demo's chain: anvil on a free port, and the token on it.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { anvilKeys, startAnvil } from './anvil.mjs'
import { start } from './children.mjs'
import { root, StepError } from './steps.mjs'

const readyTimeoutMs = 15_000
const pollMs = 50
const initialSupply = 1_000_000n * 10n ** 18n
/** Starts anvil; resolves to `{ url, accounts, signerKey, rpc }` when it answers. */
export const startChain = async () => {
  const spawn = (command, args) => start(command, args, { stdio: 'ignore' })
  const { url, rpc } = await startAnvil(spawn)
  return { url, rpc, accounts: await rpc('eth_accounts'), signerKey: anvilKeys[0] }
}

/** Deploys specs/examples/token/Token.json from the first account. */
export const deployToken = async ({ rpc, accounts: [from] }) => {
  // Not there before setup has installed it.
  const { Interface } = await import('ethers')
  const artifact = JSON.parse(readFileSync(join(root, 'specs/examples/token/Token.json'), 'utf8'))
  const input = new Interface(artifact.abi).encodeDeploy(['Demo Token', 'DEMO', initialSupply])
  const bytecode = artifact.bytecode.object ?? artifact.bytecode
  const data = `0x${bytecode.replace(/^0x/, '')}${input.slice(2)}`
  const hash = await rpc('eth_sendTransaction', { from, data })
  const deadline = Date.now() + readyTimeoutMs
  for (;;) {
    const receipt = await rpc('eth_getTransactionReceipt', hash)
    if (receipt?.status === '0x1') return { address: receipt.contractAddress, initialSupply }
    if (receipt || Date.now() > deadline) throw new StepError('the token was not deployed', null)
    await sleep(pollMs)
  }
}
