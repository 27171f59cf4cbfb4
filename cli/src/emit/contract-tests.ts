// Owns printing contract tests: one file per tag with a row for each operation.

import type { OperationPlan } from '../ir/plan/api.js'
import type { TestRefusal, TestRequest } from '../ir/plan/tests.js'
import type { JsonValue } from '../ir/schema.js'
import { Code, code, indent, join, json, lineComment, str } from './code/code.js'

/** A file under `test/generated`, without ending, and the operations that it tests. */
export const testFiles = (
  operations: readonly OperationPlan[],
): Map<string, readonly OperationPlan[]> => {
  const files = new Map<string, OperationPlan[]>()
  for (const operation of operations) {
    const folder = operation.handlerFile.split('/')[1] ?? 'default'
    const name = folder === 'contract' ? 'contract-tag' : folder
    const list = files.get(name)
    if (list) list.push(operation)
    else files.set(name, [operation])
  }
  return files
}

/** View of `contract-test.hbs`. */
export const contractTest = (operations: readonly OperationPlan[], madeFrom: Code) => ({
  madeFrom,
  about: lineComment(
    `What the contract promises of the operations tagged ${operations[0]?.tag ?? ''}.`,
  ),
  tag: str(operations[0]?.tag ?? ''),
  rows: operations.map((operation) => indent(code`${rowOf(operation)},`, 2)),
})

const rowOf = ({ test }: OperationPlan): Code => {
  const flags = (['secured', 'takesTypes'] as const).filter((flag) => test[flag])
  const fields = [
    code`id: ${str(test.id)}`,
    ...flags.map((flag) => code`${Code.of(flag)}: true`),
    ...(test.takesJson === null ? [] : [code`takesJson: ${str(test.takesJson)}`]),
    ...(test.gap === null ? [] : [code`gap: ${str(test.gap)}`]),
    ...(test.request === null ? [] : [code`request: ${requestOf(test.request)}`]),
    ...(test.refusals.length === 0 ? [] : [refusalsOf(test.refusals)]),
  ]
  const line = code`{ ${join(fields, ', ')} }`
  return line.text.length <= 96 ? line : code`{\n  ${fields.map((field) => code`${field},`)}\n}`
}

const refusalsOf = (refusals: readonly TestRefusal[]): Code => {
  const rows = refusals.map(
    ({ request, error }) => code`{ error: ${str(error)}, ${join(fieldsOf(request), ', ')} }`,
  )
  return rows.length === 1
    ? code`refused: [${rows}]`
    : code`refused: [\n  ${rows.map((row) => code`${row},`)}\n]`
}

/** JSON is the content type of a body unless another one is named. */
const fieldsOf = ({ method, target, headers, body }: TestRequest): Code[] => {
  const isPlain = body !== null && headers['content-type'] === 'application/json'
  const { 'content-type': _, ...others } = headers
  const named = isPlain ? others : headers
  return [
    code`send: ${str(`${method} ${target}`)}`,
    ...(Object.keys(named).length === 0 ? [] : [code`headers: ${json(named as JsonValue)}`]),
    ...(body === null ? [] : [code`body: ${str(body)}`]),
  ]
}

const requestOf = (request: TestRequest): Code => code`{ ${join(fieldsOf(request), ', ')} }`
