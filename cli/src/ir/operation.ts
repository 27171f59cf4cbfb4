// Owns the operation half of the IR: what the document says about one method of one path.

import type { SourceRef } from '../diagnostics/diagnostic.js'
import type { Expression } from './expression.js'
import type { JsonValue, SchemaId } from './schema.js'

/** A token with case (RFC 9110, 9.1), such as `GET`; not CONNECT, and of `methodLengthMax` characters at most. */
export type HttpMethod = string

/** What the engine reads of a method; a longer one gets 501 wherever it asks. */
export const methodLengthMax = 32

export type ParameterPlace = 'path' | 'query' | 'header' | 'cookie'

export type ParameterStyle =
  | 'simple'
  | 'label'
  | 'matrix'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  /** `tsv` of Swagger 2.0, which lets lists be parted by blanks, tabs and bars in paths and headers too. */
  | 'tabDelimited'
  | 'deepObject'
  /** Cookies as they are, without percent-encoding (OpenAPI 3.2). */
  | 'cookie'
  /** The whole query is the value, written as its media type says (`in: querystring` of OpenAPI 3.2). */
  | 'querystring'

/** What parts the items of a list that is one text. */
export type ListSeparator = ',' | ' ' | '\t' | '|'

export interface Parameter {
  readonly name: string
  readonly place: ParameterPlace
  readonly at: SourceRef
  readonly required: boolean
  readonly deprecated: boolean
  readonly description: string | null
  readonly style: ParameterStyle
  readonly explode: boolean
  readonly allowReserved: boolean
  /** Of a query parameter: an empty value stands for none (OpenAPI 3.2, 4.12.2.1). */
  readonly allowEmptyValue: boolean
  /** Of lists inside of the list, outermost first (`collectionFormat` of Swagger 2.0); else empty. */
  readonly nested: readonly ListSeparator[]
  /** The parameter's schema; of a `content` parameter, the schema of its one media type. */
  readonly schema: SchemaId
  /** Media type of a `content` parameter (its text is that media type's), else null. */
  readonly contentType: string | null
}

/** How a part of a form is written (OpenAPI 3.1, 4.8.15). */
export interface Encoding {
  /** Of parts without names the position, `*` of all behind those that are said (3.2, 4.14.5.2). */
  readonly name: string
  /** Media types, comma-separated, as written. */
  readonly contentType: string | null
  /** What parts a list that is one text and the lists in it; `&`: its items are parts of one name, as without any. */
  readonly separators: readonly (ListSeparator | '&')[]
  /** Where the document says how a field or part is written; null: as all are. */
  readonly style: {
    readonly style: ParameterStyle
    readonly explode: boolean
    readonly at: SourceRef
  } | null
  /** What stands before each part, beside its media type; null: nothing is said. */
  readonly headers: PartHeaders | null
}

/** Headers of a part as one object, whose members are in lower case. */
export interface PartHeaders {
  readonly schema: SchemaId
  /** Members that are no style `simple`: media types of JSON and of text, and objects of `name=value`. */
  readonly written: { readonly [name: string]: 'json' | 'text' | 'exploded' }
}

/** One kind of event of a `text/event-stream`. */
export interface EventShape {
  /** What `event` is; null: anything, or nothing. */
  readonly names: readonly string[] | null
  /** null: nothing is said. */
  readonly data: SchemaId | null
  /** Data is a text as it is; else it is JSON. */
  readonly isText: boolean
}

export interface MediaType {
  /** As written, lower case, without parameters: `application/json`, `text/*`. */
  readonly type: string
  /**
   * Of the whole, or of one item where the media type is a sequence of items (lines, events). null when the
   * document gives no schema: anything goes.
   */
  readonly schema: SchemaId | null
  /** Of server-sent events: their kinds, never empty then; each name is of one. */
  readonly events: readonly EventShape[]
  readonly examples: readonly { readonly name: string; readonly value: JsonValue }[]
  /** `schema` is that of a list whose parts are described by `itemSchema`: it may be long (OpenAPI 3.2, 4.14.5). */
  readonly isSequence?: true
  /** As a request body it comes piece by piece. */
  readonly stream: boolean
  readonly encoding: readonly Encoding[]
  readonly at: SourceRef
}

