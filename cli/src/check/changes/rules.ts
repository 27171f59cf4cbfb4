// Owns the table of rules about changes of a contract: what each change does to those who rely on the old one.
// A schema that got narrower breaks who sends such values, one that got wider breaks who reads them; so each
// change of a schema is one row, and where the schema stands (in requests, in answers) decides who breaks.

/**
 * Who relied on the old contract: clients, by HTTP; or the project's own handlers, by their types; or nobody, for it
 * was not there.
 */
export type Audience = 'http' | 'types' | 'nobody'

/** A change of an operation: its audiences are known. */
interface OperationRule {
  readonly of: 'operation'
  readonly audiences: readonly Audience[]
  readonly title: string
}

/** A change of a contract on a chain, by its ABI. */
interface ContractRule {
  readonly of: 'contract'
  readonly audiences: readonly Audience[]
  readonly title: string
}

/**
 * A change of a schema. `narrows`: fewer values satisfy it than before; `widens`: more; `differs`:
 * others; `fills`: the same, and another one stands for what is left out; `announces` and `retypes`: the same. `typed`: the
 * TypeScript type changes with it, so that handlers see it.
 */
interface SchemaRule {
  readonly of: 'schema'
  readonly effect: 'narrows' | 'widens' | 'differs' | 'fills' | 'announces' | 'retypes'
  readonly typed: boolean
  readonly title: string
}

const operation = (audiences: readonly Audience[], title: string): OperationRule => {
  return { of: 'operation', audiences, title }
}
const contract = (audience: Audience, title: string): ContractRule => {
  return { of: 'contract', audiences: [audience], title }
}
const narrows = (title: string, typed = false): SchemaRule => {
  return { of: 'schema', effect: 'narrows', typed, title }
}
const differs = (title: string, typed = false): SchemaRule => {
  return { of: 'schema', effect: 'differs', typed, title }
}
const fills = (title: string, typed = false): SchemaRule => {
  return { of: 'schema', effect: 'fills', typed, title }
}
const retypes = (title: string): SchemaRule => {
  return { of: 'schema', effect: 'retypes', typed: true, title }
}
const announces = (title: string): SchemaRule => {
  return { of: 'schema', effect: 'announces', typed: false, title }
}
const widens = (title: string, typed = false): SchemaRule => {
  return { of: 'schema', effect: 'widens', typed, title }
}

