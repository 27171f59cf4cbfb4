// Owns schemas that inherit: a base with a `discriminator` and without a union, and children that have the base in
// their `allOf` (OpenAPI 3.1, 4.8.25). Where the base is asked for, a child may stand. So the base becomes the union
// of its children and itself, and the children are composed of what it says of its own.

import type { Api } from '../../../ir/api.js'
import type { Schema, SchemaId } from '../../../ir/schema.js'
import { bareSchema } from './bare-schema.js'

/** The document with a union for every base that something inherits from. */
export const withInheritance = (api: Api): Api => {
  const schemas = new Map(api.schemas)
  const family = new Family(api)
  for (const base of api.schemas.values()) {
    if (base.discriminator === null || base.oneOf.length + base.anyOf.length > 0) continue
    const mapping = family.mappingOf(base)
    if (mapping.every(({ schema }) => schema === base.id)) continue
    // It may be a child itself, that lost its parent to what the parent says of its own.
    unfold(schemas, schemas.get(base.id) ?? base, mapping, family)
  }
  return schemas.size === api.schemas.size ? api : { ...api, schemas }
}

type Mapping = NonNullable<Schema['discriminator']>['mapping']

/** Who has whom in `allOf`. */
class Family {
  readonly #children = new Map<SchemaId, Schema[]>()

  constructor(readonly api: Api) {
    for (const schema of api.schemas.values()) {
      if (isWrapper(schema)) continue
      for (const parent of schema.allOf) {
        const list = this.#children.get(parent)
        if (list) list.push(schema)
        else this.#children.set(parent, [schema])
      }
    }
  }

  childrenOf(id: SchemaId): readonly Schema[] {
    return this.#children.get(id) ?? []
  }

  /** The document's mapping, and named descendants that it does not speak of under their names. */
  mappingOf(base: Schema): Mapping {
    const values = new Map<string, SchemaId>()
    const targets = new Set<SchemaId>()
    for (const { value, schema } of base.discriminator?.mapping ?? []) {
      values.set(value, schema)
      targets.add(schema)
    }
    for (const heir of this.descendants(base.id)) {
      const name = nameOf(heir)
      if (name !== null && !targets.has(heir.id) && !values.has(name)) values.set(name, heir.id)
    }
    return [...values]
      .filter(([value, schema]) => schema !== base.id || this.#mayBe(base, value))
      .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
      .map(([value, schema]) => ({ value, schema }))
  }

  /** Whether a value of the base itself may carry its name. */
  #mayBe(base: Schema, value: string): boolean {
    const tag = this.tagOf(base, base.discriminator?.propertyName ?? '')
    const members = tag?.const === null ? tag.enum : tag?.const && [tag.const.value]
    return members?.includes(value) ?? true
  }

  tagOf({ properties }: Schema, name: string): Schema | undefined {
    const property = properties.find((each) => each.name === name)
    return property && this.api.schemas.get(property.schema)
  }

  descendants(id: SchemaId): readonly Schema[] {
    const found = new Map<SchemaId, Schema>()
    const open = [...this.childrenOf(id)]
    for (let heir = open.pop(); heir !== undefined; heir = open.pop()) {
      if (found.has(heir.id) || nameOf(heir) === null) continue
      found.set(heir.id, heir)
      open.push(...this.childrenOf(heir.id))
    }
    return [...found.values()]
  }
}

/** The last token of where named schemas stand, also in other files than the document. */
const nameOf = ({ id, name }: Schema): string | null =>
  name ?? /\/(?:components\/schemas|definitions)\/([^/]+)$/.exec(id)?.[1] ?? null

/** `allOf: [Pet]` with `nullable` is how OpenAPI 3.0 says "a Pet or null": no child. */
const isWrapper = ({ allOf, types, properties }: Schema): boolean =>
  allOf.length === 1 && properties.length === 0 && types?.includes('null') === true

/** What a base says of its own. */
const ownOf = (base: SchemaId): SchemaId => `${base}/discriminator`

/** Makes `base` the union of the mapping, and its children composed of what it says of its own. */
const unfold = (
  schemas: Map<SchemaId, Schema>,
  base: Schema,
  mapping: Mapping,
  family: Family,
): void => {
  const { discriminator, types } = base
  if (discriminator === null) return
  const own = ownOf(base.id)
  const heirs = new Set(family.descendants(base.id).map(({ id }) => id))
  for (const child of family.childrenOf(base.id))
    if (heirs.has(child.id) || declaresTag(family, child, base.id, discriminator.propertyName))
      for (const id of [child.id, ownOf(child.id)]) redirect(schemas, id, base.id, own)
  const withoutNull = types?.filter((type) => type !== 'null') ?? null
  schemas.set(own, { ...bareBase(base), id: own, types: withoutNull })
  const branches = mapping.map(({ value, schema }) => {
    if (schema === base.id) return { value, schema: own }
    if (heirs.has(schema)) return { value, schema }
    // What the base asks holds of everything that stands where it is asked for.
    const both = `${own}/mapping/${value.replaceAll('~', '~0').replaceAll('/', '~1')}`
    schemas.set(both, { ...bareSchema(both, base.at), allOf: [own, schema] })
    return { value, schema: both }
  })
  const fallback =
    branches[mapping.findIndex(({ schema }) => schema === discriminator.fallback)]?.schema ?? null
  const union = {
    oneOf: [...new Set(branches.map(({ schema }) => schema))],
    discriminator: { ...discriminator, mapping: branches, fallback },
  }
  const whole = documented(base)
  if (withoutNull?.length === types?.length) {
    schemas.set(base.id, { ...whole, ...union })
    return
  }
  const [notNull, nothing] = [`${base.id}/anyOf/0`, `${base.id}/anyOf/1`]
  schemas.set(notNull, { ...bareSchema(notNull, base.at), ...union })
  schemas.set(nothing, { ...bareSchema(nothing, base.at), types: ['null'] })
  schemas.set(base.id, { ...whole, anyOf: [notNull, nothing] })
}

/** A nameless schema that says itself what the discriminator's property is stands for a child. */
const declaresTag = (family: Family, child: Schema, base: SchemaId, property: string): boolean =>
  nameOf(child) === null &&
  [child, ...child.allOf.filter((id) => id !== base).map((id) => family.api.schemas.get(id))].some(
    (part) => part !== undefined && family.tagOf(part, property) !== undefined,
  )

const redirect = (
  schemas: Map<SchemaId, Schema>,
  id: SchemaId,
  from: SchemaId,
  to: SchemaId,
): void => {
  const schema = schemas.get(id)
  if (schema === undefined) return
  schemas.set(id, { ...schema, allOf: schema.allOf.map((part) => (part === from ? to : part)) })
}

/** What the base asks of a value. */
const bareBase = (base: Schema): Schema => ({
  ...base,
  name: null,
  title: null,
  readOnly: false,
  writeOnly: false,
  deprecated: false,
  default: null,
  examples: [],
  discriminator: null,
})

/** What says nothing about values, and what belongs to the place. */
const documented = (base: Schema): Schema => {
  const { name, title, description, deprecated, readOnly, writeOnly, examples } = base
  const words = { name, title, description, deprecated, readOnly, writeOnly, examples }
  return { ...bareSchema(base.id, base.at), ...words, default: base.default }
}
