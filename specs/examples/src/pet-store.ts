// Owns the pets of the demo: a map in memory.

import type { Pet } from '#generated/schemas/pet'

/** Pets by their id, in the order they came. */
export class PetStore {
  readonly #pets = new Map<number, Pet>()
  #nextId = 1

  add(pet: Omit<Pet, 'id'>): Pet {
    const added = { ...pet, id: this.#nextId++ }
    this.#pets.set(added.id, added)
    return added
  }

  find(id: number): Pet | undefined {
    return this.#pets.get(id)
  }

  remove(id: number): boolean {
    return this.#pets.delete(id)
  }

  list(): Pet[] {
    return [...this.#pets.values()]
  }
}
