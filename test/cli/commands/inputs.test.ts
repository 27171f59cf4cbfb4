// Inputs of a compilation: names of contracts, flags before configuration, files that are missing.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../cli/src/commands/failure.js'
import { requireFile } from '../../../cli/src/commands/files.js'
import type { ProjectConfig } from '../../../cli/src/commands/project/config.js'
import { contractKey } from '../../../cli/src/commands/project/contract-key.js'
import { inputsOf, resolveInputs } from '../../../cli/src/commands/project/inputs.js'
import { documentDefaults } from '../../../cli/src/ir/document-options.js'
import { schemaDefaults } from '../../../cli/src/ir/schema-options.js'

let dir = ''
const at = (file: string) => join(dir, file)

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-inputs-'))
  mkdirSync(at('abi'))
  for (const file of ['api.yaml', 'abi/Token.json', 'abi/Nft.json']) writeFileSync(at(file), '')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const failure = (work: () => unknown): Failure => {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a contract is named after its file', () => {
  it.each([
    ['abi/Token.json', 'token'],
    ['ERC20Token.json', 'erc20Token'],
    ['my-nft.abi.json', 'myNft'],
    ['WETH9.json', 'weth9'],
    ['uniswap_v3_pool.json', 'uniswapV3Pool'],
    ['0xdead.json', 'contract0xdead'],
    ['__proto__.json', 'proto'],
    ['....json', 'contract'],
  ])('%s: %s', (file, key) => {
    expect(contractKey(file)).toBe(key)
  })
})

describe('a file that is missing', () => {
  it.each([
    ['tokens.yaml', 'did you mean'],
    ['token.yml', 'did you mean'],
    ['token.json', 'did you mean'],
    // Nothing is like it: what else lies there is no guess.
    ['nope.yaml', 'look at what is in'],
    ['packages.jso', 'look at what is in'],
  ])('%s: %s', (name, help) => {
    mkdirSync(at('specs'))
    for (const file of ['token.yaml', 'package.txt', 'jwt.json'])
      writeFileSync(at(`specs/${file}`), '')
    const { help: told } = failure(() => requireFile(at(`specs/${name}`), '--openapi'))
    expect(told).toContain(help)
    if (help === 'did you mean') expect(told).toContain('specs/token.yaml?')
  })
})

