// Owns which schemas an operation uses: those of what comes in, and those of what goes out.

import type { MediaType, Operation } from './operation.js'
import type { SchemaId } from './schema.js'

const isSchema = (id: SchemaId | null | undefined): id is SchemaId => typeof id === 'string'

/** Schemas of what an operation takes: parameters, body, messages from the client. */
export const inputSchemas = ({ parameters, body, webSocket }: Operation): SchemaId[] =>
  [
    ...parameters.map(({ schema }) => schema),
    ...(body?.content ?? []).flatMap(({ schema, encoding }) => [
      schema,
      ...encoding.map(({ headers }) => headers?.schema),
    ]),
    webSocket?.receive,
  ].filter(isSchema)

/** Schemas of what an operation answers: bodies, headers, messages to the client. */
export const outputSchemas = ({ responses, webSocket }: Operation): SchemaId[] =>
  [
    ...responses.flatMap(({ content, headers }) => [
      ...content.flatMap(writtenSchemas),
      ...headers.map(({ schema }) => schema),
    ]),
    webSocket?.send,
  ].filter(isSchema)

/** Schemas of what an answer writes: of events their data, not the whole. */
export const writtenSchemas = ({ schema, events }: MediaType): (SchemaId | null)[] =>
  events.length === 0 ? [schema] : events.map(({ data }) => data)
