// GET /v1/pets/{petId}: One pet.
// Yours: made once and never touched again. `op.stub()` answers 501 until you write it:
//
//   export const getPet = op.handler(async ({ path, state }) => {
//     return op.reply(200, ...)
//   })

import { getPet as op } from '#generated/operations/get-pet'

export const getPet = op.stub()
