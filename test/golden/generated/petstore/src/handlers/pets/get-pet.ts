// GET /v1/pets/{petId}: One pet.
// Yours: `nexus generate` merges its own changes into it, and never writes over yours. `op.stub()` answers 501
// until you write it:
//
//   export const getPet = op.handler(async ({ path, state }) => {
//     return op.reply(200, ...)
//   })

import { getPet as op } from '#generated/operations/get-pet'

export const getPet = op.stub()
