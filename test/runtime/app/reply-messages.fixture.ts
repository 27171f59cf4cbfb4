// Owns wrong answers whose messages types.test.ts compares: a line after `// says: ...` says that.

import type { Operation } from '../../../runtime/src/app/operation.js'

interface Types {
  path: Record<never, never>
  query: Record<never, never>
  headers: Record<never, never>
  cookies: Record<never, never>
  body: undefined
  state: undefined
  contracts: undefined
  principal: undefined
  replies: {
    200: { body: { id: number }; headers: Record<never, never> }
    204: { body: undefined; headers: Record<never, never> }
    203: {
      body: { id: number }
      headers: Record<never, never>
      types:
        | { contentType: 'application/json'; body: { id: number } }
        | { contentType: 'text/csv'; body: string }
        | { contentType: `image/${string}`; body: Uint8Array }
    }
    302: { body: undefined; headers: { Location?: string } }
  }
  problems: never
}

export const cases = (op: Operation<Types>) => {
  // says: Type 'string' is not assignable to type 'NoSuchHeaderIsDeclared'
  op.reply(200, { id: 1 }, { headers: { 'X-Count': 'a' } })
  // says: 'headers' does not exist in type 'NoBodyIsDeclaredPassUndefinedFirst'
  op.reply(302, { headers: { Location: '/' } })
  // says: 'headers' does not exist in type 'NoBodyIsDeclaredPassUndefinedFirst'
  op.reply(204, { headers: {} })
  // says: ''X-Other'' does not exist in type
  op.reply(302, undefined, { headers: { 'X-Other': 'a' } })
  op.reply(302, undefined, { headers: { Location: '/' } })
  op.reply(204, undefined, { headers: {} })
  op.reply(204)
  // says: Argument of type '201' is not assignable to parameter of type
  op.reply(201, { id: 1 })
  // says: Argument of type '{}' is not assignable to parameter of type '{ id: number; }'.
  op.reply(203, {})
  // says: Type 'string' is not assignable to type 'number'.
  op.reply(203, { id: 'a' })
  // says: Object literal may only specify known properties, and 'more' does not exist in type '{ id: number; }'
  op.reply(203, { id: 1, more: 2 })
  // says: Argument of type 'number' is not assignable to parameter of type 'string'.
  op.reply(203, 1, { contentType: 'text/csv' })
  // says: Type '"text/html"' is not assignable to type '"application/json" | "text/csv" | `image/${string}`'.
  op.reply(203, 'x', { contentType: 'text/html' })
  // says: is not assignable to parameter of type 'number & NoProblemIsDeclaredForThisStatusInTheDocument'
  op.problem(404, { detail: 'There is none.' })
  op.reply(203, { id: 1 })
  op.reply(203, { id: 1 }, { contentType: 'application/json', headers: {} })
  op.reply(203, 'a,b', { contentType: 'text/csv' })
  op.reply(203, new Uint8Array(1), { contentType: 'image/png' })
}

interface WithDefault extends Omit<Types, 'replies'> {
  replies: {
    201: { body: { id: number }; headers: Record<never, never> }
    default: { body: { title: string }; headers: Record<never, never> }
  }
}

export const ofDefault = (op: Operation<WithDefault>) => {
  const made = { id: 1 }
  // says: not assignable to parameter of type '{ title: string; } | ThisStatusIsNotDeclaredAndAnswersAsDefault'
  op.reply(200, made)
  // says: 'id' does not exist in type '{ title: string; } | ThisStatusIsNotDeclaredAndAnswersAsDefault'
  op.reply(500, { id: 1 })
  op.reply(201, made)
  op.reply(500, { title: 'It is broken.' })
}
