// Owns where in one document everything is that references of several files lead to, and what it is called there.

import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { child, lastToken } from '../../diagnostics/pointer.js'
import { type ExactJson, type ExactObject, isExactObject } from './exact-json.js'
import { type Kind, sectionOf } from './grammar.js'
import type { Target } from './targets.js'

/** What a reference leads to, and what is wanted there: one place may be read as two kinds of objects. */
export interface Wanted extends Target {
  readonly kind: Kind
}

export const keyOf = ({ kind }: { readonly kind: Kind }, file: string, pointer: string): string =>
  `${kind} ${file}#${pointer}`

/** Where something was met: below what is wanted for itself, or (null) below the document. */
export interface Met {
  readonly base: Wanted | null
  /** Pointer from there. */
  readonly to: string
}

export interface HomesInput {
  readonly version: string
  readonly rootFile: string
  readonly wanted: ReadonlyMap<string, Wanted>
  readonly met: ReadonlyMap<string, Met>
  /** Components of the root that stand for something elsewhere. */
  readonly aliases: ReadonlyMap<string, string>
  /** Names of schemas by their place, relative to the root document. */
  readonly names: ReadonlyMap<string, string>
  /** Whether a section of the root document has a name already. */
  readonly isTaken: (section: string, name: string) => boolean
}

/** Pointers of what is wanted, by its key, and what of it becomes a component. */
export interface Homes {
  readonly pointers: ReadonlyMap<string, string>
  readonly added: readonly Component[]
}

export interface Component {
  readonly wanted: Wanted
  readonly section: string
  readonly name: string
}

/** What stands in the root document stays there, as do its components that stand for it; the rest become components. */
export const homesOf = (input: HomesInput): Homes => {
  const stays = new Map(
    [...input.wanted].flatMap(([key, wanted]) => {
      const met = input.met.get(key)
      return met !== undefined && isAtHome(wanted, met, input) ? [[key, met.to] as const] : []
    }),
  )
  const added = named(
    [...input.wanted].flatMap(([key, wanted]) => (stays.has(key) ? [] : [wanted])),
    input,
  )
  const moved = added.map(
    ({ wanted, section, name }) => [keyOfWanted(wanted), child(section, name)] as const,
  )
  return { pointers: new Map([...stays, ...moved]), added }
}

const isAtHome = (
  { kind, file, pointer }: Wanted,
  { base, to }: Met,
  { rootFile, version, aliases }: HomesInput,
): boolean => {
  if (base !== null) return false
  const isAlias = aliases.get(keyOf({ kind }, file.file, pointer)) === to
  return file.file === rootFile || isAlias || sectionOf(kind, version) === null
}

export const keyOfWanted = (wanted: Wanted): string =>
  keyOf(wanted, wanted.file.file, wanted.pointer)

/** Names say what a place is called, in whatever order the places were met. */
const named = (all: readonly Wanted[], input: HomesInput): readonly Component[] => {
  const claims = all.flatMap((wanted) => {
    const section = sectionOf(wanted.kind, input.version)
    return section === null ? [] : [{ wanted, section, ...wishFor(wanted, input) }]
  })
  const rivals = groupedBy(claims, ({ section, name }) => `${section} ${name}`)
  return claims
    .map(({ wanted, section, name, identity, isGiven }): Component => {
      const others = rivals.get(`${section} ${name}`) ?? []
      const isOnly =
        others.length === 1 || (isGiven && others.filter((each) => each.isGiven).length === 1)
      const isFree = isOnly && !input.isTaken(section, name)
      return { wanted, section, name: isFree ? name : `${name}_${hashOf(identity)}` }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const wishFor = (
  { kind, file, pointer }: Wanted,
  { rootFile, names }: HomesInput,
): { readonly name: string; readonly identity: string; readonly isGiven: boolean } => {
  const path = /^https?:/.test(file.file)
    ? file.file
    : posix.relative(posix.dirname(rootFile), file.file)
  const identity = `${path}#${pointer}`
  const given = kind === 'Schema' ? names.get(identity) : undefined
  if (given !== undefined) return { name: given, identity, isGiven: true }
  const base = posix.basename(path).replace(/\.[^.]*$/, '')
  const token = lastToken(pointer)
  const isNumber = /^\d+$/.test(token)
  const name = pointer === '' ? base : isNumber ? `${base}_${token}` : token
  return { name: name.replace(/[^A-Za-z0-9._-]+/g, '_') || 'Part', identity, isGiven: false }
}

const hashOf = (identity: string): string =>
  createHash('sha256').update(identity).digest('hex').slice(0, 8)

/** The document with components added. */
export const withComponents = (
  document: { readonly [key: string]: ExactJson },
  added: readonly { readonly section: string; readonly name: string; readonly value: ExactJson }[],
): ExactJson => {
  let whole = document
  for (const [section, members] of groupedBy(added, ({ section }) => section)) {
    const [first = '', ...rest] = section.slice(1).split('/')
    const isNested = rest.length > 0
    const holder = isNested ? recordOf(whole[first]) : whole
    const key = rest[0] ?? first
    const values = Object.fromEntries(members.map(({ name, value }) => [name, value]))
    const filled = { ...holder, [key]: { ...recordOf(holder[key]), ...values } }
    whole = isNested ? { ...whole, [first]: filled } : filled
  }
  return whole
}

const groupedBy = <T>(all: readonly T[], keyOf: (each: T) => string): ReadonlyMap<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const each of all) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each])
  return groups
}

const recordOf = (value: ExactJson | undefined): ExactObject => (isExactObject(value) ? value : {})
