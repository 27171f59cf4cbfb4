// Owns the text of a new project's nexus.config.ts and the variables it adds to .env.example.

import type { ConfiguredContract } from '../project/config.js'
import { contractSource, environmentRows, quoted } from '../project/contract-entry.js'

/** Source of nexus.config.ts; paths are relative to the project, with forward slashes. */
export const configText = (
  openapi: string,
  contracts: readonly ConfiguredContract[],
  allow: readonly string[] = [],
): string => {
  const names = contracts.length > 0 ? 'defineConfig, env' : 'defineConfig'
  const rows = contracts.map(contractText).join('')
  const section = contracts.length > 0 ? `  contracts: {\n${rows}  },\n` : ''
  const remote =
    allow.length > 0
      ? `  document: { remote: { allow: [${allow.map(quoted).join(', ')}] } },\n`
      : ''
  return `// What this server is made from, and its settings. Yours. env() is read when the server starts.

import { ${names} } from '@nexusrt/runtime/config'

export default defineConfig({
  openapi: ${quoted(openapi)},
${remote}${section}  server: {
    // Every limit has a default and a name; see .env.example for what the environment sets.
    limits: { bodyBytesMax: '1MiB' },
  },
})
`
}

const contractText = (contract: ConfiguredContract): string =>
  `${contract.key}: ${contractSource(contract)},`
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('')

/** Lines for .env.example, '' without contracts. */
export const environmentText = (contracts: readonly ConfiguredContract[]): string => {
  if (contracts.length === 0) return ''
  const rows = contracts.flatMap(environmentRows).map((row) => `${row}\n`)
  return `\n# Contracts: see nexus.config.ts. Keys belong into the environment, never into a file you commit.\nRPC_URL=http://127.0.0.1:8545\n${rows.join('')}`
}
