// Owns holding answers against their schemas: in `nexus dev`, in tests, and in production where nexus.config.ts asks for it.
// What is checked is the text that would leave, so that nothing a writer drops is complained about.

import { essenceOf } from '../http/media-type.js'
import type { ReplyBody } from '../http/reply.js'
import { changed } from '../http/source.js'
import { parseExact } from '../validate/exact-json.js'
import { Issues } from '../validate/issues.js'
import { WriteError } from '../validate/write.js'
import type { OperationDefinition, ReplySpec } from './definition.js'

type AnswerCheck = (value: unknown, issues: Issues) => void

/** Checks of one operation's answers, by the keys of its table of replies: `200`, and `200 text/csv` for other types. */
export interface AnswerChecks {
  readonly definition: OperationDefinition
  readonly checks: Readonly<Record<string, AnswerCheck>>
}

/** Hears of answers that do not fit, beside the log. */
export type TellWrong = (error: WriteError) => void

interface Checked {
  readonly check: AnswerCheck
  readonly tell: TellWrong
}

// Per reply of one definition: a later generation of handlers brings definitions of its own.
let checksOf: WeakMap<object, Checked> | null = null

/**
 * Holds answers against their schemas from now on. Generated code calls it.
 *
 * @example
 * checkAnswers([{ definition: getPet.definition, checks: { 200: validatePet } }])
 */
export const checkAnswers = (
  operations: readonly AnswerChecks[],
  tell: TellWrong = () => {},
): void => {
  checksOf ??= new WeakMap()
  for (const { definition, checks } of operations) {
    for (const [key, check] of Object.entries(checks)) {
      const spec = specOf(definition, key)
      if (spec !== undefined) checksOf.set(spec, { check, tell })
    }
  }
}

/** Lets answers of these operations pass as they are. */
export const leaveAnswers = (definitions: readonly OperationDefinition[]): void => {
  const specs = definitions.flatMap(({ replies }) => Object.values(replies))
  for (const spec of specs.flatMap((each) => [each, ...(each.also ?? [])])) checksOf?.delete(spec)
}

/** Tells who listens that an answer could not be sent. */
export const tellWrong = (spec: ReplySpec, error: unknown): void => {
  if (error instanceof WriteError) checksOf?.get(spec)?.tell(error)
}

const specOf = ({ replies }: OperationDefinition, key: string): object | undefined => {
  const space = key.indexOf(' ')
  if (space < 0) return replies[key]
  const type = key.slice(space + 1)
  return replies[key.slice(0, space)]?.also?.find(({ contentType }) => contentType === type)
}

/** How the data of one kind of event is checked: as the text that it is, or as the JSON in it. */
export interface EventCheck {
  readonly as: 'text' | 'json'
  readonly check: AnswerCheck
}

/**
 * Checks events by their names; `other` is asked for every other name, and none. Generated code calls it.
 *
 * @example
 * eventChecks({ tick: { as: 'json', check: validateTick } })
 */
export const eventChecks =
  (named: Readonly<Record<string, EventCheck>>, other?: EventCheck): AnswerCheck =>
  (value, issues) => {
    const { event, data } = value as EventFields
    const found = Object.hasOwn(named, event) ? named[event] : other
    found?.check(found.as === 'json' ? parseExact(data) : data, issues)
  }

/** Whether anything is checked. */
export const checksAnswers = (): boolean => checksOf !== null

/** Whether this media type of a reply has a check of its own. */
export const checksOwn = (spec: object): boolean => checksOf?.has(spec) === true

/**
 * Lets an answer through that fits its reply's schema, or whose reply nobody checks; one that comes piece by piece is
 * looked at piece by piece.
 * @throws {WriteError} with the pointer of what does not fit: a defect of the handler, answered with 500.
 */
export const checkedAnswer = (
  spec: ReplySpec,
  written: ReplyBody,
  answer: string,
  write: ReplySpec['write'] = spec.write,
): ReplyBody => {
  const checked = checksOf?.get(spec)
  if (checked === undefined) return written
  const must = (value: unknown): void => mustFit(checked, value, answer)
  if (typeof written === 'string') must(write === undefined ? written : parseExact(written))
  else if (isPieces(written)) return piecesThatFit(written, valueReader(spec), must)
  return written
}

const mustFit = ({ check, tell }: Checked, value: unknown, answer: string): void => {
  const issues = new Issues()
  check(value, issues)
  const [first] = issues.list
  if (first === undefined) return
  const others = issues.count > 1 ? ` (and ${issues.count - 1} more)` : ''
  const error = new WriteError(`${first.message}${others}`, first.pointer, answer)
  tell(error)
  throw error
}

const isPieces = (written: unknown): written is AsyncIterable<string> =>
  typeof written === 'object' && written !== null && Symbol.asyncIterator in written

const piecesThatFit = (
  pieces: AsyncIterable<string>,
  valueIn: (piece: string) => unknown,
  must: (value: unknown) => void,
): AsyncIterable<string> =>
  changed(pieces, (piece) => {
    const value = valueIn(piece)
    if (value !== undefined) must(value)
    return piece
  })

/** What a piece of an answer says; undefined: nothing. */
const valueReader = ({ contentType }: ReplySpec): ((piece: string) => unknown) =>
  contentType !== null && essenceOf(contentType) === 'text/event-stream' ? eventIn : lineIn

const lineIn = (piece: string): unknown =>
  parseExact(piece.startsWith(recordSeparator) ? piece.slice(1) : piece)

/** Before each text of a JSON sequence (RFC 7464). */
const recordSeparator = '\u001e'

interface EventFields {
  readonly event: string
  readonly data: string
}

/** One block of an event stream; comments keep a connection alive. */
const eventIn = (piece: string): EventFields | undefined => {
  const lines = piece.split('\n')
  const textsOf = (start: string): string[] =>
    lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length))
  const data = textsOf('data: ')
  if (data.length === 0) return undefined
  return { event: textsOf('event: ')[0] ?? '', data: data.join('\n') }
}
