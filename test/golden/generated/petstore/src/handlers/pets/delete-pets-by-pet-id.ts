// DELETE /v1/pets/{petId}
// Yours: made once and never touched again. `op.stub()` answers 501 until you write it:
//
//   export const deletePetsByPetId = op.handler(async ({ path, state }) => {
//     return op.reply(204)
//   })

import { deletePetsByPetId as op } from '#generated/operations/delete-pets-by-pet-id'

export const deletePetsByPetId = op.stub()
