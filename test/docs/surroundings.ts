// Owns what examples of doc comments take for granted: names that mean the same wherever they stand, and what else
// one example needs.

/** Declared where an example says the name and its own file does not export it. */
export const names: Readonly<Record<string, string>> = {
  Pet: 'interface Pet { readonly id: number; readonly name: string; readonly version: string }',
  pet: 'declare const pet: Pet',
  pets: 'declare const pets: readonly Pet[]',
  PetTypes: `interface PetTypes extends OperationTypes {
    path: { petId: number }
    query: { room: string; returnTo: string }
    state: { pets: Map<number, Pet>; pending: Set<string> }
    contracts: { token: Token }
    problems: 400 | 404 | 409 | 412
    replies: {
      200: { body: Pet; headers: Record<never, never> }
      201: { body: Pet; headers: { location: string } }
    }
  }`,
  ListTypes: `interface ListTypes extends OperationTypes {
    replies: {
      200: {
        body: readonly Pet[]
        headers: Record<never, never>
        types:
          | { contentType: 'application/json'; body: readonly Pet[] }
          | { contentType: 'text/csv'; body: string }
      }
    }
  }`,
  TextTypes: `interface TextTypes extends OperationTypes {
    replies: { 200: { body: AsyncIterable<string> | string; headers: Record<never, never> } }
  }`,
  op: 'declare const op: Operation<PetTypes>',
  getPet: 'declare const getPet: Operation<PetTypes>',
  context: 'declare const context: Context<PetTypes>',
  state: 'declare const state: PetTypes["state"]',
  contracts: 'declare const contracts: PetTypes["contracts"]',
  app: 'declare const app: App',
  config: 'declare const config: DefinedConfig<Record<never, never>, never>',
  createState: 'declare const createState: () => PetTypes["state"]',
  createApp: `declare const createApp: (parts: { config: typeof config; createState: typeof createState }
    & AppExtensions<PetTypes["state"], never, string, 'upload' | 'search'>) => App`,
  validatePet: 'declare const validatePet: (value: unknown, issues: Issues) => boolean',
  writePet: 'declare const writePet: (pet: Pet) => string',
  issues: 'declare const issues: Issues',
  ChatTypes: `interface ChatTypes extends WebSocketTypes {
    query: { room: string }
    state: { rooms: Topics<string> }
    receive: string
    send: string
  }`,
  parseExact: "import { parseExact } from '../../runtime/dist/validate/exact-json.js'",
  raw: 'declare const raw: RawRequest',
  error: 'declare const error: unknown',
  signal: 'declare const signal: AbortSignal',
  id: 'declare const id: string',
  petId: 'declare const petId: number',
  name: 'declare const name: string',
  path: 'declare const path: string',
  url: 'declare const url: string',
  owner: 'declare const owner: Address',
  hash: "declare const hash: import('node:crypto').Hash",
  pieces: 'declare const pieces: AsyncIterable<string>',
  body: 'declare const body: string',
  secret: 'declare const secret: string',
  to: 'declare const to: Address',
  value: 'declare const value: bigint',
  Token: `declare class Token {
    constructor(link: ContractLink)
    readonly read: { balanceOf(owner: Address, options?: ReadOptions): Promise<bigint> }
    readonly write: {
      transfer(args: { to: Address; value: bigint }, options?: WriteOptions): Promise<SentTransaction>
    }
  }`,
  api: 'declare const api: Api',
  Api: "import type { Api } from '../../cli/dist/ir/api.js'",
  Diagnostic: "import type { Diagnostic } from '../../cli/dist/diagnostics/diagnostic.js'",
  SourceRef: "import type { SourceRef } from '../../cli/dist/diagnostics/diagnostic.js'",
  Sources: "import type { Sources } from '../../cli/dist/diagnostics/source.js'",
  sources: 'declare const sources: Sources',
  createWriteStream: "import { createWriteStream } from 'node:fs'",
  open: "import { open } from 'node:fs/promises'",
  pipeline: "import { pipeline } from 'node:stream/promises'",
  join: "import { join } from 'node:path'",
  randomUUID: "import { randomUUID } from 'node:crypto'",
}

