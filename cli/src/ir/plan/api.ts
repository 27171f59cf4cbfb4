// Owns the shape of the plan: every decision about the output, as plain data. Emitting only prints it.

import type { SourceRef } from '../../diagnostics/diagnostic.js'
import type { SchemaId } from '../schema.js'
import type { CheckPlan, CodeValue } from './checks.js'
import type { LinkPlan } from './links.js'
import type {
  FieldStylePlan,
  HintPlan,
  ParamSource,
  ParamSpecPlan,
  PlainHintPlan,
  StylePlan,
} from './parameters.js'
import type { TestPlan } from './tests.js'
import type { WritePlan } from './writes.js'

/** A TypeScript type. */
export type TypePlan =
  | {
      readonly kind: 'keyword'
      readonly name:
        | 'string'
        | 'number'
        | 'bigint'
        | 'boolean'
        | 'null'
        | 'unknown'
        | 'never'
        | 'undefined'
        | 'bytes'
    }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'integer'; readonly digits: string }
  | { readonly kind: 'union'; readonly of: readonly TypePlan[] }
  | { readonly kind: 'both'; readonly of: readonly TypePlan[] }
  | { readonly kind: 'list'; readonly item: TypePlan }
  | {
      readonly kind: 'tuple'
      readonly items: readonly TypePlan[]
      readonly rest: TypePlan | null
      /** So many of `items` are always there; absent: all. */
      readonly itemsMin?: number
    }
  | {
      readonly kind: 'object'
      readonly members: readonly MemberPlan[]
      readonly rest: TypePlan | null
    }
  | { readonly kind: 'named'; readonly unit: SchemaId; readonly direction: Direction }
  | RuntimeTypePlan

/** A type of the runtime: of bodies that are not values, and of digits that no number holds. */
export type RuntimeTypePlan =
  | {
      readonly kind: 'runtime'
      readonly name:
        | 'UploadedFile'
        | 'ByteStream'
        | 'ReplyBody'
        | 'PartContent'
        | 'ReplyText'
        | 'RawMessage'
        | 'Int64'
        | 'Uint64'
        | 'Decimal'
    }
  | {
      readonly kind: 'runtime'
      readonly name: 'JsonLines' | 'Lines' | 'EventStream' | 'Events' | 'ServerEvent' | 'Parts'
      readonly of: TypePlan
    }
  | {
      readonly kind: 'runtime'
      readonly name: 'Multipart' | 'MultipartList'
      readonly of: TypePlan
      /** Of parts that have headers; null where none has. In a list by positions, `*` of all behind those. */
      readonly headers: TypePlan | null
      /** Names of parts that are the text of several items. */
      readonly joined: readonly string[]
    }
  | {
      readonly kind: 'runtime'
      readonly name: 'NamedEvent'
      readonly events: readonly string[]
      readonly of: TypePlan
    }

export interface MemberPlan {
  readonly name: string
  readonly optional: boolean
  /** Reading puts its default in: whoever sends it may leave it out. */
  readonly filled?: true
  /** A server is given it, and never as `undefined`: what is read leaves out what was not sent. */
  readonly received?: true
  readonly type: TypePlan
  readonly doc: string | null
}

export type Direction = 'input' | 'output'

/** A schema with a name: its types and functions stand in module `file`. */
export interface UnitPlan {
  readonly id: SchemaId
  readonly at: SourceRef
  readonly name: string
  /** Name of the type in requests: another one where readOnly or writeOnly makes it differ. */
  readonly inputName: string
  /** Module below `src/generated`, without ending. */
  readonly file: string
  readonly doc: string | null
  readonly outputType: TypePlan | null
  /** null when it is the output type or when no request uses it. */
  readonly inputType: TypePlan | null
  readonly check: CheckPlan | null
  /** The same check where an `unevaluated...` looks into it; null where none does. */
  readonly noted: CheckPlan | null
  /** The validator is asked of the same value again and again: it remembers what it said. */
  readonly remembers?: boolean
  /** Part of a cycle: the validator counts its depth. */
  readonly recursive: boolean
  readonly write: WritePlan | null
  readonly locals: readonly { readonly name: string; readonly write: WritePlan }[]
}

