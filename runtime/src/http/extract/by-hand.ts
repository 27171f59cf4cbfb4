// Owns reading one extractor wherever there is a context: in the handler of an operation, in middleware.

import { withoutBlanks } from '../../text/blanks.js'
import { Issues } from '../../validate/issues.js'
import type { Attributes } from '../attributes.js'
import { parseCookies } from '../cookies.js'
import { HttpProblem } from '../http-problem.js'
import type { Extractor } from './extractor.js'
import { fromTexts } from './reading.js'

/** What contexts of handlers and middleware have. */
export interface ExtractionContext {
  readonly target: string
  readonly state: unknown
  readonly attributes: Attributes
  header(name: string): string | undefined
}

/**
 * Takes a query parameter, a header, a cookie, a part of the state or an attribute. Path and body are read before
 * handlers run: they belong into the contract, or into a `route`.
 *
 * @throws {HttpProblem} 400 when the request does not have it, or it does not fit.
 * @throws {TypeError} for a path variable or a body.
 * @example
 * const depth = extract(context, fromHeader('x-depth', integer({ maximum: 9 })).default(1))
 */
export const extract = <T>(context: ExtractionContext, { plan }: Extractor<T>): T => {
  if (plan.kind === 'state') return plan.pick(context.state as never) as T
  if (plan.kind === 'attribute') {
    const { key, absent } = plan
    const found =
      absent.kind === 'refused' ? context.attributes.require(key) : context.attributes.get(key)
    return (found ?? (absent.kind === 'value' ? absent.value : undefined)) as T
  }
  if (plan.kind !== 'parameter' || plan.place === 'path') {
    throw new TypeError(
      `${plan.kind} is read before the handler: say it in the contract or a route.`,
    )
  }
  const issues = new Issues()
  const { place, name, value } = plan
  const texts = textsOf(context, place, name, value.kind === 'list')
  const found = fromTexts(plan, texts, place, name, issues)
  if (issues.count === 0) return found as T
  throw new HttpProblem(400, {
    detail: 'The request does not match the contract.',
    errors: issues.list,
  })
}

const textsOf = (
  context: ExtractionContext,
  place: 'query' | 'header' | 'cookie',
  name: string,
  isList: boolean,
): readonly string[] | undefined => {
  if (place === 'query') {
    const { target } = context
    const mark = target.indexOf('?')
    const texts = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)).getAll(name)
    return texts.length === 0 ? undefined : texts
  }
  const text =
    place === 'header' ? context.header(name) : parseCookies(context.header('cookie') ?? '')[name]
  if (text === undefined) return undefined
  return isList ? text.split(',').map(withoutBlanks) : [text]
}
