// Owns printing the IR as text: one stable form for goldens and `--print ir`. Absent values are left
// out, so that a line means something.

import type { Api, Program } from './api.js'
import type {
  MediaType,
  Operation,
  Parameter,
  Response,
  ResponseHeader,
  WebSocket,
} from './operation.js'
import { printSchema } from './schema-printer.js'
import type { SecurityScheme } from './security.js'
import type { SentOperation } from './sent-operation.js'

/** Prints a program: the API first, then contracts by name as JSON. */
export const printProgram = (program: Program): string =>
  [
    ...(program.api === null ? [] : [printApi(program.api)]),
    ...program.contracts.map(
      (contract) => `contract ${contract.name}\n${JSON.stringify(contract, null, 2)}\n`,
    ),
  ].join('\n')

/**
 * Prints an API: operations in document order, then schemas in order of first use.
 */
const printApi = (api: Api): string => {
  const blocks = [
    printHead(api),
    ...api.securitySchemes.map(printScheme),
    ...api.operations.map(printOperation),
    ...api.sent.map(printSent),
    ...[...api.schemas.values()].map(printSchema),
    ...printUses(api),
  ]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

type Lines = readonly string[]

const indent = (lines: Lines): Lines => lines.map((line) => `  ${line}`)

const text = (value: string): string => JSON.stringify(value)

const described = (description: string | null): Lines =>
  description === null ? [] : [`description ${text(description)}`]

const printHead = (api: Api): Lines => [
  `api ${text(api.title)} ${text(api.version)}`,
  ...indent([
    `file ${api.file}`,
    `openapi ${api.openapi}`,
    `base ${text(api.basePath)}`,
    ...described(api.description),
    ...printMiddleware(api.middleware),
    ...api.tags.flatMap(({ name, description, middleware }) => [
      `tag ${text(name)}${description === null ? '' : ` ${text(description)}`}`,
      ...indent(printMiddleware(middleware)),
    ]),
  ]),
]

const printScheme = (scheme: SecurityScheme): Lines => [
  `scheme ${text(scheme.name)} ${schemeDetail(scheme)}`,
  ...indent(described(scheme.description)),
]

const schemeDetail = (scheme: SecurityScheme): string => {
  switch (scheme.kind) {
    case 'apiKey':
      return `apiKey in ${scheme.place} ${text(scheme.parameter)}`
    case 'http':
      return `http ${scheme.scheme}${scheme.bearerFormat === null ? '' : ` ${text(scheme.bearerFormat)}`}`
    case 'openIdConnect':
      return `openIdConnect ${text(scheme.url)}`
    case 'oauth2':
    case 'mutualTLS':
      return scheme.kind
  }
}

const printOperation = (operation: Operation): Lines => [
  `operation ${operation.method} ${operation.path}${operation.operationId === null ? '' : ` ${text(operation.operationId)}`}`,
  ...indent([
    `at ${operation.at.pointer}`,
    ...flags({ deprecated: operation.deprecated }),
    ...(operation.tags.length === 0 ? [] : [`tags ${operation.tags.map(text).join(', ')}`]),
    ...(operation.summary === null ? [] : [`summary ${text(operation.summary)}`]),
    ...described(operation.description),
    ...operation.parameters.flatMap(printParameter),
    ...printBody(operation),
    ...operation.responses.flatMap(printResponse),
    ...operation.security.map(printRequirement),
    ...printMiddleware(operation.middleware),
    ...(operation.bodyBytesMax === null ? [] : [`bodyBytesMax ${operation.bodyBytesMax}`]),
    ...(operation.timeoutMs === null ? [] : [`timeoutMs ${operation.timeoutMs}`]),
    ...flags({ stream: operation.stream }),
    ...(operation.webSocket === null ? [] : printWebSocket(operation.webSocket)),
  ]),
]

const printSent = ({ key, operation, callback }: SentOperation): Lines => [
  callback === null ? `webhook ${text(key)}` : `callback ${text(key)} of ${callback.of.pointer}`,
  ...indent([
    ...(callback === null ? [] : [`url ${JSON.stringify(callback.url)}`]),
    ...printOperation(operation),
  ]),
]

const printWebSocket = (socket: WebSocket): Lines => [
  'webSocket',
  ...indent([
    `receive ${socket.receive ?? 'raw'}`,
    `send ${socket.send ?? 'raw'}`,
    ...(socket.subprotocols.length === 0
      ? []
      : [`subprotocols ${socket.subprotocols.map(text).join(', ')}`]),
    ...(socket.origins.length === 0 ? [] : [`origins ${socket.origins.map(text).join(', ')}`]),
    ...(socket.messageBytesMax === null ? [] : [`messageBytesMax ${socket.messageBytesMax}`]),
  ]),
]

const printMiddleware = (names: Lines): Lines =>
  names.length === 0 ? [] : [`middleware ${names.map(text).join(', ')}`]

const printRequirement = (requirement: Operation['security'][number]): string => {
  const schemes = requirement.map(({ scheme, scopes }) =>
    scopes.length === 0 ? text(scheme) : `${text(scheme)} (${scopes.map(text).join(', ')})`,
  )
  return `security ${schemes.length === 0 ? 'none' : schemes.join(' and ')}`
}

const printParameter = (parameter: Parameter): Lines => [
  [
    `parameter ${parameter.place} ${text(parameter.name)}`,
    ...flags({ required: parameter.required, deprecated: parameter.deprecated }),
    parameter.contentType ?? `${parameter.style}${parameter.explode ? ' explode' : ''}`,
    ...flags({
      allowReserved: parameter.allowReserved,
      allowEmptyValue: parameter.allowEmptyValue,
    }),
    ...(parameter.nested.length === 0 ? [] : [`nested ${JSON.stringify(parameter.nested)}`]),
    parameter.schema,
  ].join(' '),
  ...indent(described(parameter.description)),
]

const printBody = ({ body }: Operation): Lines =>
  body === null
    ? []
    : [
        `body${body.required ? ' required' : ''}`,
        ...indent([...described(body.description), ...body.content.flatMap(printMedia)]),
      ]

const printMedia = (media: MediaType): Lines => [
  `content ${media.type} ${media.schema ?? 'any'}${media.stream ? ' stream' : ''}`,
  ...indent(
    media.encoding.map(
      ({ name, contentType, separators, style, headers }) =>
        `encoding ${text(name)} ${contentType ?? ''}${separators.length === 0 ? '' : JSON.stringify(separators)}${style === null ? '' : `${style.style}${style.explode ? ' explode' : ''}`}${headers === null ? '' : ` headers ${headers.schema} ${JSON.stringify(headers.written)}`}`,
    ),
  ),
  ...indent(
    media.examples.map(({ name, value }) => `example ${text(name)} ${JSON.stringify(value)}`),
  ),
]

const printResponse = (response: Response): Lines => [
  `response ${response.status}`,
  ...indent([
    ...described(response.description),
    ...response.headers.flatMap((header) => [
      `header ${text(header.name)}${header.required ? ' required' : ''}${headerStyle(header)} ${header.schema ?? 'any'}`,
      ...indent(described(header.description)),
    ]),
    ...response.content.flatMap(printMedia),
    ...response.links.flatMap(({ name, operationId, operationRef, parameters }) => [
      `link ${text(name)} to ${text(operationId ?? operationRef ?? '')}`,
      ...indent(
        parameters.map(
          (each) => `${each.place ?? 'parameter'} ${text(each.name)} ${JSON.stringify(each.value)}`,
        ),
      ),
    ]),
  ]),
]

const headerStyle = ({ explode, contentType, separators }: ResponseHeader): string => {
  if (separators.length > 0) return ` ${JSON.stringify(separators)}`
  return contentType === null ? (explode ? ' explode' : '') : ` ${contentType}`
}

const printUses = (api: Api): readonly Lines[] =>
  api.keywordUses.length === 0
    ? []
    : [
        [
          'keywords',
          ...indent(
            api.keywordUses.map(
              ({ object, keyword, reason, at }) =>
                `${reason} ${object} ${text(keyword)} ${at.file}#${at.pointer}`,
            ),
          ),
        ],
      ]

const flags = (values: Readonly<Record<string, boolean>>): Lines =>
  Object.entries(values).flatMap(([name, isSet]) => (isSet ? [name] : []))
