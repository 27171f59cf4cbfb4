// POST /v1/pets: Keep a pet.
// Yours: made once and never touched again. `op.stub()` answers 501 until you write it:
//
//   export const createPet = op.handler(async ({ body, state }) => {
//     return op.reply(201, ...)
//   })

import { createPet as op } from '#generated/operations/create-pet'

export const createPet = op.stub()
