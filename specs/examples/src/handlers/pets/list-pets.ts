// GET /pets: a page of pets, and how many there are.

import { listPets as op } from '#generated/operations/list-pets'

export const listPets = op.handler(({ query, state }) => {
  const { status, limit } = query
  const pets = state.pets.list().filter((pet) => status === undefined || status.includes(pet.status))
  return op.reply(200, pets.slice(0, limit), { headers: { 'x-total-count': pets.length } })
})
