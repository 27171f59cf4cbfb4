// Owns the keywords of objects that only Swagger 2.0 has, or has otherwise than OpenAPI 3.

import { described, enforced, type KeywordTable, table, typed } from './table.js'

const valueKeywords =
  `type format items default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength
  pattern maxItems minItems uniqueItems enum multipleOf`
    .split(/\s+/)
    .join(' ')

export const swaggerKeywords = {
  Swagger: table(
    enforced('swagger basePath consumes produces paths security securityDefinitions'),
    enforced('definitions parameters responses'),
    typed('info host schemes tags externalDocs'),
  ),
  'Swagger Path Item': table(enforced('get put post delete options head patch parameters $ref')),
  'Swagger Operation': table(
    enforced('consumes produces parameters responses security'),
    typed('operationId tags summary description deprecated externalDocs'),
    described('schemes'),
  ),
  'Swagger Parameter': table(
    enforced('name in required schema collectionFormat'),
    enforced(valueKeywords),
    typed('description'),
    enforced('allowEmptyValue', { note: 'of query parameters: an empty value stands for none' }),
  ),
  'Swagger Items': table(enforced('collectionFormat'), enforced(valueKeywords)),
  'Swagger Response': table(enforced('schema'), typed('description headers examples')),
  'Swagger Header': table(typed('description collectionFormat'), typed(valueKeywords)),
  'Swagger Security Scheme': table(
    enforced('type name in'),
    typed('description flow authorizationUrl tokenUrl scopes'),
  ),
} as const satisfies Record<string, KeywordTable>
