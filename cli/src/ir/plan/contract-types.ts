// Owns what plan and emit both know about ABI types: their identity, and the names of their fields.

import { abiTypeText } from '../abi-type-text.js'
import type { AbiParameter, AbiType } from '../contract.js'

/** A named place for a value; `label` is what messages call it. */
export interface FieldPlan {
  readonly name: string
  readonly type: AbiType
}

/** The parameters with property names that are present and distinct. */
export const fieldsOf = (parameters: readonly AbiParameter[]): readonly FieldPlan[] => {
  const names = propertyNames(parameters.map((parameter) => parameter.name))
  return parameters.map((parameter, index) => ({
    name: names[index] ?? `_${index}`,
    type: parameter.type,
  }))
}

/** Property names for a parameter list: unnamed ones are `_0`, a repeated name gets a suffix. */
export const propertyNames = (names: readonly string[]): readonly string[] => {
  const used = new Set(names)
  const seen = new Set<string>()
  return names.map((name, index) => {
    let property = name
    if (name === '' || seen.has(name)) {
      property = `${name}_${index}`
      while (used.has(property) || seen.has(property)) property += '_'
    }
    seen.add(property)
    return property
  })
}

/** Identity of a type together with its component names: what decides interfaces and codecs. */
export const typeKey = (type: AbiType): string =>
  abiTypeText(
    type,
    ({ structName, components }) =>
      `${structName ?? ''}(${components.map(parameterKey).join(',')})`,
  )

const parameterKey = (parameter: AbiParameter): string =>
  `${typeKey(parameter.type)} ${parameter.name}`

/** Names that several entries share: those go by their signature. */
export const overloadedNames = (
  list: readonly { readonly name: string }[],
): ReadonlySet<string> => {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const { name } of list) (seen.has(name) ? twice : seen).add(name)
  return twice
}
