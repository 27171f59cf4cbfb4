// Owns reading one ABI type: the `type` string with its `components` (Contract ABI Specification).

import { abiTypeText } from '../../ir/abi-type-text.js'
import type { AbiParameter, AbiType } from '../../ir/contract.js'
import type { Findings } from './findings.js'
import { quote } from './json.js'
import { abiArrayRankMax, abiFixedElementsMax, abiNameCharsMax } from './limits.js'

/** Reads the components of a tuple; the parameter reader gives it, so that types stay a leaf. */
export type ReadComponents = () => readonly AbiParameter[] | null

const typePattern = /^([a-z]+)(\d*)((?:\[\d*\])*)$/

/** `text` is the `type` of a parameter at `pointer`; null after reporting what is wrong. */
export const readType = (
  text: string,
  structName: string | null,
  components: ReadComponents,
  pointer: string,
  findings: Findings,
): AbiType | null => {
  const match = text.length <= abiNameCharsMax ? typePattern.exec(text) : null
  const [, word = '', digits = '', suffix = ''] = match ?? []
  const base = match ? readBase(word, digits, structName, components) : 'unknown'
  if (base === null) return null
  if (base === 'unknown') {
    findings.report('NX3006', pointer, `${quote(text)} is not an ABI type`, {
      help: helpFor(word, digits),
    })
    return null
  }
  return wrapArrays(base, suffix, pointer, findings)
}

const readBase = (
  word: string,
  digits: string,
  structName: string | null,
  components: ReadComponents,
): AbiType | null | 'unknown' => {
  if (digits === '') {
    if (word === 'tuple') {
      const read = components()
      return read && { kind: 'tuple', structName, components: read }
    }
    return isPlain(word) ? { kind: word } : 'unknown'
  }
  if (digits.startsWith('0') || digits.length > 3) return 'unknown'
  const size = Number(digits)
  if (word === 'uint' || word === 'int') {
    return size % 8 === 0 && size <= 256 ? { kind: word, bits: size } : 'unknown'
  }
  return word === 'bytes' && size <= 32 ? { kind: 'fixedBytes', size } : 'unknown'
}

type PlainKind = 'address' | 'bool' | 'string' | 'bytes' | 'function'
const plainKinds: ReadonlySet<string> = new Set<PlainKind>([
  'address',
  'bool',
  'string',
  'bytes',
  'function',
])
const isPlain = (word: string): word is PlainKind => plainKinds.has(word)

const helpFor = (word: string, digits: string): string => {
  if ((word === 'uint' || word === 'int') && digits === '') {
    return `write \`${word}256\`: an ABI spells widths out, and the selector depends on it`
  }
  if (word === 'fixed' || word === 'ufixed')
    return 'fixed-point types cannot be passed by any Solidity compiler'
  return 'it may be the type of an internal or library function, which cannot be called from outside'
}

const wrapArrays = (
  base: AbiType,
  suffix: string,
  pointer: string,
  findings: Findings,
): AbiType | null => {
  const lengths = [...suffix.matchAll(/\[(\d*)\]/g)].map((match) => match[1] ?? '')
  if (lengths.length > abiArrayRankMax) {
    findings.report(
      'NX3007',
      pointer,
      `this array has more than ${abiArrayRankMax} dimensions (limit abiArrayRankMax)`,
      {
        help: 'flatten the array, or leave the function out of the ABI',
      },
    )
    return null
  }
  let type = base
  let elements = 1
  for (const digits of lengths) {
    const length = digits === '' ? null : Number(digits)
    elements *= length ?? 1
    if (length === 0 || digits.startsWith('0') || elements > abiFixedElementsMax) {
      findings.report(
        'NX3007',
        pointer,
        `a fixed array has 1 to ${abiFixedElementsMax} elements (limit abiFixedElementsMax)`,
        {
          help: 'Solidity refuses an array length of zero; a larger array cannot be returned in one call',
        },
      )
      return null
    }
    type = { kind: 'array', item: type, length }
  }
  return type
}

/** The type as it stands in a signature: `(uint256,address)[]`. */
const canonicalType = (type: AbiType): string =>
  abiTypeText(type, ({ components }) => canonicalList(components))

/** A parameter list as it stands in a signature: `(address,uint256)`. */
export const canonicalList = (parameters: readonly AbiParameter[]): string =>
  `(${parameters.map((parameter) => canonicalType(parameter.type)).join(',')})`
