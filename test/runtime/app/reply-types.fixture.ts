// Owns the cases of what `op.reply` lets through: a line after `// error: TSxxxx` must fail with that code.

import { type Operation, operation } from '../../../runtime/src/app/operation.js'
import type { ProblemDetails } from '../../../runtime/src/http/problem.js'

interface Pet {
  id: number
  name: string
  owner?: { name: string }
}

interface GetPetTypes {
  path: { petId: number }
  query: Record<never, never>
  headers: Record<never, never>
  cookies: Record<never, never>
  body: undefined
  state: { pets: Map<number, Pet> }
  contracts: undefined
  principal: undefined
  replies: {
    200: { body: Pet; headers: Record<never, never> }
    201: { body: Pet[]; headers: { Location: string; 'X-Count'?: number } }
    204: { body: undefined; headers: Record<never, never> }
    206: { body: Pet; headers: { ETag?: string } }
    404: { body: ProblemDetails; headers: Record<never, never> }
    '5XX': { body: { reason: string }; headers: Record<never, never> }
  }
  problems: 404
}

interface OtherTypes {
  path: Record<never, never>
  query: Record<never, never>
  headers: Record<never, never>
  cookies: Record<never, never>
  body: { text: string }
  state: undefined
  contracts: undefined
  principal: { user: string }
  replies: {
    200: { body: string; headers: Record<never, never> }
    default: { body: Pet; headers: Record<never, never> }
  }
  problems: 400 | 409
}

export const cases = (op: Operation<GetPetTypes>, other: Operation<OtherTypes>) => {
  const pet: Pet = { id: 1, name: 'Rex' }
  op.reply(200, pet)
  op.reply(200, { id: 1, name: 'Rex', owner: { name: 'Ann' } })
  op.reply(201, [pet], { headers: { Location: '/pets/1' } })
  op.reply(204)
  op.reply(206, pet)
  op.reply(206, pet, { headers: { ETag: '"1"' } })
  op.reply(404, { detail: 'none', hint: 7 })
  op.reply(503, { reason: 'closed' })
  op.problem(404, { detail: 'none', hint: 7 })
  other.reply(200, 'text')
  other.reply(418, pet)
  op.handler(({ path, state }) => {
    const found = state.pets.get(path.petId)
    return found ? op.reply(200, found) : op.problem(404, { detail: 'none' })
  })
  op.handler(async () => op.reply(204))
  other.handler(({ principal, body, signal, header }) =>
    other.reply(200, principal.user + body.text + signal.aborted + header('x')),
  )

  // error: TS2345
  op.reply(202, pet)
  // error: TS2353
  op.reply(200, { id: 1, name: 'Rex', secret: true })
  // error: TS2353
  op.reply(200, { id: 1, name: 'Rex', owner: { name: 'Ann', secret: true } })
  // error: TS2322
  op.reply(200, { id: '1', name: 'Rex' })
  // error: TS2345
  op.reply(200, { id: 1 })
  // error: TS2554
  op.reply(200)
  // error: TS2345
  op.reply(204, pet)
  // error: TS2554
  op.reply(201, [pet])
  // error: TS2353
  op.reply(201, [pet], { headers: { Location: '/', 'X-Other': 'a' } })
  // error: TS2741
  op.reply(201, [pet], { headers: { 'X-Count': 1 } })
  // error: TS2353
  op.reply(201, [{ id: 1, name: 'Rex', secret: true }], { headers: { Location: '/' } })
  // error: TS2322
  op.reply(200, pet, { headers: { 'X-Other': 'a' } })
  // error: TS2353
  op.reply(503, { reason: 'closed', secret: true })
  // error: TS2345
  op.problem(409, { detail: 'none' })
  // error: TS2345
  op.problem(404, {})
  // error: TS2345
  other.reply(200, pet)
  // error: TS2345
  other.reply(99, pet)
  // error: TS2322
  op.handler(() => other.reply(200, 'text'))
  // error: TS2322
  op.handler(() => pet)
  // error: TS2345
  op.handler(() => {})
  // error: TS2339
  op.handler(({ path }) => op.reply(200, { id: path.id, name: '' }))
}

export const getPet = operation<GetPetTypes>({
  id: 'getPet',
  method: 'GET',
  path: '/pets/{petId}',
  tag: 'pets',
  params: [{ name: 'petId', in: 'path', kind: 'integer', required: true }],
  body: null,
  security: [],
  read: (raw, context) => {
    context.path = { petId: raw.number(0) }
  },
  replies: {
    200: { contentType: 'application/json', write: (value: Pet) => JSON.stringify(value) },
  },
})
