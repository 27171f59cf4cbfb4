// Owns the ledger: every occurrence of a keyword in the documents, and what becomes of it. The registry says
// what a keyword can be; where it stands (only in answers, in a body that nobody takes apart) decides the rest.

import type { Code } from '../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import { resolvePosition, type Sources } from '../diagnostics/source.js'
import type { Api, KeywordReason, ReadObject } from '../ir/api.js'
import { descriptiveFormats, enforcedFormats } from '../ir/formats.js'
import type { Support } from '../ir/keywords/table.js'
import { keywordOf, type SpecObject } from '../ir/keywords.js'
import type { MediaType, Operation } from '../ir/operation.js'
import { writtenSchemas } from '../ir/operation-schemas.js'
import type { SchemaId } from '../ir/schema.js'
import { receivedSchemas } from '../ir/sent-operation.js'
import { vainMarks } from './marks.js'
import { withUnread } from './unread.js'

/** Who uses the schema that a keyword stands in, `unread`: of a body that nobody takes apart; null for other objects. */
export type Use = 'requests' | 'answers' | 'unread' | 'nowhere' | null

/** One occurrence of a keyword. */
export interface LedgerEntry {
  readonly file: string
  /** From 1; 0 when the file's text is not known. */
  readonly line: number
  readonly column: number
  readonly pointer: string
  readonly object: SpecObject
  readonly keyword: string
  readonly support: Support
  readonly use: Use
  /** Why the support differs from the registry's, or what `ignored` means here; null when there is nothing to say. */
  readonly why: string | null
}

/** The account of a document. */
export interface Ledger {
  /** By file, then in the order of their places. */
  readonly entries: readonly LedgerEntry[]
  /** Keys that start with `x-`: nobody's keywords, so they are counted only. */
  readonly extensions: number
}

/** What the passes around know: the walk over schemas, and what planning had to leave out. */
export interface LedgerFacts {
  readonly sources: Sources
  readonly planned: readonly Diagnostic[]
  readonly reachable: (api: Api, roots: Iterable<SchemaId>) => ReadonlySet<SchemaId>
}

/**
 * Accounts for every keyword of every object that was read.
 *
 * @example
 * ledgerOf(api, { sources, planned: [], reachable }).entries.filter(({ support }) => support === 'ignored')
 */
export const ledgerOf = (api: Api, facts: LedgerFacts): Ledger => {
  const judge = new Judge(api, facts)
  let extensions = 0
  const entries: LedgerEntry[] = []
  for (const object of withUnread(api.objects)) {
    const use = judge.useOf(object)
    for (const key of Object.keys(object.value)) {
      if (key.startsWith('x-')) extensions++
      else entries.push(located(facts.sources, object, key, use, judge.verdict(object, key, use)))
    }
  }
  return { entries: entries.sort(byPlace), extensions }
}

interface Verdict {
  readonly support: Support
  readonly why: string | null
}

const reasons: Readonly<Record<KeywordReason, string>> = {
  notCompiled: 'not compiled yet',
  otherVersion: 'no keyword of this version',
  besideRef: 'beside $ref, where OpenAPI 3.0 ignores it',
  unknown: 'no keyword of the specification',
  routeTaken: 'an operation before it answers its route',
  methodNotServed: 'a method that is not served',
  leadsNowhere: 'it names what is not there',
}

interface LeftOut {
  readonly keyword: string | null
  readonly why: string
}

/** Findings that take a keyword out of what is enforced: of the object at their place, or there. */
const leftOut = {
  NX4001: { keyword: 'schema', why: 'the body reaches the handler as it came' },
  NX4090: { keyword: null, why: 'a part that is an object is JSON' },
  NX4003: { keyword: null, why: 'the default does not fit its schema' },
  NX4051: { keyword: null, why: 'the default does not fit the schemas below it' },
  NX2113: { keyword: null, why: 'the default does not fit its schema' },
} satisfies Partial<Record<Code, LeftOut>>

const hidesNothing = 'no member with a name of its own is hidden by it'

const placeOf = ({ file, pointer }: Pick<SourceRef, 'file' | 'pointer'>): string =>
  `${file}#${pointer}`

class Judge {
  readonly #noted = new Map<string, KeywordReason>()
  readonly #leftOut = new Map<string, string>()
  readonly #inputs: ReadonlySet<SchemaId>
  readonly #outputs: ReadonlySet<SchemaId>
  readonly #unread: ReadonlySet<SchemaId>
  readonly #optional: ReadonlySet<SchemaId>

