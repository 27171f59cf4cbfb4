// Owns asking generated validators about JSON bodies as they come from the wire: one operation per schema.

import { expect } from 'vitest'
import type { CompileInput } from '../../../cli/src/pipeline.js'
import type { RawRequest } from '../../../runtime/src/http/raw-request.js'
import { Issues } from '../../../runtime/src/validate/issues.js'
import {
  compileDocument,
  definitionOf,
  documentOf,
  errorsOf,
  evaluate,
  jsonReaderOf,
} from './evaluate.js'

/** Whether a body is let in. */
export type Port = (text: string) => boolean

/** What each schema says of a body. */
export const portsFor = async (
  schemas: readonly object[],
  options: CompileInput['schemas'],
): Promise<Port[]> => {
  const result = await compileDocument(documentOf(schemas), { impliedTypes: false, ...options })
  if (errorsOf(result) !== '') throw new Error(errorsOf(result))
  const modules = await evaluate(result.files)
  const parse = jsonReaderOf(modules)
  const issues = new Issues()
  return schemas.map((_, i) => {
    const definition = definitionOf(modules, `operations/op${i}`)
    return (text) => {
      issues.reset()
      const context = { path: {}, query: {}, headers: {}, cookies: {}, body: undefined as unknown }
      definition.read(
        { json: () => parse(text), bodyText: () => text } as RawRequest,
        context,
        issues,
      )
      expect(issues.tests).toBe(0)
      return issues.count === 0
    }
  })
}
