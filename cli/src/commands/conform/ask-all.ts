// Owns asking a server all cases, a few at a time, and giving up one that answers nothing any more.

import type { ConformCase } from '../../ir/conform-cases.js'
import type { Conformance } from '../../pipeline.js'
import { Failure } from '../failure.js'
import { type Asker, openAsker, unansweredAfterMs } from './ask.js'
import { essence, judge, usualProblemType, type Verdict } from './judge.js'
import type { Result } from './report.js'

/** Requests at a time. */
const lanes = 4

/** Requests in a row that get no answer until the rest is not asked: each costs a time-out. */
const unansweredMax = 2 * lanes

/**
 * A verdict on each case. A server that stops answering is not asked for hours: what is left then is skipped, with the
 * reason.
 *
 * @throws {Failure} `environment` when nobody listens at the URL.
 */
export const askAll = async (
  url: string,
  conformance: Conformance,
  headers: Readonly<Record<string, string>>,
  answerTimeoutMs = unansweredAfterMs,
): Promise<readonly Result[]> => {
  const asker = openAsker(url, lanes, answerTimeoutMs)
  const results: Result[] = []
  let next = 0
  let unanswered = 0
  const problemType = await problemTypeOf(asker, conformance.cases)
  const lane = async (): Promise<void> => {
    for (let index = next++; index < conformance.cases.length; index = next++) {
      const asked = conformance.cases[index]
      if (asked === undefined) return
      if (unanswered >= unansweredMax) {
        results[index] = { asked, ...notAsked, ms: 0 }
        continue
      }
      const began = performance.now()
      const { verdict, isAnswered } = await verdictOf(
        asker,
        asked,
        { headers, problemType },
        conformance,
      )
      unanswered = isAnswered ? 0 : unanswered + 1
      results[index] = { asked, ...verdict, ms: performance.now() - began }
    }
  }
  try {
    await Promise.all(Array.from({ length: lanes }, lane))
  } finally {
    asker.close()
  }
  return results
}

const notAsked: Verdict = {
  outcome: 'skipped',
  reason: `not asked: ${unansweredMax} requests in a row got no answer`,
}

/** A server may tell problems in a format of its own: the one in which it says that a path is unknown. */
const problemTypeOf = async (asker: Asker, cases: readonly ConformCase[]): Promise<string> => {
  const unknown = cases.find(({ kind }) => kind === 'unknown path')
  if (unknown === undefined) return usualProblemType
  // Who does not answer is told with the case itself.
  const answer = await asker.ask(unknown, {}).catch(() => null)
  return answer?.status === 404 ? essence(answer) : usualProblemType
}

const verdictOf = async (
  asker: Asker,
  asked: ConformCase,
  { headers, problemType }: { headers: Readonly<Record<string, string>>; problemType: string },
  conformance: Conformance,
): Promise<{ readonly verdict: Verdict; readonly isAnswered: boolean }> => {
  try {
    const answer = await asker.ask(asked, asked.kind === 'unauthorised' ? {} : headers)
    const authorised = asked.isAuthorised === true || Object.keys(headers).length > 0
    const verdict = judge(asked, answer, { authorised, problemType }, conformance)
    return { verdict, isAnswered: true }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ECONNREFUSED' || code === 'ENOTFOUND')
      throw new Failure(
        'environment',
        `nobody answers: ${String(error)}`,
        'start the server first, or leave --url out',
      )
    const reason = error instanceof Error ? reasonOf(error, code) : String(error)
    return { verdict: { outcome: 'failed', reason }, isAnswered: false }
  }
}

/** What Node.js calls these is of no use to whoever wrote the server. */
const reasons: Readonly<Record<string, string>> = {
  ECONNRESET: 'the server closed the connection before its answer was whole',
  EPIPE: 'the server closed the connection before it had the request',
  HPE_HEADER_OVERFLOW: 'the headers of the answer are longer than this client takes (16 KiB)',
}

const reasonOf = (error: Error, code: string): string => {
  const known = reasons[code]
  if (known !== undefined) return `${known} (${code})`
  return code.startsWith('HPE_')
    ? `what came is no answer of HTTP/1.1 (${error.message})`
    : error.message
}