/** Every rule by its id, the gravest first, as reports have them; ids are stable: suppressions and reports name them. */
export const rules = {
  'operation-removed': operation(['http', 'types'], 'an operation was removed'),
  'sender-removed': operation(['http', 'types'], 'a webhook or a callback was removed'),
  'base-path-changed': operation(['http'], 'the path of the first server changed'),
  'security-scheme-changed': operation(['http'], 'credentials are brought in another way'),
  'security-tightened': operation(['http'], 'who may call changed: credentials that passed do not'),
  'success-removed': operation(['http', 'types'], 'a successful response was removed'),
  'response-media-type-removed': operation(
    ['http', 'types'],
    'a media type of a response was removed',
  ),
  'sent-media-type-removed': operation(
    ['http', 'types'],
    'a media type of what a webhook or a callback sends was removed',
  ),
  'body-removed': operation(['http', 'types'], 'the request body was removed'),
  'body-added-required': operation(['http'], 'a required request body was added'),
  'body-became-required': operation(['http'], 'the request body became required'),
  'request-media-type-removed': operation(['http'], 'a media type of requests was removed'),
  'parameter-added-required': operation(['http'], 'a required parameter was added'),
  'parameter-became-required': operation(['http'], 'a parameter became required'),
  'parameter-removed': operation(['http', 'types'], 'a parameter was removed'),
  'parameter-style-changed': operation(['http'], 'a parameter is written in another way'),
  'empty-value-refused': operation(['http'], 'an empty value stands for no parameter no more'),
  'default-changed': operation(['http'], 'the default of a parameter changed'),
  'default-removed': operation(['http', 'types'], 'a parameter has no default any more'),
  'field-style-changed': operation(['http'], 'a field or part of a form is written in another way'),
  'part-header-added-required': operation(['http'], 'a required header of a part was added'),
  'part-media-type-removed': operation(['http'], 'a media type of a part of a form was removed'),
  'response-header-removed': operation(['http', 'types'], 'a header of a response was removed'),
  'response-header-optional': operation(['http'], 'a header of a response became optional'),
  'response-header-style-changed': operation(
    ['http'],
    'a header of a response is written in another way',
  ),
  'security-loosened': operation(['types'], 'who may call changed: handlers see other principals'),
  'operation-renamed': operation(['types'], 'the name of an operation changed'),
  'parameter-renamed': operation(['types'], 'a parameter of the path got another name'),
  'parameter-became-optional': operation(['types'], 'a parameter became optional'),
  'empty-value-allowed': operation(
    ['types'],
    'a required parameter may be empty, and is none then',
  ),
  'body-became-optional': operation(['types'], 'the request body became optional'),
  'request-media-type-added': operation(['types'], 'a media type of requests was added'),
  'response-removed': operation(['types'], 'a response was removed'),
  'response-header-required': operation(['types'], 'a header of a response became required'),
  'operation-added': operation(['nobody'], 'an operation was added'),
  'operation-deprecated': operation(['nobody'], 'an operation became deprecated'),
  'parameter-deprecated': operation(['nobody'], 'a parameter became deprecated'),

  'contract-added': contract('nobody', 'a contract was added'),
  'contract-removed': contract('types', 'a contract was removed'),
  'function-added': contract('nobody', 'a function of a contract was added'),
  'function-removed': contract('types', 'a function of a contract was removed'),
  'function-called-otherwise': contract(
    'types',
    'a function got, or lost, an overload: it goes by its signature, or by its name',
  ),
  'function-inputs-changed': contract('types', 'the parameters of a function changed'),
  'function-outputs-changed': contract('types', 'what a function returns changed'),
  'function-mutability-changed': contract(
    'types',
    'a function is another kind of call: a read, a write, or one that takes no ether any more',
  ),
  'function-became-payable': contract('nobody', 'a function takes ether now'),
  'error-added': contract('nobody', 'a custom error was added'),
  'error-removed': contract('types', 'a custom error was removed'),
  'error-changed': contract('types', 'what a custom error carries, or its name, changed'),

  'type-removed': narrows('a type was removed', true),
  'type-added': widens('a type was added', true),
  'enum-value-removed': narrows('a value of an enum was removed', true),
  'enum-value-added': widens('a value of an enum was added', true),
  'property-added-required': narrows('a required property was added', true),
  'property-became-required': narrows('a property became required', true),
  'property-became-optional': widens('a property became optional', true),
  'property-removed': widens('a property was removed', true),
  'property-refused': narrows('a property was removed from an object that allows no others', true),
  closed: narrows('undeclared properties are not allowed any more', true),
  opened: widens('undeclared properties are allowed now', true),
  'items-typed': narrows('items have to satisfy a schema', true),
  'items-untyped': widens('items may be anything', true),
  'members-typed': narrows('undeclared properties have to satisfy a schema', true),
  'members-untyped': widens('undeclared properties may be anything', true),
  'schema-added': narrows('a schema was given where there was none', true),
  'schema-removed': widens('a schema was taken away', true),
  'minimum-raised': narrows('a lower bound was raised'),
  'minimum-lowered': widens('a lower bound was lowered'),
  'maximum-lowered': narrows('an upper bound was lowered'),
  'maximum-raised': widens('an upper bound was raised'),
  'pattern-added': narrows('a pattern was added'),
  'pattern-changed': narrows('a pattern changed'),
  'pattern-removed': widens('a pattern was removed'),
  'format-added': narrows('a format was added'),
  'format-changed': narrows('a format changed', true),
  'format-removed': widens('a format was removed'),
  'multiple-of-added': narrows('values must be multiples of a number'),
  'multiple-of-removed': widens('values need not be multiples of a number any more'),
  'unique-items-added': narrows('items must differ'),
  'unique-items-removed': widens('items may be equal'),
  'not-added': narrows('values are excluded that were allowed'),
  'condition-added': narrows('a condition was added'),
  'condition-changed': narrows('a condition changed'),
  'condition-removed': widens('a condition was removed'),
  'union-added': narrows('alternatives were given where there were none', true),
  'union-removed': widens('alternatives were taken away altogether', true),
  'alternatives-exclude': narrows('alternatives exclude each other: `anyOf` became `oneOf`'),
  'alternatives-overlap': widens('alternatives exclude each other no more: `oneOf` became `anyOf`'),
  'discriminator-added': narrows('a property tells alternatives apart, and has to be there', true),
  'discriminator-removed': widens('no property tells alternatives apart any more', true),
  'discriminator-changed': differs('another property tells alternatives apart', true),
  'discriminator-value-removed': narrows('a value that told an alternative does no more', true),
  'discriminator-value-added': widens('an alternative is told by another value', true),
  'member-default-removed': fills('a property has no default any more', true),
  'member-default-changed': fills('the default of a property changed'),
  'number-kept-otherwise': retypes('a number has another type in handlers'),
  'property-deprecated': announces('a property became deprecated'),
  'not-compared': differs('schemas are too large to be compared whole'),
  'branch-removed': narrows('an alternative was removed', true),
  'branch-added': widens('an alternative was added', true),
} as const satisfies Record<string, OperationRule | ContractRule | SchemaRule>

