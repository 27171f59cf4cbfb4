// Owns sending a JSON body through a generated reader and writer, as the runtime would.

import type { OperationDefinition } from '../../../runtime/src/app/definition.js'
import type { RawRequest } from '../../../runtime/src/http/raw-request.js'
import { type Issue, Issues } from '../../../runtime/src/validate/issues.js'
import { compileDocument, definitionOf, documentOf, errorsOf, evaluate } from './evaluate.js'

/** Ajv goes by the letter: keywords of objects ask nothing of other values. */
const byTheLetter = { impliedTypes: false }

/** What one schema does with values. */
export interface BodyPort {
  /** Violations of a body; it goes through JSON first. */
  issues(value: unknown): readonly Issue[]
  accepts(value: unknown): boolean
  /** The text that a 200 answer is written as. */
  write(value: unknown): string
}

/** A 200 answer with a JSON body is one text. */
const written = ({ replies }: OperationDefinition, value: unknown): string => {
  const body = replies['200']?.write?.(value as never)
  if (typeof body !== 'string') throw new Error('a JSON body is written as text')
  return body
}

/** Compiles schemas into one project and gives a port to each. */
export const portsOf = async (
  schemas: readonly unknown[],
  components: object = {},
): Promise<BodyPort[]> => {
  const result = await compileDocument(documentOf(schemas, components), byTheLetter)
  const errors = errorsOf(result)
  if (errors !== '') throw new Error(errors)
  const modules = await evaluate(result.files)
  return schemas.map((_, i) => portIn(modules, i))
}

/** The port of the schema with this number among evaluated modules. */
export const portIn = (modules: Awaited<ReturnType<typeof evaluate>>, number: number): BodyPort => {
  const definition = definitionOf(modules, `operations/op${number}`)
  const issues = (value: unknown): readonly Issue[] => {
    const found = new Issues()
    const context = { path: {}, query: {}, headers: {}, cookies: {}, body: undefined as unknown }
    const raw = { json: () => JSON.parse(JSON.stringify(value)) } as RawRequest
    definition.read(raw, context, found)
    if (found.count !== 0 && found.list.length === 0) throw new Error('counted but not listed')
    return found.list
  }
  return {
    issues,
    accepts: (value) => issues(value).length === 0,
    write: (value) => written(definition, value),
  }
}
