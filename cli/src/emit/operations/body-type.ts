// Owns the type of a body as handlers have it: of one media type, or told apart by several.

import type { BodyPlan } from '../../ir/plan/api.js'
import { type Code, code, join, str } from '../code/code.js'
import type { Printing } from '../code/printing.js'
import { printType } from '../schemas/types.js'

/** The type of `context.body`. */
export const bodyType = (printing: Printing, body: BodyPlan | null): Code => {
  if (body === null) return code`undefined`
  const types = body.contents.map((content) => {
    const type = printType(printing, content.type)
    return body.tagged ? code`{ contentType: ${str(content.mediaType)}; value: ${type} }` : type
  })
  const distinct = [...new Map(types.map((type) => [type.text, type])).values()]
  const all = body.required ? distinct : [...distinct, code`undefined`]
  return join(all, ' | ')
}
