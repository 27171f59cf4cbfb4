// Owns checking a body against what the user brings: a generated validator, or any schema library that speaks
// Standard Schema (version 1).

import type { Issues } from '../../validate/issues.js'
import { isThenable } from '../thenable.js'

/** What a schema library offers (standardschema.dev); zod, valibot, arktype and others do. */
export interface StandardSchema<T> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    validate(value: unknown): StandardResult<T> | Promise<StandardResult<T>>
  }
}

/** What such a schema says of a value. */
export type StandardResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] }

/** One thing that is wrong with it. */
export interface StandardIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** A validator as the compiler writes them: adds to `issues` what is wrong. */
export type Validator<T> = (value: unknown, issues: Issues) => value is T

/** Either of them. */
export type Schema<T> = Validator<T> | StandardSchema<T>

/** The value as the schema gives it back; what is wrong is in `issues`. */
export const checked = <T>(schema: Schema<T> | null, value: unknown, issues: Issues): T => {
  if (schema === null) return value as T
  // Schemas of some libraries are functions as well.
  if (!('~standard' in schema)) {
    schema(value, issues)
    return value as T
  }
  const result = schema['~standard'].validate(value)
  if (isThenable(result)) {
    throw new TypeError(
      'A schema that checks asynchronously belongs into the handler: await it there.',
    )
  }
  if (result.issues === undefined) return result.value
  for (const issue of result.issues) tell(issue, issues)
  return value as T
}

const tell = ({ message, path = [] }: StandardIssue, issues: Issues): void => {
  const from = issues.count
  issues.add('schema', message)
  for (const step of path.toReversed()) {
    const key = typeof step === 'object' ? step.key : step
    issues.within(from, typeof key === 'number' ? key : String(key))
  }
}
