// Owns operations that the server calls: of `webhooks`, and of `callbacks` of an operation.

import type { SourceRef } from '../diagnostics/diagnostic.js'
import type { Expression } from './expression.js'
import type { Operation } from './operation.js'
import type { SchemaId } from './schema.js'

export interface SentOperation {
  /** Key of `webhooks`, or of the callback. */
  readonly key: string
  /** Its path is empty: the receiver chooses the address. */
  readonly operation: Operation
  /** null: a webhook. */
  readonly callback: {
    /** Place of the operation that it belongs to. */
    readonly of: SourceRef
    /** `POST /subscriptions`: several paths may share one item, and so a place. */
    readonly route: string
    readonly url: Expression
  } | null
}

/** An operation as callbacks name theirs: by its route, and where it stands. */
export const ownerKey = (at: SourceRef, route: string): string =>
  `${route} ${at.file}#${at.pointer}`

const isSchema = (id: SchemaId | null | undefined): id is SchemaId => typeof id === 'string'

/** Schemas of what is sent. */
export const sentSchemas = ({ operation: { parameters, body } }: SentOperation): SchemaId[] =>
  [
    ...parameters.map(({ schema }) => schema),
    ...(body?.content ?? []).map(({ schema }) => schema),
  ].filter(isSchema)

/** Schemas of what receivers answer. */
export const receivedSchemas = ({ operation: { responses } }: SentOperation): SchemaId[] =>
  responses.flatMap(({ content }) => content.map(({ schema }) => schema)).filter(isSchema)
