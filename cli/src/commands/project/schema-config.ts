// Owns `schemas` of nexus.config.ts: its shape, checked before anything is compiled.

import { isRecord } from '../../ir/json-values.js'
import { type SchemaOptions, schemaDefaults } from '../../ir/schema-options.js'

/** Values that each option may have. */
const values: { readonly [Name in keyof SchemaOptions]: readonly SchemaOptions[Name][] } = {
  impliedTypes: [true, false],
  checkAnswers: ['never', 'development', 'always'],
  int64: ['number', 'bigint', 'string'],
  decimal: ['number', 'string'],
}

/** The options, or what is wrong with them. */
export const readSchemaOptions = (
  given: unknown,
): { readonly options: SchemaOptions } | { readonly problem: string } => {
  if (given === undefined) return { options: schemaDefaults }
  if (!isRecord(given)) return { problem: '`schemas` is not an object' }
  for (const [name, value] of Object.entries(given)) {
    const allowed = Object.hasOwn(values, name) ? values[name as keyof SchemaOptions] : undefined
    if (allowed === undefined) {
      const known = Object.keys(values).join(', ')
      return { problem: `\`schemas.${name}\` does not exist (there are ${known})` }
    }
    if (!(allowed as readonly unknown[]).includes(value)) {
      const shown = allowed.map((each) => JSON.stringify(each)).join(', ')
      return { problem: `\`schemas.${name}\` is not one of ${shown}` }
    }
  }
  return { options: { ...schemaDefaults, ...given } }
}
