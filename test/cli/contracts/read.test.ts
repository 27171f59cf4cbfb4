// The ABI reader: artifacts of every tool, selectors, standards, and what must fail where.

import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Fragment, Interface } from 'ethers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAbi } from '../../../cli/src/read/abi/abi.js'
import { contractOf, example } from './generated.js'

const openZeppelin = join(
  dirname(createRequire(import.meta.url).resolve('@openzeppelin/contracts/package.json')),
  'build/contracts',
)

const read = (abi: unknown, file = 'abi/Thing.json') => readAbi({ file, text: JSON.stringify(abi) })

/** `code pointer` of each finding. */
const findings = (abi: unknown): string[] =>
  read(abi).diagnostics.map(({ code, at }) => `${code} ${at?.pointer}`)

const view = { type: 'function', name: 'f', stateMutability: 'view', inputs: [], outputs: [] }
const withInput = (input: unknown) => [{ ...view, inputs: [input] }]

describe('artifacts', () => {
  const abi = [view]
  it.each([
    ['a bare array', abi, 'Thing', ''],
    ['Hardhat', { contractName: 'Coin', abi, bytecode: '0x' }, 'Coin', '/abi'],
    ['Foundry', { abi, bytecode: { object: '0x' } }, 'Thing', '/abi'],
    ['Truffle', { contractName: 'Old', abi, networks: {} }, 'Old', '/abi'],
    ['0x', { contractName: 'Zrx', compilerOutput: { abi } }, 'Zrx', '/compilerOutput/abi'],
    ['a hostile name', { contractName: '../../x', abi }, 'Thing', '/abi'],
  ])('of %s are read', (_, artifact, name, pointer) => {
    const { value, diagnostics } = read(artifact)
    expect(diagnostics).toEqual([])
    expect(value).toMatchObject({ name, at: { file: 'abi/Thing.json', pointer } })
    expect(value?.functions[0]?.at.pointer).toBe(`${pointer}/0`)
  })

  it('are named by their file', () => {
    expect(contractOf('a/b/my-token.abi.json', '[]').name).toBe('MyToken')
    expect(contractOf('a\\b\\3d.json', '[]').name).toBe('Contract3d')
    expect(contractOf('---.json', '[]').name).toBe('Contract')
  })
})

describe('defects', () => {
  it.each<[string, unknown, string[]]>([
    ['a string', 'x', ['NX3002 ']],
    ['an object without abi', { name: 'x' }, ['NX3002 ']],
    ['an abi that is no array', { abi: {} }, ['NX3002 /abi']],
    ['an entry that is no object', [view, 'function g()'], ['NX3003 /1']],
    ['an unknown kind of entry', [{ type: 'struct' }], ['NX3003 /0/type']],
    ['a name that is no identifier', [{ ...view, name: 'a b' }], ['NX3005 /0/name']],
    ['a missing name', [{ type: 'event', inputs: [] }], ['NX3005 /0']],
    [
      'a parameter that closes a comment',
      withInput({ name: '*/x', type: 'bool' }),
      ['NX3005 /0/inputs/0/name'],
    ],
    ['inputs that are no list', [{ ...view, inputs: {} }], ['NX3004 /0/inputs']],
    ['an input that is no object', withInput(null), ['NX3004 /0/inputs/0']],
    ['a type that is missing', withInput({ name: 'a' }), ['NX3006 /0/inputs/0']],
    ['a type of a library', withInput({ name: 'a', type: 'IPool' }), ['NX3006 /0/inputs/0/type']],
    ['uint without a width', withInput({ name: 'a', type: 'uint' }), ['NX3006 /0/inputs/0/type']],
    ['uint7', withInput({ name: 'a', type: 'uint7' }), ['NX3006 /0/inputs/0/type']],
    ['bytes33', withInput({ name: 'a', type: 'bytes33' }), ['NX3006 /0/inputs/0/type']],
    ['bytes0', withInput({ name: 'a', type: 'bytes0' }), ['NX3006 /0/inputs/0/type']],
    ['a zero-length array', withInput({ name: 'a', type: 'bool[0]' }), ['NX3007 /0/inputs/0/type']],
    ['a huge array', withInput({ name: 'a', type: 'bool[999][999]' }), ['NX3007 /0/inputs/0/type']],
    [
      'a tuple without components',
      withInput({ name: 'a', type: 'tuple' }),
      ['NX3004 /0/inputs/0/components'],
    ],
    [
      'an empty tuple',
      withInput({ name: 'a', type: 'tuple', components: [] }),
      ['NX3006 /0/inputs/0/components'],
    ],
    [
      'indexed on a function',
      withInput({ name: 'a', type: 'bool', indexed: false }),
      ['NX3008 /0/inputs/0/indexed'],
    ],
    [
      'an unknown mutability',
      [{ ...view, stateMutability: 'const' }],
      ['NX3009 /0/stateMutability'],
    ],
    ['a function twice', [view, view], ['NX3011 /1']],
    ['two constructors', [{ type: 'constructor' }, { type: 'constructor' }], ['NX3011 /1']],
    // Both hash to 0x42966c68.
    [
      'a selector twice',
      [
        { ...view, name: 'burn', inputs: [{ name: '', type: 'uint256' }] },
        { ...view, name: 'collate_propagate_storage', inputs: [{ name: '', type: 'bytes16' }] },
      ],
      ['NX3010 /1'],
    ],
  ])('%s', (_, abi, expected) => {
    expect(findings(abi)).toEqual(expected)
    expect(read(abi).value).toBe(null)
  })

  it('of JSON are one finding', () => {
    const { value, diagnostics } = readAbi({ file: 'x.json', text: '[{' })
    expect(value).toBe(null)
    expect(diagnostics.map(({ code }) => code)).toEqual(['NX3001'])
  })

  it('of nesting and number have a limit', () => {
    const nested = (depth: number): object =>
      depth === 0
        ? { name: 'a', type: 'bool' }
        : { name: 'a', type: 'tuple', components: [nested(depth - 1)] }
    expect(findings(withInput(nested(16)))).toEqual([])
    expect(findings(withInput(nested(17)))[0]).toMatch(/^NX3007/)
    const many = Array.from({ length: 1025 }, () => ({ name: '', type: 'bool' }))
    const tooMany = [{ ...view, inputs: many }]
    expect(findings(tooMany)).toEqual(['NX3007 /0/inputs'])
    expect(read(tooMany).diagnostics[0]?.message).toContain(
      '(limits abiParametersMax, abiDepthMax)',
    )
    expect(read(Array.from({ length: 200 }, () => 1)).diagnostics).toHaveLength(50)
  })
})