export interface ParameterPlan {
  /** Name on the wire. */
  readonly wireName: string
  /** Member of `context.query` and so on: header names in lower case, others as written. */
  readonly name: string
  readonly place: 'path' | 'query' | 'header' | 'cookie'
  readonly required: boolean
  /** An empty value, which the schema refuses, is as if the parameter were not there. */
  readonly emptyIsNone: boolean
  readonly doc: string | null
  readonly type: TypePlan
  readonly source: ParamSource
  readonly check: CheckPlan
  readonly default: { readonly value: CodeValue } | null
}

export type BodyForm = 'json' | 'form' | 'text' | 'bytes' | StreamForm

/** Bodies that come, and answers that go, piece by piece. */
export type StreamForm = 'stream' | 'multipart' | 'parts' | 'lines' | 'events'

/** The parts of one name in a form, or the part at one position of a list. */
export interface PartPlan {
  readonly name: string
  readonly kind: 'text' | 'json' | 'file'
  readonly list: boolean
  /** Accepted media types; empty: any. */
  readonly types: readonly string[]
  /** A part is the text of several items. */
  readonly joined: boolean
  /** What the value of one part has to satisfy, all of them; none of files. */
  readonly checks: readonly CheckPlan[]
  /** null: nothing is asked of what stands before the part. */
  readonly headers: PartHeadersPlan | null
}

/** Parts that no property names: described like one, refused, or free; and those that handlers do not see. */
export interface OtherPartsPlan {
  readonly rest: PartPlan | 'refused' | null
  readonly hidden: readonly string[]
}

/** Headers of a part, as an object. */
export interface PartHeadersPlan {
  readonly schema: SchemaId
  readonly type: TypePlan
  readonly hint: HintPlan
  /** Members whose objects are `name=value`. */
  readonly exploded: readonly string[]
  readonly check: CheckPlan
}

export interface BodyContentPlan {
  readonly mediaType: string
  readonly form: BodyForm
  readonly type: TypePlan
  readonly check: CheckPlan
  readonly hint: HintPlan | null
  /** Of a multipart form. */
  readonly parts: readonly PartPlan[]
  readonly otherParts: OtherPartsPlan
  /** Of a list of parts nothing is asked but of each by itself. */
  readonly eachAlone?: true
  /** Fields of a form whose lists are texts: what parts them, outermost first; `&` where items are fields of one name. */
  readonly lists: { readonly [name: string]: string }
  /** Fields of an urlencoded form that say how they are written. */
  readonly styles: readonly FieldStylePlan[]
}

export interface BodyPlan {
  readonly required: boolean
  /** null: the server's limit. */
  readonly bytesMax: number | null
  readonly doc: string | null
  /** Media types the engine lets in; empty lets in all. */
  readonly accepts: readonly string[]
  readonly contents: readonly BodyContentPlan[]
  /** The handler runs when the head is here, and reads the body as it comes. */
  readonly delivery: 'whole' | 'stream'
  /** True when the handler gets `{ contentType, value }`: several media types with different values. */
  readonly tagged: boolean
}

export interface ReplyPlan {
  /** `200`, `4XX`, `default`. */
  readonly status: string
  readonly doc: string | null
  /** What `op.reply` sends unless told otherwise comes first; empty without a body. */
  readonly contents: readonly ReplyContentPlan[]
  readonly headers: readonly HeaderPlan[]
}

/** A header of a reply. */
export interface HeaderPlan extends MemberPlan {
  /** null: as the text that it is. */
  readonly write:
    | { readonly style: 'simple' | 'exploded' }
    | { readonly style: 'delimited'; readonly separators: string }
    | { readonly style: 'json'; readonly write: WritePlan }
    | null
  /** How a client reads it. */
  readonly hint: PlainHintPlan
}

/** One kind of event. */
export interface EventPlan {
  /** null: every other name, and none. */
  readonly names: readonly string[] | null
  /** null: data is text. */
  readonly write: WritePlan | null
}

/** One part of an answer that is a list of parts. */
export interface ReplyPartPlan {
  readonly kind: PartPlan['kind']
  /** The header to send. */
  readonly contentType: string
  /** null: bytes, or the text of a value. */
  readonly write: WritePlan | null
  /** A client reads the text as JSON does: a number, or a boolean. */
  readonly isScalar: boolean
}

