// What is emitted: goldens, names that must not break anything, and types that tsc accepts and refuses.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { compileExamples } from '../../../scripts/compile-examples.mjs'
import { programOf } from '../../type-checking.js'
import { emitted, evaluate, example, root } from './generated.js'

const golden = join(root, 'test/golden/contracts')

const examples = () => emitted({ token: example('Token'), nft: example('Nft') })

const entry = (name: string, more: object = {}) => ({
  type: 'function',
  name,
  stateMutability: 'view',
  inputs: [],
  outputs: [{ name: '', type: 'uint256' }],
  ...more,
})

/** Type-checks generated files, and `test.ts` beside them, as a project of a user would. */
const typeErrors = (files: ReadonlyMap<string, string>): string[] => {
  const texts = new Map([...files].map(([path, text]) => [join(root, 'test/virtual', path), text]))
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ['node'],
    skipLibCheck: true,
    paths: { '@nexusrt/runtime/web3': [join(root, 'runtime/src/web3/index.ts')] },
  }
  const host = ts.createCompilerHost(options)
  const { readFile, fileExists, getSourceFile } = host
  host.readFile = (path) => texts.get(path) ?? readFile(path)
  host.fileExists = (path) => texts.has(path) || fileExists(path)
  host.getSourceFile = (path, version) => {
    const text = texts.get(path)
    return text === undefined
      ? getSourceFile(path, version)
      : ts.createSourceFile(path, text, version)
  }
  host.directoryExists = () => true
  const program = programOf([...texts.keys()], options, host)
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? -1
    const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')
    return `${diagnostic.file?.fileName.split('/').pop()}:${line + 1} ${text}`
  })
}

describe('the examples', () => {
  it('compile to the artifacts that are committed, byte for byte', () => {
    for (const { path, text } of compileExamples()) expect(readFileSync(path, 'utf8')).toBe(text)
  }, 60_000)

  it('are emitted as the goldens say', () => {
    for (const [path, text] of examples()) {
      const file = join(golden, path.replace('src/generated/', ''))
      if (process.env.UPDATE_GOLDEN) {
        mkdirSync(join(file, '..'), { recursive: true })
        writeFileSync(file, text)
      }
      expect(text).toBe(readFileSync(file, 'utf8'))
    }
  })

  it('type-check under strict, and refuse what the contract does not have', () => {
    const test = `
import { openContracts } from './contracts'
import { isTokenError, type Holding } from './contracts/token'
const { contracts } = openContracts({ contracts: { token: { chain: 'base' }, nft: { chain: { id: 1, rpcUrl: '' }, signer: '' } } })
const owner = '0x00' as const
export const balance: Promise<bigint> = contracts.token.read.balanceOf(owner, { at: 'latest' })
export const decimals: Promise<number> = contracts.token.read.decimals()
export const holdings: Promise<readonly Holding[]> = contracts.token.read.holdings([owner])
export const sent = contracts.token.write.transfer({ to: owner, value: 1n }, { gasLimit: 1n })
export const moved = contracts.nft.write['safeTransferFrom(address,address,uint256)']({ from: owner, to: owner, tokenId: 1n })
export const needed = (error: unknown): bigint | undefined =>
  isTokenError(error) && error.errorName === 'ERC20InsufficientBalance' ? error.errorArgs.needed : undefined
export const moves = async (): Promise<bigint[]> => {
  const { events } = await (await sent).wait()
  // @ts-expect-error arguments are those of one event, once its name is known
  void events[0]?.args.spender
  return events.flatMap((event) => (event.eventName === 'Transfer' && event.args.to === owner ? [event.args.value] : []))
}
// @ts-expect-error an event that the contract does not log
export const none = async () => (await (await sent).wait()).events.some(({ eventName }) => eventName === 'Minted')
// @ts-expect-error a write is no read
contracts.token.read.transfer
// @ts-expect-error a number is no uint256
contracts.token.write.transfer({ to: owner, value: 1 })
// @ts-expect-error a misspelt argument
contracts.token.write.transfer({ to: owner, amount: 1n })
// @ts-expect-error transfer is not payable
contracts.token.write.transfer({ to: owner, value: 1n }, { value: 1n })
// @ts-expect-error an address begins with 0x
contracts.token.read.balanceOf('owner')
// @ts-expect-error an overloaded name goes by its signature
contracts.nft.write.safeTransferFrom
// @ts-expect-error a name the contract does not raise
export const wrong = (error: unknown) => isTokenError(error) && error.errorName === 'Nope'
`
    expect(typeErrors(new Map([...examples(), ['src/generated/test.ts', test]]))).toEqual([])
  }, 60_000)
})

