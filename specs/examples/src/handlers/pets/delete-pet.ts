// DELETE /pets/{petId}: a pet found a home.

import { deletePet as op } from '#generated/operations/delete-pet'

export const deletePet = op.handler(({ path, state }) =>
  state.pets.remove(path.petId)
    ? op.reply(204)
    : op.problem(404, { detail: `There is no pet ${path.petId}.` }),
)
