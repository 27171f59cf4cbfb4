// POST /pets: takes in a pet.

import { createPet as op } from '#generated/operations/create-pet'

export const createPet = op.handler(({ body, state }) => {
  const { name, status = 'available', tags = [] } = body
  const pet = state.pets.add({ name, status, tags })
  return op.reply(201, pet, { headers: { location: `/v1/pets/${pet.id}` } })
})
