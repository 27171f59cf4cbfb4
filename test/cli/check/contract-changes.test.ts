// Changes of ABIs: one case for each rule of the table, and changes that change nothing for code that calls.

import { describe, expect, it } from 'vitest'
import { compareContracts } from '../../../cli/src/check/changes/contracts.js'
import { rules } from '../../../cli/src/check/changes/rules.js'
import { contractOf } from '../contracts/generated.js'

type Part = Readonly<Record<string, unknown>>

const fn = (name: string, inputs: readonly Part[] = [], more: Part = {}): Part => ({
  type: 'function',
  name,
  stateMutability: 'nonpayable',
  inputs,
  outputs: [],
  ...more,
})
const read = (name: string, inputs: readonly Part[] = [], outputs: readonly Part[] = []): Part =>
  fn(name, inputs, { stateMutability: 'view', outputs })
const error = (name: string, inputs: readonly Part[] = []): Part => ({
  type: 'error',
  name,
  inputs,
})
const uint = (name = '') => ({ name, type: 'uint256' })
const address = (name = '') => ({ name, type: 'address' })
const pair = (first: string) => ({
  name: 'p',
  type: 'tuple',
  internalType: 'struct P',
  components: [uint(first)],
})

const keyed = (parts: readonly Part[] | null, key = 'token') =>
  parts === null ? [] : [{ key, contract: contractOf(`abi/${key}.json`, JSON.stringify(parts)) }]

/** `audience rule place: message` of each change. */
const told = (before: readonly Part[] | null, after: readonly Part[] | null) =>
  compareContracts(keyed(before), keyed(after)).map(
    ({ audience, rule, place, message, operation }) => {
      expect(operation).toBe('contract token')
      return `${audience} ${rule} ${place}: ${message}`
    },
  )

const cases: readonly [
  string,
  readonly Part[] | null,
  readonly Part[] | null,
  readonly string[],
][] = [
  ['a new contract', null, [], ['nobody contract-added : contract token was added']],
  ['a contract that is gone', [], null, ['types contract-removed : contract token was removed']],
  ['a new function', [], [fn('f')], ['nobody function-added f(): the function was added']],
  ['a function gone', [fn('f')], [], ['types function-removed f(): the function was removed']],
  [
    'an overload',
    [fn('f', [uint()])],
    [fn('f', [uint()]), fn('f', [address()])],
    [
      'nobody function-added f(address): the function was added',
      'types function-called-otherwise f(uint256): it is called `f(uint256)` now',
    ],
  ],
  [
    'an overload gone',
    [fn('f', [uint()]), fn('f', [address()])],
    [fn('f', [uint()])],
    [
      'types function-removed f(address): the function was removed',
      'types function-called-otherwise f(uint256): it is called `f` now',
    ],
  ],
  [
    'other parameters',
    [fn('f', [uint('a')])],
    [fn('f', [uint('a'), address('b')])],
    [
      'types function-inputs-changed f(uint256): it took `(uint256 a)`, takes `(uint256 a, address b)`',
    ],
  ],
  [
    'another name of a parameter of a write, which is a member',
    [fn('f', [uint('a')])],
    [fn('f', [uint('b')])],
    ['types function-inputs-changed f(uint256): it took `(uint256 a)`, takes `(uint256 b)`'],
  ],
  [
    'another name in a struct',
    [read('f', [pair('a')])],
    [read('f', [pair('b')])],
    [
      'types function-inputs-changed f((uint256)): it took `(P(uint256 a) p)`, takes `(P(uint256 b) p)`',
    ],
  ],
  [
    'other outputs of a read',
    [read('f', [], [uint()])],
    [read('f', [], [address()])],
    ['types function-outputs-changed f(): it returned `(uint256)`, returns `(address)`'],
  ],
  [
    'names of several outputs',
    [read('f', [], [uint('a'), uint('b')])],
    [read('f', [], [uint('a'), uint('c')])],
    [
      'types function-outputs-changed f(): it returned `(uint256 a, uint256 b)`, returns `(uint256 a, uint256 c)`',
    ],
  ],
  [
    'a read that writes now',
    [read('f')],
    [fn('f')],
    ['types function-mutability-changed f(): it was `view`, is `nonpayable`'],
  ],
  [
    'a function that takes no ether any more',
    [fn('f', [], { stateMutability: 'payable' })],
    [fn('f')],
    ['types function-mutability-changed f(): it was `payable`, is `nonpayable`'],
  ],
  [
    'a function that takes ether now',
    [fn('f')],
    [fn('f', [], { stateMutability: 'payable' })],
    ['nobody function-became-payable f(): it was `nonpayable`, is `payable`'],
  ],
  [
    'a renamed error',
    [error('E')],
    [error('F')],
    [
      'types error-removed E(): the custom error was removed',
      'nobody error-added F(): the custom error was added',
    ],
  ],
  [
    'an error that carries something else',
    [error('E', [uint('a')])],
    [error('E', [uint('b')])],
    ['types error-changed E(uint256): it had `(uint256 a)`, has `(uint256 b)`'],
  ],
  [
    'an error that got a namesake',
    [error('E')],
    [error('E'), error('E', [uint()])],
    [
      'nobody error-added E(uint256): the custom error was added',
      'types error-changed E(): its `errorName` is `E()` now',
    ],
  ],
  ['another name of an argument of a read', [read('f', [uint('a')])], [read('f', [uint('b')])], []],
  ['a name of the only output', [read('f', [], [uint('a')])], [read('f', [], [uint('b')])], []],
  [
    'what a transaction returns',
    [fn('f', [], { outputs: [uint()] })],
    [fn('f', [], { outputs: [] })],
    [],
  ],
  ['pure', [read('f')], [fn('f', [], { stateMutability: 'pure' })], []],
  ['another order', [fn('f'), fn('g')], [fn('g'), fn('f')], []],
]

describe('changes of an ABI', () => {
  it.each(cases)('%s', (_, before, after, expected) => {
    expect(told(before, after)).toEqual(expected)
  })

  it('have a case for each rule', () => {
    const tried = new Set(cases.flatMap(([, , , lines]) => lines.map((line) => line.split(' ')[1])))
    const all = Object.entries(rules).filter(([, { of }]) => of === 'contract')
    expect(all.map(([id]) => id).filter((id) => !tried.has(id))).toEqual([])
  })

  it('lie in the version that has them', () => {
    const before = [...keyed([fn('f')]), ...keyed([], 'old')]
    const after = keyed([fn('g')])
    expect(compareContracts(before, after).map(({ at, side }) => [side, at])).toEqual([
      ['before', { file: 'abi/token.json', pointer: '/0' }],
      ['after', { file: 'abi/token.json', pointer: '/0' }],
      ['before', { file: 'abi/old.json', pointer: '' }],
    ])
  })
})