export interface ReplyPartsPlan {
  readonly places: readonly ReplyPartPlan[]
  /** null: nothing may follow. */
  readonly rest: ReplyPartPlan | null
  /** A list that may be long: whoever receives it takes one part after the other. */
  readonly isSequence: boolean
}

/** One media type of a reply. */
export interface ReplyContentPlan {
  /** As declared, `application/json` or `image/*`. */
  readonly mediaType: string
  /** The header to send; a range of media types has a member of it here. */
  readonly contentType: string
  readonly form: BodyForm
  readonly type: TypePlan
  /** Of the whole, or of one item of lines and events; null for text and bytes. */
  readonly write: WritePlan | null
  /** Of events that have names: what each kind is written by. */
  readonly events: readonly EventPlan[]
  /** Of a list of parts. */
  readonly parts?: ReplyPartsPlan
  /** Written from the same body as the first, so that Accept may choose between them. */
  readonly same: boolean
}

/** What the WebSocket of an operation speaks. */
export interface WebSocketPlan {
  readonly receiveType: TypePlan
  /** null: messages are no JSON. */
  readonly receive: CheckPlan | null
  readonly sendType: TypePlan
  /** null: messages are no JSON. */
  readonly send: WritePlan | null
  readonly subprotocols: readonly string[]
  readonly origins: readonly string[]
  /** null: the server's limit. */
  readonly messageBytesMax: number | null
}

export interface OperationPlan {
  /** Name of the exported constant. */
  readonly name: string
  readonly typePrefix: string
  readonly id: string
  readonly at: SourceRef
  readonly method: string
  /** With the base path. */
  readonly path: string
  readonly title: string
  readonly doc: string | null
  readonly tag: string
  /** Module below `src/generated`. */
  readonly file: string
  /** Module below `src`. */
  readonly handlerFile: string
  readonly params: readonly ParamSpecPlan[]
  readonly parameters: readonly ParameterPlan[]
  readonly styles: readonly StylePlan[]
  readonly body: BodyPlan | null
  readonly security: readonly (readonly {
    readonly scheme: string
    readonly scopes: readonly string[]
  }[])[]
  /** Names of middleware, outermost first: of the document, of the tags, of the operation. */
  readonly middleware: readonly string[]
  /** null: the server's limit. */
  readonly timeoutMs: number | null
  readonly replies: readonly ReplyPlan[]
  /** Statuses that `problem()` takes: numbers as text, ranges, `default`. */
  readonly problems: readonly string[]
  readonly test: TestPlan
  /** null: an operation that answers. */
  readonly webSocket: WebSocketPlan | null
  readonly links: readonly LinkPlan[]
  /** Names of local writers of inline replies. */
  readonly locals: readonly { readonly name: string; readonly write: WritePlan }[]
}

export type SecuritySchemePlan = {
  readonly name: string
  /** Some operation asks for it: without a hook the project does not compile. */
  readonly needed: boolean
  /** Some operation asks for scopes of it: its principals have scopes. */
  readonly scoped: boolean
} & (
  | { readonly type: 'apiKey'; readonly in: string; readonly parameter: string }
  | { readonly type: 'http'; readonly scheme: string }
  | { readonly type: 'openIdConnect'; readonly url: string }
  | { readonly type: 'oauth2' | 'mutualTLS' }
)

/** Checks of what one operation answers. */
export interface OperationAnswers {
  /** Name of the exported constant, and the module below `src/generated` that exports it. */
  readonly name: string
  readonly file: string
  readonly replies: readonly AnswerCheckPlan[]
}

/** How one reply is checked: as a whole, or event by event. */
export type AnswerCheckPlan =
  | (CheckedReply & { readonly check: CheckPlan })
  | (CheckedReply & {
      readonly events: readonly {
        readonly names: readonly string[] | null
        readonly isText: boolean
        readonly check: CheckPlan
      }[]
    })

/** Which reply is checked. */
interface CheckedReply {
  readonly status: string
  /** As the table of replies has it; null: the reply's first one. */
  readonly contentType: string | null
}

export interface AnswersPlan {
  /** Whether the generated project has them; else only what `nexus dev` serves. */
  readonly isIncluded: boolean
  readonly operations: readonly OperationAnswers[]
  /** Units whose validators `operations` call; they check what leaves, not what comes in. */
  readonly units: readonly UnitPlan[]
}
