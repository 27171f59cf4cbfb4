// Owns the keywords of objects around the operations: the document itself, info, servers, components, tags.

import { described, enforced, type KeywordTable, table, typed } from './table.js'

export const documentKeywords = {
  OpenAPI: table(
    enforced('openapi paths components security servers'),
    typed('info tags externalDocs'),
    typed('jsonSchemaDialect', {
      since: '3.1',
      note: 'other dialects than that of 3.1 are reported',
    }),
    enforced('webhooks', { since: '3.1', note: 'checked and signed when they are sent' }),
    typed('$self', { since: '3.2', note: 'relative references are relative to it' }),
  ),
  Info: table(
    typed('title version description'),
    typed('termsOfService contact license'),
    typed('summary', { since: '3.1' }),
  ),
  Contact: table(typed('name url email')),
  License: table(typed('name url'), typed('identifier', { since: '3.1' })),
  Server: table(
    enforced('url variables', { note: "the path of the first server is the API's base path" }),
    typed('description'),
    typed('name', { since: '3.2' }),
  ),
  'Server Variable': table(enforced('default'), typed('enum description')),
  Components: table(
    enforced('schemas responses parameters requestBodies headers securitySchemes'),
    typed('examples'),
    enforced('mediaTypes', { since: '3.2' }),
    typed('links callbacks', { note: 'as far as an operation uses them' }),
    typed('pathItems', { since: '3.1', note: 'as far as a path refers to them' }),
  ),
  Tag: table(
    typed('name description externalDocs'),
    typed('summary parent kind', { since: '3.2' }),
  ),
  'External Documentation': table(typed('url description')),
  Reference: table(enforced('$ref'), described('summary description', { since: '3.1' })),
} as const satisfies Record<string, KeywordTable>