export interface RequestBody {
  readonly required: boolean
  readonly description: string | null
  /** In document order, never empty. */
  readonly content: readonly MediaType[]
  readonly at: SourceRef
}

export interface ResponseHeader {
  /** As written; header names compare without case. */
  readonly name: string
  readonly required: boolean
  readonly description: string | null
  readonly schema: SchemaId | null
  /** Members of an object are written `name=value`. */
  readonly explode: boolean
  /** What parts a list and the lists in it, where that is not always a comma; else empty. */
  readonly separators: readonly ListSeparator[]
  /** Media type of a `content` header (its text is that media type's), else null. */
  readonly contentType: string | null
  readonly at: SourceRef
}

/** A parameter of the operation that a link leads to. */
export interface LinkParameter {
  readonly name: string
  /** null: the parameter of that name, wherever it is. */
  readonly place: ParameterPlace | null
  /** An expression of one part, or a value. */
  readonly value: { readonly expression: Expression } | { readonly constant: JsonValue }
  readonly at: SourceRef
}

/** How an answer leads to another operation. */
export interface Link {
  readonly name: string
  readonly description: string | null
  /** One of both is there. */
  readonly operationId: string | null
  readonly operationRef: string | null
  readonly parameters: readonly LinkParameter[]
  readonly at: SourceRef
}

export interface Response {
  /** `'200'`, a range such as `'4XX'`, or `'default'`. */
  readonly status: string
  readonly description: string
  readonly headers: readonly ResponseHeader[]
  /** Empty for a response without a body. */
  readonly content: readonly MediaType[]
  readonly links: readonly Link[]
  readonly at: SourceRef
}

/** One alternative: all its schemes have to pass. An empty list lets everybody in. */
export type SecurityRequirement = readonly {
  readonly scheme: string
  readonly scopes: readonly string[]
  /** Where the scheme is named. */
  readonly at: SourceRef
}[]

/** What an operation's WebSocket speaks (`x-nexus-websocket`). */
export interface WebSocket {
  readonly at: SourceRef
  /** Of messages from the client; null: text or bytes. */
  readonly receive: SchemaId | null
  /** Of messages to the client; null: text or bytes. */
  readonly send: SchemaId | null
  /** In order of preference. */
  readonly subprotocols: readonly string[]
  /** Origins of pages that may connect, or `*`; empty: pages of the same host. */
  readonly origins: readonly string[]
  /** null: the server's limit. */
  readonly messageBytesMax: number | null
}

export interface Operation {
  readonly at: SourceRef
  readonly method: HttpMethod
  /** The path template as written, `/pets/{petId}`, without the base path. */
  readonly path: string
  /** `operationId` as written; null when the document gives none (the plan names it). */
  readonly operationId: string | null
  readonly tags: readonly string[]
  readonly summary: string | null
  readonly description: string | null
  readonly deprecated: boolean
  /** Path-level parameters are merged in; sorted as written, path ones in template order. */
  readonly parameters: readonly Parameter[]
  readonly body: RequestBody | null
  readonly responses: readonly Response[]
  /** Alternatives (OR); empty when the operation is public. The document's default is applied. */
  readonly security: readonly SecurityRequirement[]
  /** Names of middleware that the operation itself asks for, outermost first. */
  readonly middleware: readonly string[]
  /** null: the server's limit. */
  readonly bodyBytesMax: number | null
  /** null: the server's limit. */
  readonly timeoutMs: number | null
  /** The request body comes piece by piece. */
  readonly stream: boolean
  /** null: an operation that answers. */
  readonly webSocket: WebSocket | null
}
