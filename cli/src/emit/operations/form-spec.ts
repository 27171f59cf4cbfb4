// Owns printing what the runtime is told of a multipart form: its parts, their headers, and the check of the whole.

import type { BodyContentPlan, PartHeadersPlan } from '../../ir/plan/api.js'
import type { CheckPlan } from '../../ir/plan/checks.js'
import { checkFunction } from '../checks/check-function.js'
import { Code, code, join, json, literalKey, nothing, str } from '../code/code.js'
import type { Constants } from '../code/constants.js'
import type { Printing } from '../code/printing.js'
import { printType } from '../schemas/types.js'

/** The constant that describes a form to `multipart`. */
export const formSpec = (
  printing: Printing,
  constants: Constants,
  content: BodyContentPlan,
): Code => {
  const parts = content.parts.map(({ name, kind, list, types, headers }) => {
    const facts = [
      code`kind: ${str(kind)}`,
      code`list: ${Code.of(String(list))}`,
      ...(types.length === 0 ? [] : [code`types: [${join(types.map(str), ', ')}]`]),
      ...(headers === null ? [] : [code`headers: ${headersSpec(printing, constants, headers)}`]),
    ]
    return code`${literalKey(name)}: { ${join(facts, ', ')} },`
  })
  const spec = printing.imports.runtimeType('@nexusrt/runtime/body', 'MultipartSpec')
  const hint = printing.imports.runtimeType('@nexusrt/runtime/validate', 'Hint')
  const fields = [
    parts.length === 0 ? code`parts: {},` : code`parts: {\n  ${parts}\n},`,
    code`hint: ${content.hint === null || typeof content.hint === 'string' ? json(content.hint) : constants.use('hint', json(content.hint), hint)},`,
    code`validate: ${validator(printing, constants, content.check)},`,
  ]
  const { type: form } = content
  const isHeaded = form.kind === 'runtime' && form.name === 'Multipart' && form.headers !== null
  const headers = isHeaded ? code`, ${printType(printing, form.headers)}` : nothing
  const type = code`${spec}<${itemType(printing, content)}${headers}>`
  return constants.use('form', code`{\n  ${fields}\n}`, type)
}

const headersSpec = (
  printing: Printing,
  constants: Constants,
  { hint, exploded, check }: PartHeadersPlan,
): Code => {
  const fields = [
    code`hint: ${json(hint)},`,
    ...(exploded.length === 0 ? [] : [code`exploded: ${json(exploded)},`]),
    code`validate: ${validator(printing, constants, check)},`,
  ]
  const type = printing.imports.runtimeType('@nexusrt/runtime/body', 'PartHeadersSpec')
  return constants.use('headers', code`{\n  ${fields}\n}`, type)
}

const validator = (printing: Printing, constants: Constants, check: CheckPlan): Code => {
  const checker = checkFunction(printing, constants, check)
  return checker.text === 'null' ? code`() => true` : checker
}

/** The type of one item of a body that comes piece by piece. */
export const itemType = (printing: Printing, { type }: BodyContentPlan): Code =>
  type.kind === 'runtime' && 'of' in type ? printType(printing, type.of) : code`unknown`
