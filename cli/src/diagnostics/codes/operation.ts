// Owns codes NX215x to NX219x: what the document asks of operations in extensions and senders.

import type { CodeInfo } from '../code-info.js'

export const operationCodes = {
  NX2150: {
    severity: 'warning',
    title: 'extension is not known here',
    meaning:
      'A name that begins with `x-nexus-` is not one of ours, or stands where it says nothing.',
    help: 'docs/reference/extensions.md lists them',
  },
  NX2151: {
    severity: 'error',
    title: 'extension has a wrong value',
    meaning: 'An extension of ours says something that cannot be done.',
    help: 'correct the value; docs/reference/extensions.md says what it may be',
  },
  NX2197: {
    severity: 'warning',
    title: 'time limit is very long',
    meaning:
      'A handler may take more than 10 minutes. Its connection stays taken as long, most proxies give up before, and the `handlerTimeoutMs` of the server (30 s by default) ends the request if it is not raised.',
    help: 'answer 202 at once and let the client ask for the result, or take a shorter time',
  },
  NX2180: {
    severity: 'error',
    title: 'operation cannot be a WebSocket',
    meaning:
      'A WebSocket opens with a GET request without a body (RFC 6455, 4.1), so `x-nexus-websocket` stands in such an operation only.',
    help: 'move `x-nexus-websocket` to a `get` operation without `requestBody`',
  },
  NX2181: {
    severity: 'warning',
    title: 'not a runtime expression',
    meaning:
      'The address of a callback, or a parameter of a link, holds what is no runtime expression (OpenAPI 3.1, 4.8.20.4). No sender is made for the callback, and the link goes without the parameter.',
    help: 'write for instance `{$request.body#/callbackUrl}` or `{$request.query.url}`',
  },
  NX2182: {
    severity: 'warning',
    title: 'link without one operation',
    meaning: 'A link names no operation, or two (OpenAPI 3.1, 4.8.20). No function is made for it.',
    help: 'give it an `operationId`, or an `operationRef`',
  },
  NX2183: {
    severity: 'error',
    title: 'not a method of `additionalOperations`',
    meaning:
      'Keys of `additionalOperations` are methods as they are sent: tokens with case (RFC 9110, 9.1). Methods that a path item has a key for stand there, and nowhere else (OpenAPI 3.2, 4.9.1).',
    help: 'write the method as it is sent, such as `COPY`',
  },
  NX2184: {
    severity: 'warning',
    title: 'method is not served',
    meaning:
      'CONNECT asks for a tunnel through a proxy and names no path; and no method is longer than 32 characters (`methodLengthMax`). The operation is left out; in the ledger it is ignored, so `--strict` refuses it.',
    help: 'use another method',
  },
  NX2186: {
    severity: 'error',
    title: 'query parameter beside one that is the whole query',
    meaning:
      'A parameter `in: querystring` is the whole query of a request, so an operation has one at most, and no parameter `in: query` (OpenAPI 3.2, 4.12.1).',
    help: "make the parameter a member of the whole query's schema",
  },
  NX2187: {
    severity: 'error',
    title: 'default of a discriminator is no branch',
    meaning:
      'Values without the discriminating property have to satisfy what `defaultMapping` names, and the union as well (OpenAPI 3.2, 4.25): they could never do both.',
    help: 'add the schema to `oneOf` or `anyOf`, or name one that is there',
  },
  NX2199: {
    severity: 'warning',
    title: 'request body without a media type',
    meaning:
      'The `content` of a request body is empty, and what that means is up to whoever reads it (OpenAPI 3.2, 4.13.1). The operation is served without a body.',
    help: 'add a media type, for instance `application/json`',
  },
} as const satisfies Record<string, CodeInfo>
