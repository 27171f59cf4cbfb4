// Owns the rule about declared errors that the server's own cannot be: an operation declares problem+json for what the
// runtime answers by itself, with members that it requires and the runtime does not have.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { Api } from '../ir/api.js'
import { isMarked } from '../ir/marks.js'
import type { Operation, Response } from '../ir/operation.js'
import type { SchemaId } from '../ir/schema.js'

export const checkOwnProblems = (api: Api): readonly Diagnostic[] => {
  const seen = new Set<string>()
  return api.operations.flatMap((operation) =>
    ownStatuses(operation).flatMap((status) => {
      const content = responseFor(operation, status)?.content
      const problem = content?.find(({ type }) => type === 'application/problem+json')
      if (problem === undefined || problem.schema === null) return []
      // Operations share what they declare: it is told once.
      const key = `${status} ${problem.schema}`
      if (seen.size === seen.add(key).size) return []
      const members = status === '400' ? [...problemMembers, 'errors'] : problemMembers
      return missingIn(api, problem.schema, members).map(({ name, of }) =>
        diagnostic('NX2260', {
          message: `the server's own ${status} has no \`${name}\`${of}, which the schema requires`,
          at: problem.at,
        }),
      )
    }),
  )
}

const problemMembers: readonly string[] = ['type', 'title', 'status', 'detail']
const issueMembers: readonly string[] = ['in', 'pointer', 'code', 'message']

/** What the runtime answers to requests of an operation before its handler runs, or instead of it. */
const ownStatuses = ({ parameters, body, security }: Operation): string[] => [
  ...(parameters.length > 0 || body !== null ? ['400'] : []),
  ...(security.length > 0 ? ['401', '403'] : []),
  ...(body === null ? [] : ['413', '415']),
  '500',
  '503',
]

/** The most specific one of those that cover a status (OpenAPI 3.1, 4.8.16). */
const responseFor = ({ responses }: Operation, status: string): Response | undefined =>
  [status, `${status.charAt(0)}XX`, 'DEFAULT']
    .map((key) => responses.find((response) => response.status.toUpperCase() === key))
    .find((response) => response !== undefined)

interface Missing {
  readonly name: string
  /** Where it is missing, when that is not the problem itself. */
  readonly of: string
}

const missingIn = (api: Api, id: SchemaId, members: readonly string[]): readonly Missing[] => {
  const parts = partsOf(api, id)
  const own = namesIn(api, parts, members).map((name) => ({ name, of: '' }))
  const errors = members.includes('errors') ? itemsOf(api, parts, 'errors') : []
  const inErrors = namesIn(api, errors, issueMembers)
  return [...own, ...inErrors.map((name) => ({ name, of: ' in its `errors`' }))]
}

/** A schema and what applies beside it. */
const partsOf = (api: Api, start: SchemaId): readonly SchemaId[] => {
  const parts = new Set([start])
  for (const id of parts) for (const part of api.schemas.get(id)?.allOf ?? []) parts.add(part)
  return [...parts]
}

/** Required members that are not among these; what is only in requests is not asked of an answer. */
const namesIn = (api: Api, parts: readonly SchemaId[], members: readonly string[]): string[] => {
  const schemas = parts.flatMap((id) => api.schemas.get(id) ?? [])
  const unanswered = schemas
    .flatMap(({ properties }) => properties)
    .filter(({ schema }) => isMarked(api, schema, 'writeOnly'))
    .map(({ name }) => name)
  const present = new Set([...members, ...unanswered])
  const required = schemas.flatMap((schema) => schema.required)
  return [...new Set(required)].filter((name) => !present.has(name))
}

/** Schemas of the items of a member that is a list. */
const itemsOf = (api: Api, parts: readonly SchemaId[], member: string): readonly SchemaId[] =>
  parts
    .flatMap((id) => api.schemas.get(id)?.properties ?? [])
    .filter(({ name }) => name === member)
    .flatMap(({ schema }) => partsOf(api, schema))
    .flatMap((id) => api.schemas.get(id)?.items ?? [])
    .flatMap((id) => partsOf(api, id))
