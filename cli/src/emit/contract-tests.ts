// Owns printing contract tests: one file per tag with a row for each operation.

import type { OperationPlan, TestRefusal, TestRequest } from '../ir/plan/api.js'
import type { JsonValue } from '../ir/schema.js'
import { type Code, code, indent, join, json, lineComment, num, str } from './code.js'

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
  const secured = test.secured ? code`, secured: true` : code``
  const valid = test.valid === null ? code`null` : requestOf(test.valid)
  if (test.refusals.length === 0)
    return code`{ id: ${str(test.id)}${secured}, valid: ${valid}, refused: [] }`
  return code`{
  id: ${str(test.id)}${secured},
  valid: ${valid},
  refused: [
    ${test.refusals.map((refusal) => code`${refusalOf(refusal)},`)}
  ],
}`
}

const fieldsOf = ({ method, target, headers, body }: TestRequest): Code[] => [
  code`send: ${str(`${method} ${target}`)}`,
  ...(Object.keys(headers).length === 0 ? [] : [code`headers: ${json(headers as JsonValue)}`]),
  ...(body === null ? [] : [code`body: ${str(body)}`]),
]

const requestOf = (request: TestRequest): Code => code`{ ${join(fieldsOf(request), ', ')} }`

const refusalOf = ({ title, request, status, error }: TestRefusal): Code => {
  const told = error === null ? [] : [code`error: ${str(error)}`]
  const fields = [
    code`title: ${str(title)}`,
    code`status: ${num(status)}`,
    ...told,
    ...fieldsOf(request),
  ]
  return code`{ ${join(fields, ', ')} }`
}
