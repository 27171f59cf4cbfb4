// Owns printing links: functions that make the addresses that an answer leads to.

import type { OperationPlan } from '../../ir/plan/api.js'
import type { LinkPlan } from '../../ir/plan/links.js'
import { type Code, code, comment, ident, join, json, literalKey, num, str } from '../code/code.js'
import type { Imports } from '../code/imports.js'

/** The name of the constant that holds the links of an operation. */
export const linksName = ({ name }: Pick<OperationPlan, 'name'>): string => `${name}Links`

/** The constant, or nothing where answers lead nowhere. */
export const declareLinks = (imports: Imports, plan: OperationPlan): Code[] => {
  if (plan.links.length === 0) return []
  const rows = plan.links.map((link) => linkRow(imports, plan, link))
  const doc = comment(`Where answers of \`${plan.name}\` lead: path and query of other operations.`)
  return [code`${doc}export const ${ident(linksName(plan))} = {\n  ${rows}\n}`]
}

const linkRow = (imports: Imports, plan: OperationPlan, link: LinkPlan): Code => {
  const make = imports.runtime('@nexusrt/runtime', 'link')
  const target = imports.value(link.target.file, link.target.name)
  const places = (['path', 'query'] as const).flatMap((place) => {
    const own = link.parameters.filter((each) => each.place === place)
    const members = own.map(({ name, value }) => code`${literalKey(name)}: ${json(value)}`)
    return own.length === 0 ? [] : [code`${ident(place)}: { ${join(members, ', ')} }`]
  })
  const given = places.length === 0 ? code`{}` : code`{ ${join(places, ', ')} }`
  return code`${comment(link.doc)}${literalKey(link.name)}: ${make}<${sourceType(imports, plan, link)}>(() => ${target}.definition, ${given}),`
}

/** What of the request and of its answer the expressions look at. */
const sourceType = (imports: Imports, plan: OperationPlan, link: LinkPlan): Code => {
  const types = ident(`${plan.typePrefix}Types`)
  const status = /^\d+$/.test(link.status) ? num(Number(link.status)) : str(link.status)
  const context = () => imports.runtimeType('@nexusrt/runtime', 'Context')
  const members = [
    ...(link.request.length === 0
      ? []
      : [code`request: Pick<${context()}<${types}>, ${join(link.request.map(str), ' | ')}>`]),
    ...link.answer.map((part) =>
      part === 'status'
        ? code`status: number`
        : code`${ident(part)}: ${types}['replies'][${status}]['${ident(part)}']`,
    ),
  ]
  return members.length === 0 ? code`object` : code`{ ${join(members, '; ')} }`
}
