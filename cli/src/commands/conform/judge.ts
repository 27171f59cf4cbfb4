// Owns the verdict about an answer: whether it is what the contract says of such a request.

import type { ConformCase, DeclaredHeader, DeclaredReply } from '../../ir/conform-cases.js'
import { isObject } from '../../ir/json-values.js'
import type { JsonValue } from '../../ir/schema.js'
import type { Conformance } from '../../pipeline.js'
import type { Answer } from './ask.js'
import { headerValues } from './header-values.js'

/**
 * `skipped`: nothing can be said, since the handler is not written or wants credentials that were not given. `refused`:
 * a rule of the server, which the contract does not tell, refuses values that were made up.
 */
export interface Verdict {
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'refused'
  /** Why it did not pass; '' when it did. */
  readonly reason: string
}

const passed: Verdict = { outcome: 'passed', reason: '' }
const failed = (reason: string): Verdict => ({ outcome: 'failed', reason })
const skipped = (reason: string): Verdict => ({ outcome: 'skipped', reason })

/** What is known of the server, and what was sent along. */
export interface Sent {
  /** With credentials, secured operations are held to more than 401. */
  readonly authorised: boolean
  /** In which media type it tells that a path is unknown: errors that declare no body may be told so too. */
  readonly problemType: string
}

/** What a server without a format of its own tells problems in (RFC 9457). */
export const usualProblemType = 'application/problem+json'

/** Judges one answer. */
export const judge = (
  asked: ConformCase,
  answer: Answer,
  { authorised, problemType }: Sent,
  { replies, ...judges }: Pick<Conformance, 'replies' | 'fits' | 'misfit'>,
): Verdict => {
  const wanted = wantedStatus(asked, authorised)
  // Who may call is asked before what is sent: credentials of another scheme say nothing about a rule that is broken.
  if (wanted !== null && wanted !== 401 && isKeptOut(asked, answer)) return keptOut(answer)
  if (wanted !== null) return judgeRefusal(wanted, answer)
  if (answer.status === 501) return skipped('not implemented')
  const declared = replyOf(replies.get(asked.operation) ?? [], answer.status)
  if (refusals.has(answer.status)) {
    const shape =
      declared === null ? null : judgeShape(declared, asked, answer, { ...judges, problemType })
    if (declared !== null && shape?.outcome === 'passed' && isRuleOfServer(declared, answer))
      return ruledOut(answer)
    return failed(
      `a request that satisfies the contract was answered ${answer.status}: ${detailOf(answer)}`,
    )
  }
  if (isKeptOut(asked, answer)) return keptOut(answer)
  if (declared === null) return failed(`the status ${answer.status} is not declared`)
  return judgeShape(declared, asked, answer, { ...judges, problemType })
}

const isKeptOut = ({ secured }: ConformCase, { status }: Answer): boolean =>
  secured && (status === 401 || status === 403)

const keptOut = ({ status }: Answer): Verdict =>
  skipped(`answered ${status}: --header gives credentials`)

/** What the contract's own checks answer; a valid request gets none of them. */
const refusals = new Set([400, 405, 406, 413, 414, 415])

/** Statuses by which a server refuses values for reasons of its own as well. */
const ruled = new Set([400, 413])

/** The document declares the status, with a body, and what came is not how a server tells what breaks the contract. */
const isRuleOfServer = ({ status, contents }: DeclaredReply, answer: Answer): boolean => {
  if (!ruled.has(answer.status) || status === 'default' || contents.length === 0) return false
  const told = parse(answer.text)
  const errors = isObject(told) && Array.isArray(told.errors) ? told.errors : []
  return (
    isObject(told) && !errors.some((each) => isObject(each) && 'in' in each && 'pointer' in each)
  )
}

const ruledOut = (answer: Answer): Verdict => {
  return {
    outcome: 'refused',
    reason: `answered ${answer.status} as declared: ${detailOf(answer)}; give an \`example\` that the server takes in the document`,
  }
}

