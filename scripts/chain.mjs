// Owns the demo's chain: anvil on a free port, and the token on it.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { start } from './children.mjs'
import { root, StepError } from './steps.mjs'

const readyTimeoutMs = 15_000
const pollMs = 50
const initialSupply = 1_000_000n * 10n ** 18n
// First account of the mnemonic that anvil and Hardhat share: public, for development only.
const signerKey = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

/** Starts anvil; resolves to `{ url, accounts, signerKey, rpc }` when it answers. */
export const startChain = async () => {
  const port = await freePort()
  const args = ['--port', String(port), '--host', '127.0.0.1', '--chain-id', '31337', '--silent']
  const child = start(anvilBinary(), args, { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  const deadline = Date.now() + readyTimeoutMs
  for (;;) {
    const accounts = await rpc(url, 'eth_accounts', []).catch(() => null)
    if (accounts !== null) return { url, accounts, signerKey }
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new StepError('anvil does not answer', `try it alone: npx anvil --port ${port}`)
    }
    await sleep(pollMs)
  }
}

const anvilBinary = () => {
  const platform = process.platform === 'win32' ? 'win32' : process.platform
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const name = `@foundry-rs/anvil-${platform}-${arch}`
  try {
    return createRequire(join(root, 'package.json')).resolve(`${name}/bin/anvil`)
  } catch {
    throw new StepError(`anvil is not installed: ${name} is missing`, 'run `npm ci`')
  }
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

const rpc = async (url, method, params) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  const { result, error } = await response.json()
  if (error) throw new Error(`${method}: ${error.message}`)
  return result
}

/** Deploys specs/examples/token/Token.json from the first account. */
export const deployToken = async ({ url, accounts: [from] }) => {
  // Not there before setup has installed it.
  const { Interface } = await import('ethers')
  const artifact = JSON.parse(readFileSync(join(root, 'specs/examples/token/Token.json'), 'utf8'))
  const input = new Interface(artifact.abi).encodeDeploy(['Demo Token', 'DEMO', initialSupply])
  const bytecode = artifact.bytecode.object ?? artifact.bytecode
  const data = `0x${bytecode.replace(/^0x/, '')}${input.slice(2)}`
  const hash = await rpc(url, 'eth_sendTransaction', [{ from, data }])
  const deadline = Date.now() + readyTimeoutMs
  for (;;) {
    const receipt = await rpc(url, 'eth_getTransactionReceipt', [hash])
    if (receipt?.status === '0x1') return { address: receipt.contractAddress, initialSupply }
    if (receipt || Date.now() > deadline) throw new StepError('the token was not deployed', null)
    await sleep(pollMs)
  }
}