export type RuleId = keyof typeof rules

/** What a rule means for those who rely on the old contract, in a sentence. */
export const meaningOf = (id: RuleId): string => {
  const rule: OperationRule | ContractRule | SchemaRule = rules[id]
  if (rule.of !== 'schema' && rule.audiences.includes('nobody')) return 'Breaks nobody.'
  if (rule.of !== 'schema')
    return `Breaks ${rule.audiences.map((each) => brokenAudiences[each]).join(' and ')}.`
  if (rule.effect === 'announces') return 'Breaks nobody.'
  if (rule.effect === 'retypes') return `Breaks ${brokenAudiences.types}.`
  if (rule.effect === 'fills')
    return `In requests it breaks clients${rule.typed ? ` and ${brokenAudiences.types}` : ''}: what they leave out is taken for another value.`
  if (rule.effect === 'differs')
    return `Breaks clients${rule.typed ? ` and ${brokenAudiences.types}` : ''}, wherever it stands.`
  const [broken, other] =
    rule.effect === 'narrows' ? ['requests', 'answers'] : ['answers', 'requests']
  const why =
    rule.effect === 'narrows'
      ? 'what they send may be refused now'
      : 'they may meet what they do not know'
  const typed = rule.typed ? `; in ${other} it breaks ${brokenAudiences.types}` : ''
  return `In ${broken} it breaks clients: ${why}${typed}.`
}

const brokenAudiences: Readonly<Record<Audience, string>> = {
  nobody: 'nobody',
  http: 'clients',
  types: 'handlers, which the type checker tells',
}

/** Rules whose change is of a schema. */
export type SchemaRuleId = {
  [Id in RuleId]: (typeof rules)[Id] extends { of: 'schema' } ? Id : never
}[RuleId]

/** Rules whose change is of an ABI. */
export type ContractRuleId = {
  [Id in RuleId]: (typeof rules)[Id] extends ContractRule ? Id : never
}[RuleId]

/** Rules whose change is of an operation. */
export type OperationRuleId = Exclude<RuleId, SchemaRuleId | ContractRuleId>

/**
 * Who breaks when a schema changes so, in what clients send or in what they read.
 *
 * @example
 * // Clients meet a value that they do not know:
 * brokenBy('enum-value-added', 'answer') // ['http']
 */
export const brokenBy = (id: SchemaRuleId, where: 'request' | 'answer'): readonly Audience[] => {
  const { effect, typed } = rules[id]
  if (effect === 'announces') return ['nobody']
  if (effect === 'retypes') return ['types']
  if (effect === 'fills' && where === 'answer') return []
  if (effect === 'differs' || effect === 'fills') return typed ? ['http', 'types'] : ['http']
  const breaksHttp = (effect === 'narrows') === (where === 'request')
  if (breaksHttp) return ['http']
  return typed ? ['types'] : []
}
