// Owns the application's own format of problems: where it takes the place of problem+json.

import { type ProblemDetails, ProblemReply } from '../http/problem.js'
import type { Reply } from '../http/reply.js'
import { isThenable, whenThere } from '../http/thenable.js'
import type { ToldProblems } from '../native/engine.js'
import type { Log } from '../observe/log.js'
import { StartError } from './errors.js'

/** A problem with all that the framework says of each. */
export type Problem = ProblemDetails & {
  readonly title: string
  readonly status: number
  readonly detail: string
}

/**
 * How an application tells problems, in place of problem+json (RFC 9457): those of the framework, of `HttpProblem` and
 * of `problemReply`. What handlers answer with `op.problem`, which the contract declares, stays so.
 *
 * @example
 * const problems: ProblemFormat = {
 *   write: ({ status, detail, errors }) => ({ code: status, message: detail, fields: errors ?? [] }),
 * }
 */
export interface ProblemFormat {
  /** Default: `application/json`. */
  readonly mediaType?: string
  /** The body: text is sent as it is, anything else as JSON. Runs at the start, too, for all that native code tells. */
  readonly write: (problem: Problem) => unknown
}

/** Tells a problem in the application's format; everything else stays. */
export type TellProblem = <Answer>(answer: Answer) => Answer | Reply

// RFC 9110, 8.3.1; parameters as they stand.
const isMediaType = (text: string): boolean =>
  /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:;[ -~]*)?$/.test(text)

const mediaTypeOf = ({ mediaType }: ProblemFormat): string => mediaType ?? 'application/json'

const bodyOf = ({ write }: ProblemFormat, text: string): string => {
  const body = write(JSON.parse(text))
  if (isThenable(body)) throw new TypeError('problems.write has to return its body at once.')
  const written = typeof body === 'string' ? body : JSON.stringify(body)
  if (written === undefined) throw new TypeError('problems.write returned nothing.')
  return written
}

/** null: problems stay what they are, and nothing is asked of answers. */
export const problemTeller = (format: ProblemFormat | null, log: Log): TellProblem | null => {
  if (format === null) return null
  return (answer) => {
    if (!(answer instanceof ProblemReply)) return answer
    try {
      return answer.withBody(bodyOf(format, String(answer.body)), mediaTypeOf(format))
    } catch (err) {
      log.error({ err }, 'problems.write failed')
      return answer
    }
  }
}

/**
 * The same for what native code tells by itself.
 *
 * @throws {StartError} when the format cannot tell one of them.
 */
export const toldProblems = (format: ProblemFormat | null): ToldProblems | null => {
  if (format === null) return null
  if (!isMediaType(mediaTypeOf(format)))
    throw new StartError(
      `problems.mediaType of createApp is no media type: ${JSON.stringify(format.mediaType)}`,
      'Write a type and a subtype, such as application/json.',
    )
  const write = (text: string): string => {
    try {
      return bodyOf(format, text)
    } catch (error) {
      throw new StartError(
        `problems.write of createApp cannot tell ${text}: ${error instanceof Error ? error.message : error}`,
        'It is given every problem of the framework, and has to return a body for each.',
      )
    }
  }
  return { mediaType: mediaTypeOf(format), write }
}

/** What `answers` gives, told in the application's format. */
export const telling = <Given extends readonly unknown[], Answer>(
  answers: (...given: Given) => Answer,
  tell: TellProblem | null,
): ((...given: Given) => Answer) => {
  if (tell === null) return answers
  // A problem is a reply, and so is how it is told.
  return (...given) => {
    return whenThere<unknown, unknown>(answers(...given), tell) as Answer
  }
}
