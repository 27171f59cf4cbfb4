// Whether deployed code may have a function: a no only where it is certain.

import { expect, it } from 'vitest'
import { mayHaveFunction } from '../../../runtime/src/web3/deployed-code.js'

const selector = '0x26121ff0'
/** Reverts without data. */
const reverts = '60006000fd'
/** EIP-1167. */
const minimalProxy = `0x363d3d373d3d3d363d73${'be'.repeat(20)}5af43d82803e903d91602b57fd5bf3`
/** What Solidity ends its code with: a CBOR map, here with what reads as DELEGATECALL and as the selector, and its length. */
const metadata = 'a264697066735822f426121ff0' + '000d'

it.each<[string, string, string, boolean]>([
  ['that compares it', `0x8063${selector.slice(2)}14${reverts}`, selector, true],
  ['that has nothing of it', `0x8063a9059cbb14${reverts}`, selector, false],
  ['of nobody', '0x', selector, false],
  ['where half of a byte is in the way', `0x80626${'26121ff0'}5${reverts}`, selector, false],
  ['that compares it without its zeros', `0x8062121ff014${reverts}`, '0x00121ff0', true],
  ['that calls another contract for it', minimalProxy, selector, true],
  ['that pushes what reads as such a call', `0x61f4f250${reverts}`, selector, false],
  ['with it in its metadata alone', `0x${reverts}${metadata}`, selector, false],
  ['of an account that acts by another', `0xef0100${'11'.repeat(20)}`, selector, true],
  ['beyond any length', `0x${'00'.repeat(300_000)}`, selector, true],
])('code %s', (_, code, of, expected) => {
  expect(mayHaveFunction(code, of)).toBe(expected)
})
