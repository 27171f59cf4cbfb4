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
}
