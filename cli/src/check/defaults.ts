// Owns the rule that a default is valid by its own schema.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import type { Api } from '../ir/api.js'
import { refusedBy, shown } from './values.js'

export const checkDefaults = (api: Api): readonly Diagnostic[] =>
  [...api.schemas.values()].flatMap((schema) => {
    const keyword = schema.default === null ? null : refusedBy(schema.default.value, schema)
    if (schema.default === null || keyword === null) return []
    return [
      diagnostic('NX2113', {
        message: `the default ${shown(schema.default.value)} is refused by \`${keyword}\``,
        at: { file: schema.at.file, pointer: child(schema.at.pointer, 'default') },
      }),
    ]
  })