const wantedStatus = (
  { kind, status, secured }: ConformCase,
  authorised: boolean,
): number | null => {
  if (kind === 'unauthorised') return 401
  return status !== null && secured && !authorised ? 401 : status
}

/** A refusal is a problem document (RFC 9457) of its status, and says what else there is. */
const judgeRefusal = (wanted: number, answer: Answer): Verdict => {
  const { status, headers, text } = answer
  if (status !== wanted) return failed(`answered ${status}, not ${wanted}`)
  if (status === 405 && headers.allow === undefined)
    return failed('405 without the header Allow (RFC 9110, 15.5.6)')
  if (status === 401 && headers['www-authenticate'] === undefined)
    return failed('401 without the header WWW-Authenticate (RFC 9110, 15.5.2)')
  if (text === '') return passed
  const type = essence(answer)
  if (type !== 'application/problem+json') return passed
  const problem = parse(text)
  return isObject(problem) && problem.status === status
    ? passed
    : failed(`its problem document has not the status ${status}`)
}

const detailOf = (answer: Answer): string => {
  const problem = parse(answer.text)
  if (!isObject(problem)) return answer.text.slice(0, shownMax)
  const errors = Array.isArray(problem.errors) ? ` ${JSON.stringify(problem.errors)}` : ''
  const told = `${String(problem.detail ?? problem.title ?? '')}${errors}`
  return (told === '' ? answer.text : told).slice(0, shownMax)
}

const shownMax = 300

const replyOf = (replies: readonly DeclaredReply[], status: number): DeclaredReply | null => {
  const find = (text: string) => replies.find((reply) => reply.status === text)
  return find(String(status)) ?? find(`${Math.trunc(status / 100)}XX`) ?? find('default') ?? null
}

const judgeShape = (
  { contents, headers }: DeclaredReply,
  { request }: ConformCase,
  answer: Answer,
  { fits, misfit, problemType }: Pick<Conformance, 'fits' | 'misfit'> & Pick<Sent, 'problemType'>,
): Verdict => {
  const wrong = wrongHeader(headers, answer, fits)
  if (wrong !== null) return failed(wrong)
  if (request.method === 'HEAD' || answer.status === 204 || answer.status === 304) return passed
  const type = essence(answer)
  if (contents.length === 0) {
    const isProblem = answer.status >= 400 && [usualProblemType, problemType].includes(type)
    return answer.text === '' || isProblem
      ? passed
      : failed(`a body of type ${type} is not declared`)
  }
  const declared = contents.find((each) => isOfType(type, each.type))
  if (declared === undefined)
    return failed(`the type ${type === '' ? '(none)' : type} is not declared`)
  if (declared.schema === null || !/[/+]json$/.test(type)) return passed
  const value = parse(answer.text)
  if (value === undefined) return failed('the body is no JSON')
  if (fits(declared.schema, value)) return passed
  const { pointer, rule } = misfit(declared.schema, value)
  const at = pointer === '' ? '' : ` at ${pointer}`
  return failed(
    `the body does not match its schema${at}: ${rule}: ${answer.text.slice(0, shownMax)}`,
  )
}

/** What is wrong with a declared header; null when nothing is. */
const wrongHeader = (
  declared: readonly DeclaredHeader[],
  { headers }: Answer,
  fits: Conformance['fits'],
): string | null => {
  for (const header of declared) {
    const { name, required, schema } = header
    const given = headers[name]
    if (given === undefined && required) return `the required header ${name} is missing`
    if (given === undefined || schema === null) continue
    for (const text of [given].flat())
      if (!headerValues(text, header).some((value) => fits(schema, value)))
        return `the header ${name} does not match its schema: ${text.slice(0, shownMax)}`
  }
  return null
}

export const essence = ({ headers }: Answer): string =>
  (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

const isOfType = (type: string, range: string): boolean => {
  const [main = '', sub = ''] = range.split('/')
  const [ownMain = '', ownSub = ''] = type.split('/')
  return (main === '*' || main === ownMain) && (sub === '*' || sub === ownSub)
}

const parse = (text: string): JsonValue | undefined => {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}
