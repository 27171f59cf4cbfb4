// POST /v1/pets: Keep a pet.
// Yours: `nexus generate` merges its own changes into it, and never writes over yours. `op.stub()` answers 501
// until you write it:
//
//   export const createPet = op.handler(async ({ body, state }) => {
//     return op.reply(201, ...)
//   })

import { createPet as op } from '#generated/operations/create-pet'

export const createPet = op.stub()
