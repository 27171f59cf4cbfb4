// DELETE /v1/pets/{petId}
// Yours: `nexus generate` merges its own changes into it, and never writes over yours. `op.stub()` answers 501
// until you write it:
//
//   export const deletePetsByPetId = op.handler(async ({ path, state }) => {
//     return op.reply(204)
//   })

import { deletePetsByPetId as op } from '#generated/operations/delete-pets-by-pet-id'

export const deletePetsByPetId = op.stub()