/** By the file that an example stands in, or by the file and what it belongs to. */
export const granted: Readonly<Record<string, string>> = {
  'runtime/src/app/answer-checks.ts':
    'declare const validateTick: (value: unknown, issues: Issues) => boolean',
  'runtime/src/app/define-app.ts':
    'declare const getPet: BoundHandler; declare const listPets: BoundHandler',
  'runtime/src/app/link.ts':
    'declare const createPetLinks: { self: (source: { body: Pet }) => string }',
  'runtime/src/app/operation.ts accepts': `declare const op: Operation<ListTypes>
    declare const context: Context<ListTypes>; declare const csvOf: (pets: readonly Pet[]) => string`,
  'runtime/src/app/security.ts':
    'declare const isBlocked: (token: string) => boolean; declare const find: (token: string) => { user: string }',
  'runtime/src/body/byte-stream.ts byteStream': 'declare const context: ContextDraft',
  'runtime/src/body/json-lines.ts jsonLines': 'declare const context: ContextDraft',
  'runtime/src/body/json-sequence.ts jsonSequence': 'declare const context: ContextDraft',
  'runtime/src/body/byte-stream.ts':
    "declare const body: ByteStream; declare const file: import('node:fs/promises').FileHandle",
  'runtime/src/body/json-lines.ts':
    'declare const body: JsonLines<Pet>; declare const state: { pets: Set<Pet> }',
  'runtime/src/body/multipart/part-writer.ts part': 'declare const bytes: Uint8Array',
  'runtime/src/body/multipart/multipart.ts MultipartList':
    'declare const body: MultipartList<[{ id: number }, UploadedFile]>',
  'runtime/src/body/multipart/multipart.ts multipartList': `declare const context: ContextDraft
    declare const list$1: MultipartSpec<[{ id: number }, UploadedFile], never>`,
  'runtime/src/body/multipart/multipart.ts': `interface CreatePetForm { title: string; photo: UploadedFile }
    declare const body: Multipart<CreatePetForm, { photo: { 'x-rotate'?: number } }>
    declare const titles: string[]
    declare const form$1: MultipartSpec<CreatePetForm, never, never>
    declare const context: ContextDraft`,
  'runtime/src/validate/matches-name.ts':
    'declare const member: string; declare const pattern$1: Pattern',
  'runtime/src/body/multipart/part.ts':
    'declare const body: Multipart<Record<never, never>>; declare const folder: string',
  'runtime/src/http/attributes.ts': `interface Tenant { readonly id: string }
    declare const find: (id: string | undefined) => Promise<Tenant>`,
  'runtime/src/http/cookies.ts': `declare const state: { newKey: string; oldKey: string }
    declare const reply: Reply`,
  'runtime/src/http/extract/extractor.ts': `declare const z: { string(): Schema<string>
    object<T>(fields: { [K in keyof T]: Schema<T[K]> }): Schema<T> }`,
  'runtime/src/http/location.ts': 'declare const query: PetTypes["query"]',
  'runtime/src/http/reply.ts': `declare function rows(): AsyncGenerator<string>
    declare const op: Operation<TextTypes>`,
  'runtime/src/http/reply.ts Reply': '',
  'runtime/src/http/request-over.ts': 'declare const stop: () => void',
  'runtime/src/http/turns.ts':
    'declare const pieces: readonly string[]; declare const check: (piece: string) => void',
  'runtime/src/native/create-engine.ts': `type Engine = import('../../runtime/dist/native/engine.js').Engine
    declare const limits: import('../../runtime/dist/native/engine.js').EngineLimits
    declare const routes: Parameters<Engine['install']>[0]`,
  'runtime/src/observe/tracing.ts': `declare const request: object
    declare const transport: { call: (request: object) => Promise<bigint> }`,
  'runtime/src/realtime/sse/event-stream.ts': `declare const writeTick: (tick: number) => string
    interface News { readonly id: string; readonly text: string }
    declare const state: { news: { since(id: string | null): AsyncIterable<News> } }`,
  'runtime/src/realtime/websocket/hooks.ts': 'declare const op: WebSocketOperation<ChatTypes>',
  'runtime/src/realtime/websocket/operation.ts': 'declare const op: WebSocketOperation<ChatTypes>',
  'runtime/src/realtime/websocket/topics.ts': 'interface ChatMessage { readonly text: string }',
  'runtime/src/resilience/circuit-breaker.ts':
    'declare const breaker: CircuitBreaker; declare const call: () => Promise<void>',
  'runtime/src/resilience/guard.ts': 'declare const breaker: CircuitBreaker',
  'runtime/src/resilience/retry.ts': 'declare const read: () => Promise<string>',
  'runtime/src/security/jwt.ts':
    "type Security = SecurityHooks<{ bearer: { type: 'http'; scheme: 'bearer' } }, unknown, 'bearer', never>",
  'runtime/src/validate/issues.ts': 'declare const badRequest: (list: readonly Issue[]) => Reply',
  'runtime/src/validate/write-place.ts':
    'declare const write: (body: unknown) => string; declare const body: unknown',
  'runtime/src/web3/errors.ts ContractUnavailableError':
    'declare const later: (ms: number) => Promise<void>',
  'runtime/src/web3/errors.ts ContractRevertError': `interface TokenErrors { FaucetLimitExceeded: { readonly max: bigint } }
    declare const isTokenError: (error: unknown) => error is ContractRevert<TokenErrors>`,
  'runtime/src/web3/options.ts PayableOptions': `declare const contracts: {
    vault: { write: { deposit(options: PayableOptions): Promise<SentTransaction> } } }`,
  'runtime/src/web3/receipt.ts': 'declare const sent: SentTransaction',
  'runtime/src/webhooks/sender.ts': 'interface Config { readonly webhooks: WebhookSettings }',
  'runtime/src/webhooks/signature.ts': 'declare const header: (name: string) => string | undefined',
  'runtime/src/webhooks/webhook.ts': `interface NewPet extends WebhookTypes { body: Pet }
    interface OrderPaid extends WebhookTypes { body: { readonly id: number } }
    declare const newPet: Webhook<NewPet>
    declare const orderPaid: Callback<OrderPaid, Context<PetTypes>, undefined, string>
    declare const subscriber: { readonly url: string }
    declare const state: { readonly webhooks: Webhooks }`,
  'runtime/src/web3/connect.ts':
    'interface Contracts { readonly token: Token }; declare const config: ContractsConfig',
  'cli/src/check/aggregate.ts': 'declare const places: readonly SourceRef[]',
  'cli/src/check/changes/compare.ts': 'declare const old: Api; declare const now: Api',
  'cli/src/check/check-api.ts': `import { readOpenapi } from '../../cli/dist/read/openapi/document.js'
    declare const document: Parameters<typeof readOpenapi>[0]`,
  'cli/src/check/ledger.ts': `declare const sources: Sources
    declare const reachable: Parameters<typeof ledgerOf>[1]['reachable']`,
  'cli/src/diagnostics/condense.ts':
    'declare const fortyWarningsOfOneCode: readonly Diagnostic[]; declare const found: Diagnostic',
  'cli/src/diagnostics/exceeded.ts': 'declare const at: SourceRef',
  'cli/src/diagnostics/render.ts': `declare const diagnostics: readonly Diagnostic[]
    declare const sources: Sources; declare const ansi: import('../../cli/dist/diagnostics/paint.js').Painter`,
  'cli/src/diagnostics/suggest.ts': 'declare const tags: readonly string[]',
  'cli/src/emit/code/code.ts': 'declare const condition: Code; declare const body: Code',
  'cli/src/ir/abi-type-text.ts': `declare const type: import('../../cli/dist/ir/contract.js').AbiType`,
  'cli/src/plan/contracts/plan.ts': `declare const contract: import('../../cli/dist/ir/contract.js').Contract`,
  'cli/src/write/rename-handler.ts': 'declare const rename: HandlerRename',
}