describe('names', () => {
  const hostile = JSON.stringify({
    contractName: 'Promise',
    abi: [
      ...[
        'then',
        'constructor',
        'toString',
        '__proto__',
        'hasOwnProperty',
        'new',
        'default',
        'await',
        'link',
        'spec',
      ].map((name) => entry(name)),
      entry('SEND'),
      entry('send'),
      entry('over', { inputs: [{ name: '', type: 'uint8' }] }),
      entry('over', { inputs: [{ name: '', type: 'uint16' }] }),
      entry('uintWord', {
        inputs: [
          { name: 'uintWord', type: 'uint256' },
          { name: 'options', type: 'bool' },
        ],
      }),
      entry('many', {
        inputs: [
          { name: 'a', type: 'uint256' },
          { name: 'a', type: 'uint256' },
          { name: '', type: 'bool' },
        ],
        outputs: [
          { name: '__proto__', type: 'uint8' },
          { name: 'constructor', type: 'bool' },
          { name: '', type: 'bool' },
        ],
      }),
      ...[
        ['A.Key', 'uint8'],
        ['B.Key', 'bool'],
        ['B.Key', 'string'],
        ['Array', 'bool'],
      ].map(([struct, type], i) =>
        entry(`struct${i}`, {
          outputs: [
            {
              name: '',
              type: 'tuple',
              internalType: `struct ${struct}`,
              components: [{ name: 'x', type }],
            },
          ],
        }),
      ),
      { type: 'error', name: 'Error', inputs: [{ name: 'x', type: 'bool' }] },
      { type: 'error', name: 'constructor', inputs: [] },
      {
        type: 'function',
        name: 'pay',
        stateMutability: 'payable',
        inputs: [
          { name: '__proto__', type: 'uint8' },
          { name: 'args', type: 'bool' },
        ],
      },
    ],
  })

  it('that mean something to JavaScript are properties like all others', async () => {
    const files = emitted({ 'my-token': hostile, __proto__x: example('Token') })
    const module = evaluate(files)('src/generated/contracts/promise.ts')
    const Client = module.PromiseContract as new (
      link: unknown,
    ) => Record<'read' | 'write', Record<string, (...args: unknown[]) => Promise<string>>>
    const link = {
      read: (_: unknown, signature: string, encode: () => string) =>
        [signature, encode()].join(' '),
      write: (_: unknown, signature: string, encode: () => string) =>
        [signature, encode()].join(' '),
    }
    const { read, write } = new Client(link)
    expect(Object.getPrototypeOf(read)).toBe(null)
    for (const name of [
      'then',
      'constructor',
      'toString',
      '__proto__',
      'default',
      'SEND',
      'send',
      'link',
    ]) {
      expect(await read[name]?.()).toMatch(new RegExp(`^${name}\\(\\) 0x`))
    }
    expect(await read['over(uint16)']?.(7)).toMatch(/^over\(uint16\) 0x.*7$/)
    expect(read.over).toBe(undefined)
    const args = JSON.parse('{"__proto__": 3, "args": true}')
    expect(await write.pay?.(args)).toMatch(/3.{63}1$/)
  })

  it('are the same whatever else is in the ABI, and type-check', () => {
    const files = emitted({ 'my-token': hostile, token: example('Token') })
    expect(typeErrors(files)).toEqual([])
    const text = files.get('src/generated/contracts/promise.ts') ?? ''
    for (const name of ['AKey', 'ArrayStruct']) expect(text).toContain(`export interface ${name} {`)
    expect(text.match(/export interface BKey[0-9a-f]{8} \{/g)).toHaveLength(2)
  }, 60_000)

  it('of contracts that share a name are qualified by their keys', () => {
    const one = JSON.stringify({ contractName: 'Token', abi: [entry('one')] })
    const two = JSON.stringify({ contractName: 'Token', abi: [entry('two')] })
    const files = emitted({ usdc: one, 'wrapped-ether': two })
    expect([...files.keys()]).toEqual([
      'src/generated/contracts/token-usdc.ts',
      'src/generated/contracts/token-wrapped-ether.ts',
      'src/generated/contracts.ts',
    ])
    const wiring = files.get('src/generated/contracts.ts')
    expect(wiring).toContain('readonly usdc: TokenUsdc')
    expect(wiring).toContain("readonly 'wrapped-ether': TokenWrappedEther")
  })

  it('in the wiring do not collide with its own', () => {
    const files = emitted({
      contracts: JSON.stringify({ contractName: 'Contracts', abi: [entry('one')] }),
    })
    expect(files.get('src/generated/contracts.ts')).toContain(
      'import { Contracts as ContractsClient }',
    )
    expect(typeErrors(files)).toEqual([])
  }, 60_000)
})

describe('a project without contracts', () => {
  it('gets an empty wiring that loads nothing', () => {
    const files = emitted({})
    expect([...files.keys()]).toEqual(['src/generated/contracts.ts'])
    expect(files.get('src/generated/contracts.ts')).not.toContain('import')
    expect(typeErrors(files)).toEqual([])
  }, 60_000)
})

describe('output', () => {
  it('is the same for the same input, in whatever order contracts are named', () => {
    const forwards = emitted({ token: example('Token'), nft: example('Nft') })
    const backwards = emitted({ nft: example('Nft'), token: example('Token') })
    expect([...backwards]).toEqual([...forwards])
  })

  it('names only what the runtime exports', async () => {
    const text = readFileSync(join(root, 'runtime/src/web3/index.ts'), 'utf8')
    const missing = ['connectContracts', 'ContractsConfig', 'OpenContracts'].filter(
      (name) => !new RegExp(`\\b${name}\\b`).test(text),
    )
    expect(missing).toEqual([])
  })
})