describe('a parameter name twice', () => {
  it('is a warning, and the contract is read', () => {
    const inputs = ['a', '', 'a', '', '_1'].map((name) => ({ name, type: 'bool' }))
    const { value, diagnostics } = read([{ ...view, inputs }])
    expect(value?.functions).toHaveLength(1)
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ['NX3012', 'warning'],
    ])
  })
})

describe('what is read', () => {
  it('has the selectors that ethers computes, over all of OpenZeppelin', () => {
    for (const name of readdirSync(openZeppelin)) {
      const text = readFileSync(join(openZeppelin, name), 'utf8')
      const contract = contractOf(name, text)
      const theirs = new Interface(JSON.parse(text).abi)
      for (const fn of contract.functions) {
        expect(theirs.getFunction(fn.selector)?.format('sighash')).toBe(fn.signature)
      }
      for (const error of contract.errors) {
        expect(theirs.getError(error.selector)?.format('sighash')).toBe(error.signature)
      }
      for (const event of contract.events)
        expect(theirs.getEvent(event.topic)?.name).toBe(event.name)
    }
  })

  it('keeps structs, their names and their arrays', () => {
    const holdings = contractOf('Token.json', example('Token')).functions.find(
      ({ name }) => name === 'holdings',
    )
    expect(holdings?.outputs[0]?.type).toMatchObject({
      kind: 'array',
      length: null,
      item: { kind: 'tuple', structName: 'Token.Holding' },
    })
  })

  it('recognises standards', () => {
    const standards = (name: string) =>
      contractOf(name, readFileSync(join(openZeppelin, `${name}.json`), 'utf8')).standards
    expect(contractOf('Token.json', example('Token')).standards).toEqual(['erc20'])
    expect(contractOf('Nft.json', example('Nft')).standards).toEqual(['erc721'])
    expect(standards('IERC20')).toEqual(['erc20'])
    expect(standards('ERC4626')).toEqual(['erc20'])
    expect(standards('IERC721')).toEqual(['erc721'])
    expect(standards('ERC1155')).toEqual([])
  })

  it('understands ABIs from before Solidity 0.5', () => {
    const { value } = read([
      { name: 'a', constant: true, inputs: [], outputs: [] },
      { type: 'function', name: 'b', payable: true, inputs: [] },
      { type: 'function', name: 'c', constant: false, inputs: [] },
      { type: 'fallback', payable: true },
    ])
    expect(value?.functions.map(({ mutability }) => mutability)).toEqual([
      'view',
      'payable',
      'nonpayable',
    ])
  })

  it('takes an event that two bases declare alike once', () => {
    const event = { type: 'event', name: 'E', inputs: [{ name: 'a', type: 'bool', indexed: true }] }
    expect(read([event, event])).toMatchObject({
      value: { events: [{ name: 'E' }] },
      diagnostics: [],
    })
  })
})

describe('any input', () => {
  const text = example('Token').replace(/"bytecode": "[^"]*"/, '"bytecode": "0x"')

  it('is answered without throwing, truncated anywhere', () => {
    for (let end = 0; end < text.length; end += 7) {
      expect(readAbi({ file: 'x.json', text: text.slice(0, end) }).value).toBe(null)
    }
  })

  it('is answered without throwing, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (abi) => {
        expect(read(abi).diagnostics.every(({ at, help }) => at !== null && help)).toBe(true)
      }),
    )
  })

  it('gives a contract that ethers reads alike, or an error, when one value changes', () => {
    const root = JSON.parse(text).abi as unknown[]
    const odd = fc.constantFrom<unknown>(
      null,
      1,
      '',
      'tuple',
      'uint256[',
      'a b',
      '__proto__',
      [],
      {},
      true,
      [[]],
    )
    fc.assert(
      fc.property(fc.nat(), odd, (seed, value) => {
        const copy = structuredClone(root)
        mutate(copy, seed, value)
        const { value: contract, diagnostics } = read(copy)
        if (contract === null) expect(diagnostics.length).toBeGreaterThan(0)
        else
          for (const fn of contract.functions)
            expect(Fragment.from(`function f${fn.signature.slice(fn.name.length)}`)).toBeTruthy()
      }),
      { numRuns: 500 },
    )
  })
})

/** Replaces one value somewhere in the tree. */
const mutate = (tree: unknown[], seed: number, value: unknown): void => {
  const places: [Record<string, unknown>, string][] = []
  const walk = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key])
      walk((node as Record<string, unknown>)[key])
    }
  }
  walk(tree)
  const place = places[seed % places.length]
  if (place) place[0][place[1]] = value
}
