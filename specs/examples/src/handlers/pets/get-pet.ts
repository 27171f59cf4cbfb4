// GET /pets/{petId}: one pet.

import { getPet as op } from '#generated/operations/get-pet'

export const getPet = op.handler(({ path, state }) => {
  const pet = state.pets.find(path.petId)
  return pet ? op.reply(200, pet) : op.problem(404, { detail: `There is no pet ${path.petId}.` })
})
