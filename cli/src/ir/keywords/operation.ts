// Owns the keywords of paths, operations, and what goes in and out of them.

import { described, enforced, ignored, type KeywordTable, table, typed } from './table.js'

/** Forms have names for their parts; parts of other bodies have positions. */
const byPosition =
  'of lists of parts, as `multipart/mixed` has them; reported of `multipart/form-data`, and where `schema` is no array'

export const operationKeywords = {
  'Path Item': table(
    enforced('get put post delete options head patch trace parameters $ref'),
    typed('summary description'),
    ignored('servers'),
    enforced('query', { since: '3.2' }),
    enforced('additionalOperations', {
      since: '3.2',
      note: 'any method but CONNECT, of at most 32 characters',
    }),
  ),
  Operation: table(
    enforced('parameters requestBody responses security'),
    typed('operationId tags summary description deprecated externalDocs'),
    enforced('callbacks', { note: 'checked and signed when they are sent' }),
    ignored('servers'),
  ),
  'Webhook Operation': table(
    enforced('parameters requestBody responses'),
    typed('operationId tags summary description deprecated externalDocs'),
    ignored('security', { note: 'what a receiver asks for is not sent' }),
    ignored('callbacks servers'),
  ),
  Parameter: table(
    enforced('name in required schema content style explode'),
    typed('description deprecated allowReserved example examples'),
    enforced('allowEmptyValue', { note: 'of query parameters: an empty value stands for none' }),
  ),
  'Request Body': table(
    enforced('content', { note: 'a body is read as the most specific of its media types says' }),
    enforced('required'),
    typed('description'),
  ),
  'Media Type': table(
    enforced('schema'),
    enforced('encoding', {
      note: 'of forms; reported of other multipart bodies, whose parts have no names',
    }),
    enforced('itemSchema', { since: '3.2', note: 'of lines, events and lists of parts' }),
    typed('example examples'),
    enforced('itemEncoding prefixEncoding', { since: '3.2', note: byPosition }),
  ),
  Response: table(
    enforced('content'),
    typed('description headers'),
    typed('links', { note: 'as functions that make the address' }),
    described('summary', { since: '3.2' }),
  ),
  Header: table(
    typed('schema required description content style explode'),
    described('deprecated example examples'),
    ignored('allowEmptyValue allowReserved', { note: 'headers have neither (3.2, 4.21)' }),
  ),
  Example: table(
    typed('value'),
    described('summary description'),
    ignored('externalValue', { note: 'nothing is fetched' }),
    typed('dataValue', { since: '3.2' }),
    described('serializedValue', { since: '3.2' }),
  ),
  Encoding: table(
    enforced('contentType'),
    enforced('style explode', { note: 'of urlencoded forms, and of lists in parts since 3.1' }),
    typed('allowReserved'),
    enforced('headers', {
      note: 'of parts of requests; in answers handlers give them; `Content-Type`, `Content-Disposition` and `Content-Transfer-Encoding` are left out',
    }),
    ignored('encoding prefixEncoding itemEncoding', {
      since: '3.2',
      note: 'a part that is multipart itself is handed over as bytes',
    }),
  ),
  Link: table(
    typed('operationRef operationId parameters description'),
    ignored('requestBody server'),
  ),
} as const satisfies Record<string, KeywordTable>
