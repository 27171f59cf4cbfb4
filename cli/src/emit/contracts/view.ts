// Owns the view that `contracts/contract.hbs` renders: one contract module as Code.

import { contractRuntimeNames } from '../../ir/plan/contract-symbols.js'
import type {
  ContractModule,
  ErrorPlan,
  FunctionPlan,
  StructPlan,
} from '../../ir/plan/contracts.js'
import {
  Code,
  code,
  comment,
  ident,
  indent,
  join,
  key,
  lineComment,
  literalKey,
  member,
  str,
} from '../code.js'
import { abiEntries } from './abi-text.js'
import { codecDecoder, errorArgs, outputDecoder } from './decode-text.js'
import { codecEncoder, inputEncoder } from './encode-text.js'
import { fieldText, objectText, resultText, type TypeNames, typeText } from './type-text.js'

export const contractView = (module: ContractModule) => {
  const view = {
    ...exportsOf(module),
    about: lineComment(aboutOf(module)),
    madeFrom: lineComment(
      `Made from ${module.source} by nexus. Changes are lost: \`nexus generate\` rewrites this file.`,
    ),
    contractName: str(module.contract.name),
    structs: module.structs.map((struct) => structView(struct, module)),
    errorTypes: module.errors.map((error) => errorType(error, module)),
    reads: module.reads.map((plan) => readView(plan, module)),
    writes: module.writes.map((plan) => writeView(plan, module)),
    codecs: codecsOf(module),
    errors: module.errors.map((error) => errorRow(error, module)),
    abiEntries: indent(abiEntries(module.contract), 2),
  }
  return { ...view, imports: importsOf(view) }
}

const exportsOf = ({ names }: ContractModule) => ({
  className: ident(names.className),
  readName: ident(names.read),
  writeName: ident(names.write),
  errorsName: ident(names.errors),
  isErrorName: ident(names.isError),
  abiName: ident(names.abi),
  specName: ident(names.spec),
})

const standardTitles = { erc20: 'ERC-20', erc721: 'ERC-721' } as const

const aboutOf = ({ contract }: ContractModule): string => {
  const standards = contract.standards.map((standard) => standardTitles[standard])
  const suffix = standards.length > 0 ? `, an ${standards.join(' and ')} contract` : ''
  return `Typed client of ${contract.name}${suffix}.`
}

const structView = (struct: StructPlan, names: TypeNames) => ({
  doc: comment(`\`struct ${struct.source}\``),
  name: ident(struct.name),
  fields: struct.fields.map((field) => indent(fieldText(field, names), 2)),
})

const errorType = (plan: ErrorPlan, names: TypeNames): Code => {
  const doc = comment(`\`${plan.error.signature}\``)
  return indent(code`${doc}${key(plan.key)}: ${objectText(plan.fields, names)}`, 2)
}

const errorRow = (plan: ErrorPlan, names: TypeNames): Code => {
  const decode =
    plan.fields.length === 0
      ? code`decode: () => ({}),`
      : code`decode: (data: AbiData) => ({
  ${errorArgs(plan.fields, names)}
}),`
  const row = code`{
  selector: ${str(plan.error.selector)},
  name: ${str(plan.key)},
  ${decode}
},`
  return indent(row, 2)
}

const docOf = (plan: FunctionPlan): Code => {
  const { signature, selector, mutability } = plan.function
  return comment(`\`${signature}\` ${mutability}, selector ${selector}.`)
}

/** A function twice: as a member of the interface, and as a property of the namespace. */
interface FunctionView {
  readonly declaration: Code
  readonly literalKey: Code
  readonly taken: Code
  readonly call: Code
}

const readView = (plan: FunctionPlan, names: TypeNames): FunctionView => {
  const parameters = plan.fields.map((field, index) => {
    const local = ident(plan.locals[index] ?? `arg${index}`)
    return code`${local}: ${typeText(field.type, names)}`
  })
  const list = join([...parameters, code`options?: ReadOptions`], ', ')
  const result = resultText(plan.outputs, names)
  const values = plan.fields.map((_, index) => ident(`a${index}`))
  const encoded = code`${ident(plan.encoder)}(${join(values, ', ')})`
  return {
    declaration: indent(code`${docOf(plan)}${key(plan.key)}(${list}): Promise<${result}>`, 2),
    literalKey: literalKey(plan.key),
    taken: join([...values, code`options`], ', '),
    call: code`${str(plan.function.signature)}, ${encoded}, ${ident(plan.decoder)}, options`,
  }
}

const writeView = (plan: FunctionPlan, names: TypeNames): FunctionView => {
  const options = plan.function.mutability === 'payable' ? code`PayableOptions` : code`WriteOptions`
  const hasArgs = plan.fields.length > 0
  const args = hasArgs ? [code`args: ${objectText(plan.fields, names)}`] : []
  const list = join([...args, code`options?: ${options}`], ', ')
  const values = plan.fields.map((field) => code`args${member(field.name)}`)
  const encoded = code`${ident(plan.encoder)}(${join(values, ', ')})`
  return {
    declaration: indent(code`${docOf(plan)}${key(plan.key)}(${list}): Promise<SentTransaction>`, 2),
    literalKey: literalKey(plan.key),
    taken: hasArgs ? code`args, options` : code`options`,
    call: code`${str(plan.function.signature)}, ${encoded}, options`,
  }
}

/** Composite codecs first, then each function's own; all of them constants, so order is free. */
const codecsOf = (module: ContractModule): readonly Code[] => [
  ...module.codecs.filter((plan) => plan.encodes).map((plan) => codecEncoder(plan, module)),
  ...module.codecs.filter((plan) => plan.decodes).map((plan) => codecDecoder(plan, module)),
  ...module.reads.flatMap((plan) => [inputEncoder(plan, module), outputDecoder(plan, module)]),
  ...module.writes.map((plan) => inputEncoder(plan, module)),
]

/** The view's parts that name imports: functions are called in codecs only, types named anywhere. */
interface Naming {
  readonly codecs: readonly Code[]
  readonly errors: readonly Code[]
}

/** Imports what the printed code names, types marked as such. */
const importsOf = (view: Naming): readonly Code[] => {
  const called = wordsOf([view.codecs, view.errors], callPattern)
  const named = wordsOf(view, typePattern)
  const used = new Set([...alwaysImported, ...called, ...named.filter(isTypeName)])
  return contractRuntimeNames
    .filter((name) => used.has(name))
    .map((name) => (isTypeName(name) ? code`type ${ident(name)}` : ident(name)))
}

const alwaysImported = [
  'Abi',
  'ContractLink',
  'ContractRevert',
  'StandardErrors',
  'contractSpec',
  'isRevertOf',
  'namespace',
]

const callPattern = /(?<![.\w$'])[a-z]\w*(?=\()/g
/** Not a property's name, not quoted. */
const typePattern = /(?<![.\w$'`])[A-Z]\w*(?![\w$'`:(])/g

const wordsOf = (value: unknown, pattern: RegExp): readonly string[] => {
  if (value instanceof Code) return value.text.match(pattern) ?? []
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap((part) => wordsOf(part, pattern))
}

const isTypeName = (name: string): boolean => /^[A-Z]/.test(name)
