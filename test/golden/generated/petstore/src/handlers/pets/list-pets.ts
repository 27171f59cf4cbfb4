// GET /v1/pets: Pets, by name.
// Yours: `nexus generate` merges its own changes into it, and never writes over yours. `op.stub()` answers 501
// until you write it:
//
//   export const listPets = op.handler(async ({ query, headers, cookies, state }) => {
//     return op.reply(200, ...)
//   })

import { listPets as op } from '#generated/operations/list-pets'

export const listPets = op.stub()
