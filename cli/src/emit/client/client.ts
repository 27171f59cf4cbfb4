// Owns the file of `nexus client`: the contract's types, a function per operation, and what they call.

import type { OutputFile } from '../../ir/output.js'
import type { OperationPlan, UnitPlan } from '../../ir/plan/api.js'
import type { ApiPlan } from '../../ir/plan/output.js'
import { clientErrors, madeFromLine, serverErrors } from '../app-modules.js'
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
  methodKey,
  num,
  str,
} from '../code/code.js'
import { Imports } from '../code/imports.js'
import type { Printing } from '../code/printing.js'
import { declaredNames, render } from '../code/template.js'
import { declareType } from '../schemas/types.js'
import { schemeOf } from '../security.js'
import { allParts, definition } from './client-definition.js'
import { digitsView } from './client-digits.js'
import { answerType, inputType, isOptional, outsideTypes } from './client-types.js'

/** Globals that the file uses: what the contract calls so gets another name, as what the template declares does. */
const globals = [
  'Headers', 'Response', 'FormData', 'Error', 'TypeError', 'RangeError', 'Promise', 'Record', 'Exclude', 'Omit', 'AbortSignal', 'Uint8Array',
  'ArrayBuffer', 'Blob', 'Parameters', 'NonNullable', 'Object', 'Array', 'JSON', 'String', 'Number', 'BigInt', 'Math', 'Symbol', 'Iterable',
  'AsyncIterable', 'AsyncGenerator', 'Iterator', 'AsyncIterator', 'ReadableStream', 'TextDecoder', 'TextEncoder',
  'fetch', 'btoa', 'undefined', 'encodeURIComponent', 'decodeURIComponent',
] // biome-ignore format: a table of words

/** What `createClient` and its functions call what they are given: an operation of that name would call it. */
const parametersOfCreateClient = ['options', 'input']

const file = 'client'

/** The client of a document that is served below `basePath`, as one file at `path`. */
export const emitClient = (whole: ApiPlan, basePath: string, path: string): OutputFile => {
  // fetch opens no WebSocket.
  const answering = whole.operations.filter(({ webSocket }) => webSocket === null)
  const plan: ApiPlan = { ...whole, operations: answering }
  const taken = takenNames(plan)
  const names = new Names(taken)
  const units = new Map(
    plan.units.map((unit): [string, UnitPlan] => {
      const name = names.take(unit.name)
      const inputName = unit.inputName === unit.name ? name : names.take(unit.inputName)
      return [unit.id, { ...unit, name, inputName, file }]
    }),
  )
  const printing: Printing = {
    units,
    imports: new Imports(file, []),
    outside: outsideTypes(() => printing),
  }
  const values = new Names([...taken, ...parametersOfCreateClient])
  const operations = plan.operations.map((operation) => {
    const prefix = operation.typePrefix
    const [input, reply] = [names.take(`${prefix}Input`), names.take(`${prefix}Answer`)]
    return { operation, input, reply, value: values.take(operation.name) }
  })
  const view = {
    ...digitsView(plan),
    title: lineText(plan.title),
    madeFrom: madeFromLine(plan.source),
    basePath: str(basePath),
    ...conditionsOf(plan),
    credentials: plan.securitySchemes.map(({ name }) => code`${key(name)}?: Credential`),
    clientErrors: join(clientErrors.map(num), ' | '),
    serverErrors: join(serverErrors.map(num), ' | '),
    types: [...units.values()].flatMap((unit) => unitTypes(printing, unit)),
    operations: operations.flatMap(({ operation, input, reply }) => [
      code`export interface ${ident(input)} extends CallOptions ${inputType(printing, operation)}`,
      code`export type ${ident(reply)} =${answerType(printing, operation)}`,
    ]),
    functions: operations.map(({ operation, input, reply, value }) => {
      const parameter = code`input${Code.of(isOptional(operation) ? '?' : '')}: ${ident(input)}`
      return code`${docOf(operation)}export const ${ident(value)} = (client: ClientOptions, ${parameter}): Promise<${ident(reply)}> =>
  call(
    client,
    ${definition(operation, plan.digits)},
    input,
  )`
    }),
    methods: operations.map(({ operation, input, reply }) => {
      const optional = isOptional(operation) ? '?' : ''
      return indent(
        code`${docOf(operation)}${methodKey(operation.name)}(input${Code.of(optional)}: ${ident(input)}): Promise<${ident(reply)}>`,
        2,
      )
    }),
    calls: operations.map(
      ({ operation, value }) =>
        code`${key(operation.name)}: (input) => ${ident(value)}(options, input),`,
    ),
    schemes: plan.securitySchemes.map(
      (scheme) => code`${literalKey(scheme.name)}: ${schemeOf(scheme)},`,
    ),
  }
  return {
    path,
    text: `${render('client', view)
      .replace(/\n{3,}/g, '\n\n')
      .trim()}\n`,
    owner: 'generated',
  }
}

/** What only some clients have. */
const conditionsOf = ({ operations, securitySchemes }: ApiPlan) => ({
  hasSchemes: securitySchemes.length > 0,
  hasPartHeaders: operations.some(({ body }) =>
    body?.contents.some((content) => allParts(content).some(({ headers }) => headers !== null)),
  ),
  writesParts: operations.some(({ body }) =>
    body?.contents.some(
      (content) =>
        content.form === 'parts' || allParts(content).some(({ headers }) => headers !== null),
    ),
  ),
  readsParts: operations.some(({ replies }) =>
    replies.some(({ contents }) => contents.some(({ parts }) => parts !== undefined)),
  ),
  hasPartLists: operations.some(({ body }) => body?.contents.some(({ form }) => form === 'parts')),
})

const takenNames = ({ digits }: ApiPlan): readonly string[] => [
  ...globals,
  ...declaredNames('client', digits === undefined ? 'isExact' : null),
]

const docOf = ({ method, path, doc }: OperationPlan): Code =>
  comment([`${method} ${path}`, doc].filter((part) => part !== null).join('\n\n'))

/** A title inside of a comment of the template. */
const lineText = (title: string): Code => Code.of(lineComment(title).text.replace(/^\/\/ ?/, ''))

/** Gives each name once. */
class Names {
  readonly #taken: Set<string>

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken)
  }

  take(name: string): string {
    let free = name
    for (let number = 2; this.#taken.has(free); number++) free = `${name}${number}`
    this.#taken.add(free)
    return free
  }
}

const unitTypes = (printing: Printing, unit: UnitPlan): Code[] => [
  ...(unit.outputType === null
    ? []
    : [declareType(printing, ident(unit.name), unit.outputType, unit.doc)]),
  ...(unit.inputType === null
    ? []
    : [declareType(printing, ident(unit.inputName), unit.inputType, unit.doc)]),
]
