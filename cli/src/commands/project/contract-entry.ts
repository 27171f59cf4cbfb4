// Owns how a contract is written in nexus.config.ts, in a new project and when one is added later.

import type { ConfiguredContract } from './config.js'

/** Source of a contract's settings, its lines indented from 0. */
export const contractSource = ({ key, abi }: ConfiguredContract): string => `{
  abi: ${quoted(abi)},
  // The chain's id is checked before the first transaction. 31337 is a local anvil or Hardhat.
  chain: { id: 31337, rpcUrl: env('RPC_URL', 'http://127.0.0.1:8545') },
  address: env('${variablesOf(key).address}', ''),
  // Private key of the account that signs writes; reads need none.
  signer: env('${variablesOf(key).signer}', ''),
}`

/** Variables of the environment that a contract is set with: of `erc20Token`, ERC20_TOKEN_ADDRESS. */
export const variablesOf = (key: string): { readonly address: string; readonly signer: string } => {
  const name = key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()
  return { address: `${name}_ADDRESS`, signer: `${name}_SIGNER_KEY` }
}

/** A single-quoted TypeScript string. */
export const quoted = (text: string): string => {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${inner.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`
}

/** Lines of .env.example that set a contract. */
export const environmentRows = ({ key }: Pick<ConfiguredContract, 'key'>): readonly string[] => [
  `${variablesOf(key).address}=`,
  `#${variablesOf(key).signer}=0x...`,
]
