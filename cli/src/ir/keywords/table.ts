// Owns the words that the registry of keywords is written in: what becomes of a keyword, and in which versions.

/**
 * `enforced`: the generated server acts on it. `typed`: it shapes the generated types or documentation
 * and nothing at run time has to. `ignored`: it is understood and nothing happens; every use warns.
 */
export type Support = 'enforced' | 'typed' | 'ignored'

/** A version of OpenAPI as keywords come and go. */
export type SpecVersion = '2.0' | '3.0' | '3.1' | '3.2'

/** What the registry says of one keyword of one object. */
export interface Keyword {
  readonly support: Support
  /** Whether the compiler looks at its value; one that only describes, or is ignored, is not looked at. */
  readonly read: boolean
  /** First and last version that have it; absent: all. */
  readonly since?: SpecVersion
  readonly until?: SpecVersion
  /** Support in a schema that only answers use, where nothing comes in that could be refused. */
  readonly inAnswers?: Support
  /** What the table of support says beside it. */
  readonly note?: string
}

/** Keywords of one object. */
export type KeywordTable = Readonly<Record<string, Keyword>>

type Details = Omit<Keyword, 'support' | 'read'>

const rows =
  (support: Support, read: boolean) =>
  (words: string, details: Details = {}): KeywordTable =>
    Object.fromEntries(words.split(' ').map((word) => [word, { support, read, ...details }]))

/** The server acts on these. */
export const enforced = rows('enforced', true)

/** These shape types or generated documentation. */
export const typed = rows('typed', true)

/** These tell a reader something and ask nothing of a server. */
export const described = rows('typed', false)

/** These are understood and have no effect; every use warns. */
export const ignored = rows('ignored', false)

/**
 * One object's table. A keyword changes its support by moving to another line.
 *
 * @example
 * table(enforced('type enum'), ignored('contains', { since: '3.1' }))
 */
export const table = (...parts: readonly KeywordTable[]): KeywordTable =>
  Object.freeze(Object.assign({}, ...parts) as KeywordTable)

const order: readonly SpecVersion[] = ['2.0', '3.0', '3.1', '3.2']

/** Whether a version has a keyword. */
export const isOfVersion = ({ since, until }: Keyword, version: SpecVersion): boolean => {
  const at = order.indexOf(version)
  const from = since === undefined ? 0 : order.indexOf(since)
  const to = until === undefined ? order.length : order.indexOf(until)
  return from <= at && at <= to
}
