// Owns made-up values of headers whose form a standard says: clients parse these, or send them back.

import type { Api } from '../../ir/api.js'
import type { SchemaId } from '../../ir/schema.js'
import { conforms } from '../checks/conforms.js'
import { schemaOf } from '../schemas/graph.js'
import type { Chance } from './chance.js'
import { words } from './lifelike-texts.js'
import type { Sample } from './samples.js'

/** RFC 9110, 5.6.7: the day of the week is that of the date. */
const httpDate = (chance: Chance): string =>
  new Date(
    Date.UTC(
      2020 + chance.below(6, 'year'),
      chance.below(12, 'month'),
      1 + chance.below(28, 'day'),
    ),
  ).toUTCString()

const forms: { readonly [name: string]: (chance: Chance) => string | number } = {
  // RFC 9110, 8.8.3: quoted, else no client can send it back in If-None-Match.
  etag: (chance) => `"${chance.one(words, 'tag')}-${chance.below(1000, 'version')}"`,
  'last-modified': httpDate,
  // RFC 9111, 5.3.
  expires: httpDate,
  // RFC 9110, 10.2.3: seconds.
  'retry-after': (chance) => 1 + chance.below(120, 'seconds'),
  // RFC 8288, 3.
  link: (chance) => `</${chance.one(words, 'target')}?page=2>; rel="next"`,
  // RFC 6266, 4.
  'content-disposition': (chance) => `attachment; filename="${chance.one(words, 'file')}.txt"`,
}

/** A value of the form that the header has; null where it has none, or its document says more of its value. */
export const wellKnownHeader = (
  api: Api,
  name: string,
  schema: SchemaId | null,
  chance: Chance,
): Sample => {
  const lower = name.toLowerCase()
  const form = Object.hasOwn(forms, lower) ? forms[lower] : undefined
  if (form === undefined) return null
  const made = form(chance.at(lower))
  if (schema === null) return { value: made }
  if (says(api, schema)) return null
  // Seconds are declared as a number, or as text.
  const value = [made, String(made)].find((each) => conforms(api, schema, each))
  return value === undefined ? null : { value }
}

/** Whether a schema itself has a value to give. */
const says = (api: Api, id: SchemaId): boolean => {
  const { examples, default: fallback } = schemaOf(api, id)
  return examples.length > 0 || fallback !== null
}
