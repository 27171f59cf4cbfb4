// Owns printing what the runtime is told of a multipart form: its parts, their headers, and the check of the whole.

import type { BodyContentPlan, PartHeadersPlan, PartPlan } from '../../ir/plan/api.js'
import type { CheckPlan } from '../../ir/plan/checks.js'
import { becomes } from '../checks/becoming.js'
import { checkFunction } from '../checks/check-function.js'
import { Code, code, entry, join, json, nothing, str } from '../code/code.js'
import type { Constants } from '../code/constants.js'
import type { Printing } from '../code/printing.js'
import { partTypes, printType } from '../schemas/types.js'
import { hintCode, hintConstant } from './hint-code.js'

/** The constant that describes a form to `multipart`. */
export const formSpec = (
  printing: Printing,
  constants: Constants,
  content: BodyContentPlan,
): Code => {
  const parts = content.parts.map(
    (part) => code`${entry(part.name, partSpec(printing, constants, part))},`,
  )
  const { rest, hidden } = content.otherParts
  const spec = printing.imports.runtimeType('@nexusrt/runtime/body', 'MultipartSpec')
  const fields = [
    parts.length === 0 ? code`parts: {},` : code`parts: {\n  ${parts}\n},`,
    ...(rest === 'refused' ? [code`closed: true,`] : []),
    ...(rest === 'refused' || rest === null
      ? []
      : [code`rest: ${partSpec(printing, constants, rest)},`]),
    ...(hidden.length === 0 ? [] : [code`hidden: ${json(hidden)},`]),
    ...(content.form === 'parts' ? [code`byPosition: true,`] : []),
    ...(content.eachAlone ? [code`eachAlone: true,`] : []),
    code`hint: ${content.hint === null ? json(null) : hintConstant(printing, constants, content.hint)},`,
    code`validate: ${validator(printing, constants, content.check)},`,
  ]
  const { type: form } = content
  const more = form.kind === 'runtime' && 'joined' in form ? partTypes(printing, form) : nothing
  const type = code`${spec}<${itemType(printing, content)}${more}>`
  return constants.use('form', code`{\n  ${fields}\n}`, type)
}

const partSpec = (
  printing: Printing,
  constants: Constants,
  { kind, list, types, joined, checks, headers }: PartPlan,
): Code => {
  const becoming = checks.flatMap((check) => becomes(printing.imports, check) ?? [])
  const checkers = checks
    .map((check) => checkFunction(printing, constants, check))
    .filter(({ text }) => text !== 'null')
  const [only] = checkers
  const calls = checkers.map((checker) => code`${checker}(value, issues)`)
  const issues = () => printing.imports.runtimeType('@nexusrt/runtime/validate', 'Issues')
  const check =
    checkers.length > 1
      ? constants.use(
          'check',
          code`(value: unknown, issues: ${issues()}): void => {\n  ${calls}\n}`,
        )
      : only
  const facts = [
    code`kind: ${str(kind)}`,
    code`list: ${Code.of(String(list))}`,
    ...(joined ? [code`joined: true`] : []),
    ...(types.length === 0 ? [] : [code`types: [${join(types.map(str), ', ')}]`]),
    ...(headers === null ? [] : [code`headers: ${headersSpec(printing, constants, headers)}`]),
    ...(check === undefined ? [] : [code`check: ${check}`]),
    ...becoming.slice(0, 1).map((become) => code`become: ${become}`),
  ]
  return code`{ ${join(facts, ', ')} }`
}

const headersSpec = (
  printing: Printing,
  constants: Constants,
  { hint, exploded, check }: PartHeadersPlan,
): Code => {
  const fields = [
    code`hint: ${hintCode(printing, constants, hint)},`,
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
