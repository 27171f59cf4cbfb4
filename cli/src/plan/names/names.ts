// Owns how texts of documents and ABIs become names in code and on disk: a function of the text alone, with a
// bounded length. Who keeps a name that two things want is decided in `assign-names.ts`, names inside one
// module of a contract in `contracts/bindings.ts`.

import { createHash } from 'node:crypto'

/** Characters of a name, all of them ASCII; the rest becomes a hash. */
const nameLengthMax = 72

/** Bytes of a file's name without its endings; file systems take 255, archives and tools less. */
const fileNameBytesMax = 80

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
export const hashOf = (text: string): string => digestOf(text).slice(0, 8)

/** A digest that no two texts share: what is told apart by it alone needs all of it. */
export const digestOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 40)

/** ASCII words of a name: split at punctuation and at case changes; accents are dropped. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')

/** Whether `wordsOf` keeps all letters and digits of the text. */
const losesText = (text: string): boolean =>
  /[^\x20-\x7e]/.test(text.normalize('NFKD').replace(/\p{M}/gu, ''))

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()

/** The name, or its start and a hash of what it stands for when it is too long. */
export const boundedName = (name: string, identity: string): string =>
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
  if (!/^[A-Za-z]/.test(name)) return boundedName(`Schema${name || `_${hashOf(text)}`}`, text)
  return boundedName(reservedTypes.has(name) ? `${name}Schema` : name, text)
}

/** Name of a value: `repos/list-commits` is `reposListCommits`. */
export const valueName = (text: string): string => {
  if (/^[a-z][A-Za-z0-9]*$/.test(text) && !reservedWords.has(text)) return boundedName(text, text)
  const words = pascal(text)
  const name = words.replace(/^([A-Z]+)(?![a-z])|^[A-Z]/, (start) => start.toLowerCase())
  if (name === '' || /^[0-9_]/.test(name))
    return boundedName(`operation${words || `_${hashOf(text)}`}`, text)
  return boundedName(reservedWords.has(name) ? `${name}Operation` : name, text)
}

/** `HTTPToken` is `httpToken`: a type's name as the start of a value's. */
export const lowerFirst = (name: string): string =>
  name.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/, (start) => start.toLowerCase())

/** Name of a file without its ending, lower case everywhere: `getPetById` is `get-pet-by-id`. */
export const fileName = (name: string): string => {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  const stem = words.join('-') || `file-${hashOf(name)}`
  if (stem.length <= fileNameBytesMax) return stem.replace(windowsDevices, '$1-file')
  return `${stem.slice(0, fileNameBytesMax - 9).replace(/-$/, '')}-${hashOf(name)}`
}

/** Names that Windows keeps for devices. */
const windowsDevices = /^(con|prn|aux|nul|com\d|lpt\d)$/
