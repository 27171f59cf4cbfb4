// Owns the text of a new project's nexus.config.ts and the variables it adds to .env.example.

import type { ConfiguredContract } from '../project/config.js'

/** Source of nexus.config.ts; paths are relative to the project, with forward slashes. */
export const configText = (openapi: string, contracts: readonly ConfiguredContract[]): string => {
  const names = contracts.length > 0 ? 'defineConfig, env' : 'defineConfig'
  const rows = contracts.map(contractText).join('')
  const section = contracts.length > 0 ? `  contracts: {\n${rows}  },\n` : ''
  return `// What this server is made from, and its settings. Yours. env() is read when the server starts.

import { ${names} } from '@nexusrt/runtime/config'

export default defineConfig({
  openapi: ${quoted(openapi)},
${section}  server: {
    // Every limit has a default and a name; see .env.example for what the environment sets.
    limits: { bodyBytesMax: '1MiB' },
  },
})
`
}

const contractText = ({ key, abi }: ConfiguredContract): string => `    ${key}: {
      abi: ${quoted(abi)},
      // The chain's id is checked before the first transaction. 31337 is a local anvil or Hardhat.
      chain: { id: 31337, rpcUrl: env('RPC_URL', 'http://127.0.0.1:8545') },
      address: env('${variable(key)}_ADDRESS', ''),
      // Private key of the account that signs writes; reads need none.
      signer: env('${variable(key)}_SIGNER_KEY', ''),
    },
`

/** Lines for .env.example, '' without contracts. */
export const environmentText = (contracts: readonly ConfiguredContract[]): string => {
  if (contracts.length === 0) return ''
  const rows = contracts.map(
    ({ key }) => `${variable(key)}_ADDRESS=\n#${variable(key)}_SIGNER_KEY=0x...\n`,
  )
  return `\n# Contracts: see nexus.config.ts. Keys belong into the environment, never into a file you commit.\nRPC_URL=http://127.0.0.1:8545\n${rows.join('')}`
}

/** `erc20Token` as a variable: `ERC20_TOKEN`. */
const variable = (key: string): string => key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()

/** A single-quoted TypeScript string. */
const quoted = (text: string): string => {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${inner.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`
}