describe('inputs', () => {
  const config = {
    openapi: 'api.yaml',
    contracts: [{ key: 'coin', abi: 'abi/Token.json' }],
    schemas: schemaDefaults,
    document: documentDefaults,
    accepted: [],
  }

  it('come from the configuration', () => {
    expect(inputsOf(dir, config, {})).toEqual({
      projectDir: dir,
      openapi: at('api.yaml'),
      contracts: [{ key: 'coin', abi: at('abi/Token.json') }],
      schemas: schemaDefaults,
      document: { ...documentDefaults, remote: { ...documentDefaults.remote, home: dir } },
      unconfigured: [],
      configured: {
        openapi: 'api.yaml',
        contracts: [{ key: 'coin', abi: 'abi/Token.json' }],
        settings: { schemas: schemaDefaults, include: documentDefaults.include },
      },
    })
  })

  it('of flags join the configured ones; those that no configuration has are told apart', () => {
    const named = inputsOf(dir, config, { abi: [at('abi/Nft.json')] })
    expect(named.contracts.map(({ key }) => key)).toEqual(['coin', 'nft'])
    expect(named.unconfigured).toEqual([{ key: 'nft', abi: at('abi/Nft.json') }])
    const alone = inputsOf(dir, null, { abi: [at('abi/Nft.json')] })
    expect(alone.unconfigured).toEqual([])
  })

  it('of flags take the place of those with the same name', () => {
    writeFileSync(at('Coin.json'), '')
    const { contracts, unconfigured } = inputsOf(dir, config, { abi: [at('Coin.json')] })
    expect(contracts).toEqual([{ key: 'coin', abi: at('Coin.json') }])
    expect(unconfigured).toEqual([])
  })

  it('come from flags first; a configured file keeps its name', () => {
    const flags = { openapi: at('api.yaml'), abi: [at('abi/Token.json'), at('abi/Nft.json')] }
    expect(inputsOf(dir, config, flags).contracts).toEqual([
      { key: 'coin', abi: at('abi/Token.json') },
      { key: 'nft', abi: at('abi/Nft.json') },
    ])
  })

  it('must be there, or a name that is near is offered', () => {
    const { kind, message, help } = failure(() => inputsOf(dir, null, { openapi: at('apy.yaml') }))
    expect(kind).toBe('usage')
    expect(message).toContain('apy.yaml does not exist')
    expect(help).toContain('api.yaml?')
    expect(failure(() => inputsOf(dir, null, { openapi: at('abi') })).message).toContain(
      'is a folder',
    )
    expect(failure(() => inputsOf(dir, null, { openapi: at('no/a.yaml') })).help).toContain(
      'does not exist either',
    )
  })

  it('are files: a URL is not fetched', () => {
    const url = 'https://example.com/api.yaml?a=1&b'
    const { kind, message, help } = failure(() => inputsOf(dir, null, { openapi: url }))
    expect([kind, message]).toEqual(['usage', '--openapi: URLs are not fetched'])
    expect(help).toContain(`curl -o api.yaml '${url}'`)
  })

  it('of a folder elsewhere are not guessed; what is no file is called what it is', () => {
    const elsewhere = failure(() => inputsOf(dir, null, { openapi: at('nothing-like-it.txt') }))
    // As typed from here: relative where that is shorter, which depends on where the suite runs.
    const named = elsewhere.help?.replace('look at what is in ', '')
    expect(resolve(named ?? '')).toBe(dir)
    const pipe = failure(() => inputsOf(dir, null, { openapi: '/dev/null' }))
    expect(pipe.message).toContain('is no regular file')
  })

  it('must be something', () => {
    expect(failure(() => inputsOf(dir, null, {})).message).toContain('no nexus.config.ts')
    const empty: ProjectConfig = {
      openapi: null,
      contracts: [],
      schemas: schemaDefaults,
      document: documentDefaults,
      accepted: [],
    }
    expect(failure(() => inputsOf(dir, empty, {})).message).toContain('names no contract')
  })

  it('must not share a name', () => {
    mkdirSync(at('other'))
    writeFileSync(at('other/Token.json'), '')
    const flags = { abi: [at('abi/Token.json'), at('other/Token.json')] }
    expect(failure(() => inputsOf(dir, null, flags)).message).toContain('token')
  })

  it('are read from nexus.config.ts without its packages and without an environment', async () => {
    writeFileSync(
      at('nexus.config.ts'),
      `import { defineConfig, env } from '@nexusrt/runtime/config'
       const folder: string = 'abi'
       export default defineConfig({
         openapi: 'api.yaml',
         contracts: { coin: { abi: folder + '/Token.json', address: env('NOT_SET') } },
       })`,
    )
    expect(await resolveInputs(dir, {})).toMatchObject({
      openapi: at('api.yaml'),
      contracts: [{ key: 'coin', abi: at('abi/Token.json') }],
    })
  })

  it.each([
    ['export default 1', 'no default export that is an object'],
    ['export default { openapi: [] }', '`openapi` is not a path'],
    ['export default { contracts: [] }', '`contracts` is not an object'],
    ['export default { schemas: { strict: 1 } }', '`schemas.strict` does not exist'],
    ['export default { contracts: { a: {} } }', '`contracts.a.abi` is not a path'],
    [
      "import { env } from '@nexusrt/runtime/config'\nexport default { openapi: env('X') }",
      '`openapi` is env(...), but',
    ],
    [
      "import { env } from '@nexusrt/runtime/config'\nexport default { contracts: { a: { abi: env('X', 'y') } } }",
      '`contracts.a.abi` is env(...), but',
    ],
    ["throw new Error('no')", 'fails when it is evaluated: no'],
    ['export default {', 'nexus.config.ts:1:17'],
  ])('%s is refused', async (text, message) => {
    writeFileSync(at('nexus.config.ts'), text)
    await expect(resolveInputs(dir, {})).rejects.toThrow(message)
  })
})
