// What the demo's handlers share: a store with two pets to begin with, and where the token is.

import type { ResolvedConfig } from '@nexusrt/runtime'
import type config from '../nexus.config'
import { PetStore } from './pet-store'

export const createState = async (settings: ResolvedConfig<typeof config>) => {
  const pets = new PetStore()
  pets.add({ name: 'Rex', status: 'available', tags: ['dog'] })
  pets.add({ name: 'Whiskers', status: 'pending', tags: ['cat', 'sleepy'] })
  return { pets, tokenAddress: settings.contracts.token.address ?? '' }
}