  constructor(api: Api, { planned, reachable }: LedgerFacts) {
    for (const { at, reason } of api.keywordUses) this.#noted.set(placeOf(at), reason)
    for (const { code, at } of planned) {
      const found: LeftOut | undefined = Object.hasOwn(leftOut, code)
        ? leftOut[code as keyof typeof leftOut]
        : undefined
      if (found === undefined || at === null) continue
      const pointer = found.keyword === null ? at.pointer : child(at.pointer, found.keyword)
      this.#leftOut.set(placeOf({ file: at.file, pointer }), found.why)
    }
    for (const { at, isVain } of vainMarks(api))
      if (isVain) this.#leftOut.set(placeOf(at), hidesNothing)
    const isRead = ({ at }: { readonly at: SourceRef }): boolean =>
      !this.#leftOut.has(placeOf({ file: at.file, pointer: child(at.pointer, 'schema') }))
    this.#inputs = reachable(
      api,
      // What is sent is checked as what comes in is, and so is what receivers say to it.
      [...api.operations, ...api.sent.map(({ operation }) => operation)]
        .flatMap((each) => inputsOf(each, isRead))
        .concat(api.sent.flatMap(receivedSchemas)),
    )
    this.#outputs = reachable(
      api,
      api.operations.flatMap((each) => outputsOf(each, isRead)),
    )
    const isUnread = (part: { readonly at: SourceRef }): boolean => !isRead(part)
    this.#unread = reachable(
      api,
      api.operations.flatMap((each) => [...inputsOf(each, isUnread), ...outputsOf(each, isUnread)]),
    )
    this.#optional = optionalIn(api, this.#inputs)
  }

  useOf({ object, file, pointer }: ReadObject): Use {
    if (object !== 'Schema') return null
    const id = placeOf({ file, pointer })
    if (this.#inputs.has(id)) return 'requests'
    if (this.#outputs.has(id)) return 'answers'
    return this.#unread.has(id) ? 'unread' : 'nowhere'
  }

  verdict({ object, file, pointer, value }: ReadObject, key: string, use: Use): Verdict {
    const place = placeOf({ file, pointer: child(pointer, key) })
    const noted = this.#noted.get(place)
    if (noted !== undefined) return { support: 'ignored', why: reasons[noted] }
    const keyword = keywordOf(object, key)
    if (keyword === null) {
      return { support: 'ignored', why: object === 'Reference' ? 'beside $ref' : reasons.unknown }
    }
    if (use === 'unread') return { support: 'ignored', why: leftOut.NX4001.why }
    if (object === 'Schema' && key === 'default' && !this.#optional.has(placeOf({ file, pointer })))
      return { support: 'typed', why: use === 'requests' ? 'nothing there is absent' : null }
    const out = this.#leftOut.get(place)
    if (out !== undefined) return { support: 'ignored', why: out }
    if (object === 'Schema' && key === 'format' && typeof value.format === 'string')
      return formatVerdict(value.format, use)
    if (use === 'answers' && keyword.inAnswers !== undefined)
      return { support: keyword.inAnswers, why: 'only answers have it' }
    return {
      support: keyword.support,
      why: keyword.support === 'ignored' ? reasons.notCompiled : null,
    }
  }
}

/** Schemas of members and parameters that requests may leave out. */
const optionalIn = (api: Api, inputs: ReadonlySet<SchemaId>): Set<SchemaId> => {
  const members = [...inputs].flatMap((id) => api.schemas.get(id)?.properties ?? [])
  const parameters = api.operations.flatMap((operation) => operation.parameters)
  return new Set(
    [...members, ...parameters].flatMap(({ required, schema }) => (required ? [] : [schema])),
  )
}

const formatVerdict = (format: string, use: Use): Verdict => {
  if (descriptiveFormats.has(format)) return { support: 'typed', why: null }
  if (!enforcedFormats.has(format))
    return { support: 'ignored', why: 'a format that is not checked' }
  return use === 'answers'
    ? { support: 'typed', why: 'only answers have it' }
    : { support: 'enforced', why: null }
}

type Part = { readonly at: SourceRef; readonly schema: SchemaId | null }

const schemasOf = (parts: readonly Part[], isRead: (part: Part) => boolean): SchemaId[] =>
  parts.flatMap((part) => (part.schema === null || !isRead(part) ? [] : [part.schema]))

/** Of headers of parts. */
const partSchemas = ({ encoding }: MediaType): SchemaId[] =>
  encoding.flatMap(({ headers }) => (headers === null ? [] : [headers.schema]))

const inputsOf = (
  { parameters, body, webSocket }: Operation,
  isRead: (part: Part) => boolean,
): SchemaId[] => [
  ...schemasOf([...parameters, ...(body?.content ?? [])], isRead),
  ...(body?.content ?? []).flatMap(partSchemas),
  ...(webSocket?.receive == null ? [] : [webSocket.receive]),
]

const outputsOf = (
  { responses, webSocket }: Operation,
  isRead: (part: Part) => boolean,
): SchemaId[] => [
  ...responses.flatMap(({ content, headers }) => [
    ...schemasOf([...content, ...headers], isRead),
    ...content.flatMap(writtenSchemas).filter((id) => id !== null),
  ]),
  ...(webSocket?.send == null ? [] : [webSocket.send]),
]

const located = (
  sources: Sources,
  { object, file, pointer }: ReadObject,
  keyword: string,
  use: Use,
  verdict: Verdict,
): LedgerEntry => {
  const place = child(pointer, keyword)
  const position = resolvePosition(sources, { file, pointer: place, part: 'key' })
  const [line, column] = position === null ? [0, 0] : [position.line, position.column]
  return { file, line, column, pointer: place, object, keyword, ...verdict, use }
}

const byPlace = (a: LedgerEntry, b: LedgerEntry): number =>
  a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1
