// Owns rules about routes: malformed templates, and those that match the same requests.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'
import { parentOf } from '../diagnostics/pointer.js'
import type { Api } from '../ir/api.js'
import type { Operation } from '../ir/operation.js'
import { faultOf } from '../ir/path-template.js'
import { type Ambiguity, ambiguitiesOf, ambiguityLimits } from './ambiguous-routes.js'

export const checkRoutes = (api: Api): readonly Diagnostic[] => [
  ...malformed(api.operations),
  ...ambiguous(api.operations),
]

const malformed = (operations: readonly Operation[]): readonly Diagnostic[] =>
  firstOfEachPath(operations).flatMap((operation) => {
    const fault = faultOf(operation.path)
    if (fault === null) return []
    const message = `the path template \`${operation.path}\` ${fault}`
    return [diagnostic('NX2117', { message, at: placeOf(operation), ...helpFor(operation.path) })]
  })

/** The key of `paths`; what another file has is told where that says it. */
const placeOf = ({ at }: Operation): SourceRef => {
  const pointer = parentOf(at.pointer)
  return parentOf(pointer) === '/paths' ? { file: at.file, pointer, part: 'key' } : at
}

const helpFor = (path: string): { readonly help?: string } => {
  const [, first, second] = /\{([^{}]*)\}\{([^{}]*)\}/.exec(path) ?? []
  if (first === undefined) return {}
  return {
    help: `nothing says where \`${first}\` ends: put a text between them, such as \`{${first}}-{${second}}\`, or declare one parameter`,
  }
}

const firstOfEachPath = (operations: readonly Operation[]): readonly Operation[] =>
  [...new Map([...operations].reverse().map((each) => [each.path, each])).values()].reverse()

const ambiguous = (operations: readonly Operation[]): readonly Diagnostic[] => {
  const { found, isComplete } = ambiguitiesOf(operations)
  return isComplete ? found.map(told) : [...found.map(told), cutShort()]
}

const told = ({ operation, others }: Ambiguity): Diagnostic =>
  diagnostic('NX2115', {
    message: `${operation.method} ${operation.path} and ${others[0]?.path} match the same requests`,
    at: operation.at,
    related: others.map(({ path, at }) => ({ message: `\`${path}\` is at {place}`, at })),
  })

const cutShort = (): Diagnostic =>
  diagnostic('NX2185', {
    message: `paths were held against each other in ${ambiguityLimits.stepsMax} steps, and not further (limit stepsMax)`,
    at: null,
  })
