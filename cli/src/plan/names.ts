// Owns how things of a document are named in code: a function of the thing alone, never of its position
// or of what stands around it, except where two want the same name: then of a hash of each one's identity.

import { createHash } from 'node:crypto'

/** No name is longer; the rest becomes a hash. */
const nameLengthMax = 72

const reservedWords = new Set(
  `break case catch class const continue debugger default delete do else enum export extends false finally
  for function if import in instanceof new null return super switch this throw true try typeof var void while
  with yield let static implements interface package private protected public await async of eval arguments
  undefined globalThis constructor prototype op handlers`.split(/\s+/),
)

const reservedTypes = new Set(
  `Object String Number Boolean Symbol Function Array Promise Record Date Map Set RegExp Readonly Partial
  Required Pick Omit Exclude Extract Awaited Issues Reply AppContext Contracts Principals Infinity NaN JSON
  Math Reflect Proxy BigInt Uint8Array`.split(/\s+/),
)

/** Hexadecimal digits that stand for a text: the same on every machine. */
export const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 8)

/** ASCII words of a name: split at punctuation and at case changes; accents are dropped. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')

/** Whether `wordsOf` keeps all letters and digits of the text. */
const losesText = (text: string): boolean =>
  /[^\x20-\x7e]/.test(text.normalize('NFKD').replace(/\p{M}/gu, ''))

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()

const bounded = (name: string, identity: string): string =>
  name.length <= nameLengthMax ? name : `${name.slice(0, nameLengthMax - 9)}_${hashOf(identity)}`

/** The capitalised words of a text, as part of a type's name: `full-repository` is `FullRepository`. */
export const pascal = (text: string): string => {
  if (/^[A-Z][A-Za-z0-9]*$/.test(text)) return text
  const name = wordsOf(text).map(capital).join('')
  return losesText(text) ? `${name}_${hashOf(text)}` : name
}

/** Name of a type. */
export const typeName = (text: string): string => {
  const name = pascal(text)
  if (!/^[A-Za-z]/.test(name)) return bounded(`Schema${name || `_${hashOf(text)}`}`, text)
  return bounded(reservedTypes.has(name) ? `${name}Schema` : name, text)
}

/** Name of a value: `repos/list-commits` is `reposListCommits`. */
export const valueName = (text: string): string => {
  if (/^[a-z][A-Za-z0-9]*$/.test(text) && !reservedWords.has(text)) return bounded(text, text)
  const words = pascal(text)
  const name = words.replace(/^([A-Z]+)(?![a-z])|^[A-Z]/, (start) => start.toLowerCase())
  if (name === '' || /^[0-9_]/.test(name))
    return bounded(`operation${words || `_${hashOf(text)}`}`, text)
  return bounded(reservedWords.has(name) ? `${name}Operation` : name, text)
}

/** Name of a file without its ending, for a name made here: `getPetById` is `get-pet-by-id`. */
export const fileName = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase()
    .replace(/^(con|prn|aux|nul|com\d|lpt\d)$/, '$1-file')

/** Somebody's wish for a name. */
export interface Claim {
  /** Who wants it: unique, and the same wherever the document is compiled. */
  readonly identity: string
  readonly name: string
  /** A lower rank keeps the name against higher ones. */
  readonly rank: number
}

/**
 * Gives every claim a name that differs from all others without regard to case, so that it serves as a
 * file name too. A name that is wanted twice goes to the only claim of the lowest rank, or to nobody;
 * the others get a hash of their identity. The order of claims makes no difference.
 */
export const assignNames = (claims: readonly Claim[]): ReadonlyMap<string, string> => {
  const wanted = new Map<string, Claim[]>()
  for (const claim of claims) {
    const folded = foldedName(claim.name)
    const group = wanted.get(folded)
    if (group) group.push(claim)
    else wanted.set(folded, [claim])
  }
  const names = new Map<string, string>()
  for (const group of wanted.values()) {
    const lowest = Math.min(...group.map((claim) => claim.rank))
    const keepers = group.filter((claim) => claim.rank === lowest)
    for (const claim of group) {
      const keeps = keepers.length === 1 && claim === keepers[0]
      names.set(claim.identity, keeps ? claim.name : `${claim.name}_${hashOf(claim.identity)}`)
    }
  }
  return names
}

/** Two names that fold alike would share a file on a file system that ignores case. */
const foldedName = (name: string): string => name.toLowerCase().replaceAll('_', '')
