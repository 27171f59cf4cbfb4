// Owns the rule about names in `required` that no property has, where they look like one that is misspelt: near the name
// of a property, or in an object that takes no others.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import { nearest } from '../diagnostics/suggest.js'
import type { Api } from '../ir/api.js'
import type { Schema, SchemaId } from '../ir/schema.js'
import { inPlaceChildrenOf } from '../ir/schema-children.js'

export const checkRequiredNames = (api: Api): readonly Diagnostic[] => {
  const parts = new Set([...api.schemas.values()].flatMap(inPlaceChildrenOf))
  return [...api.schemas].flatMap(([id, schema]) =>
    schema.properties.length === 0 ? [] : misspelt(api, schema, parts.has(id)),
  )
}

const misspelt = (api: Api, schema: Schema, isPart: boolean): Diagnostic[] => {
  const own = new Set(schema.properties.map(({ name }) => name))
  const missing = schema.required.filter((name) => !own.has(name))
  if (missing.length === 0) return []
  const declared = declaredBelow(api, schema)
  // What another part declares is no mistake; the parts of a schema that this is part of are not known here.
  const isClosed = schema.additionalProperties === false && schema.patternProperties.length === 0
  return missing.flatMap((name) => {
    if (declared.has(name)) return []
    const free = [...own].filter((each) => !schema.required.includes(each))
    const meant = nearest(name, free)
    if (meant === null && (!isClosed || isPart)) return []
    const message = isClosed
      ? `\`${name}\` is required, and the schema allows no member of that name, so nothing is valid`
      : `\`${name}\` is required, and no property has that name`
    const pointer = child(child(schema.at.pointer, 'required'), schema.required.indexOf(name))
    const help = meant === null ? {} : { help: `did you mean \`${meant}\`?` }
    return [diagnostic('NX2133', { message, at: { file: schema.at.file, pointer }, ...help })]
  })
}

/** Names of properties that schemas in place declare. */
const declaredBelow = (api: Api, schema: Schema): ReadonlySet<string> => {
  const names = new Set<string>()
  const seen = new Set<SchemaId>()
  const open = inPlaceChildrenOf(schema)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const part = api.schemas.get(id)
    if (part === undefined || seen.size === seen.add(id).size) continue
    for (const { name } of part.properties) names.add(name)
    open.push(...inPlaceChildrenOf(part))
  }
  return names
}
