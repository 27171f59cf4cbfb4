// Adding contracts to a user's nexus.config.ts: what is there stays, character by character.

import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { addContracts } from '../../../cli/src/write/config.js'

const entries = [{ key: 'nft', source: "{\n  abi: 'abi/Nft.json',\n  address: env('NFT', ''),\n}" }]
const value = (indent: string) =>
  `${indent}nft: {\n${indent}  abi: 'abi/Nft.json',\n${indent}  address: env('NFT', ''),\n${indent}},`
const header = "import { defineConfig, env } from '@nexusrt/runtime/config'\n\n"

/** Original, and what it becomes. */
const cases: readonly [string, string, string][] = [
  [
    'behind the last contract, its comma and its comment',
    `${header}export default defineConfig({
  contracts: {
    token: { abi: 'abi/Token.json' }, // the first
    // more to come
  },
})
`,
    `${header}export default defineConfig({
  contracts: {
    token: { abi: 'abi/Token.json' }, // the first
${value('    ')}
    // more to come
  },
})
`,
  ],
  [
    'with a comma where there was none',
    `${header}export default defineConfig({
    contracts: {
        token: { abi: 'abi/Token.json' } // the last
    }
})
`,
    `${header}export default defineConfig({
    contracts: {
        token: { abi: 'abi/Token.json' }, // the last
${value('      ')}
    }
})
`,
  ],
  [
    'in a section of its own, with the import it needs',
    `// Mine.
import { defineConfig } from '@nexusrt/runtime/config'

export default defineConfig({
  openapi: 'specs/api.yaml',
})
`,
    `// Mine.
import { defineConfig, env } from '@nexusrt/runtime/config'

export default defineConfig({
  openapi: 'specs/api.yaml',
  contracts: {
${value('    ')}
  },
})
`,
  ],
  [
    'in an object on one line, through a constant and `satisfies`',
    `const config = { openapi: 'a.yaml', contracts: {} }
export default (config satisfies object)
`,
    `import { env } from '@nexusrt/runtime/config'
const config = { openapi: 'a.yaml', contracts: {
${value('  ')}
} }
export default (config satisfies object)
`,
  ],
]

const otherEntry = `import { statusOf } from '@nexusrt/runtime'
export default { contracts: {} }
`

const syntaxErrors = (text: string): readonly string[] => {
  const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true })
  return diagnostics.map(({ messageText }) => String(messageText))
}

describe('a contract is added', () => {
  it.each(cases)('%s', async (_, before, after) => {
    const edited = await addContracts(before, entries)
    expect(edited).toBe(after)
    expect(syntaxErrors(edited ?? '')).toEqual([])
  })

  it('with the line ends of the file', async () => {
    const [, before = '', after = ''] = cases[2] ?? []
    const crlf = (text: string) => text.replaceAll('\n', '\r\n')
    expect(await addContracts(crlf(before), entries)).toBe(crlf(after))
  })

  it('with an import of its own beside one from another entry', async () => {
    const edited = await addContracts(otherEntry, entries)
    expect(edited).toContain("import { env } from '@nexusrt/runtime/config'\n")
    expect(edited).toContain("import { statusOf } from '@nexusrt/runtime'\n")
  })

  it('and a second one behind it', async () => {
    const two = [...entries, { key: 'vault', source: "{ abi: 'abi/Vault.json' }" }]
    const edited = await addContracts(cases[0]?.[1] ?? '', two)
    expect(edited).toContain(`${value('    ')}\n    vault: { abi: 'abi/Vault.json' },\n`)
  })
})

describe('nothing is added', () => {
  it.each([
    ['where the contracts are computed', 'export default { contracts: make() }'],
    ['where they are a shorthand', 'const contracts = {}\nexport default { contracts }'],
    ['where there is no default export', 'export const config = {}'],
    ['where a constant names itself', 'const a = a\nexport default a'],
    ['where `env` is something else', "import { env } from 'other'\nexport default {}"],
  ])('%s', async (_, text) => {
    expect(await addContracts(text, entries)).toBeNull()
  })
})
