// The contracts of nexus.config.ts, opened: no network is needed until the first call.
// Made by nexus. Changes are lost: `nexus generate` rewrites this file.

import { type ContractsConfig, connectContracts, type OpenContracts } from '@nexusrt/runtime/web3'
import { Nft } from './contracts/nft'
import { Token } from './contracts/token'

/** What handlers get as `contracts`. */
export interface Contracts {
  readonly nft: Nft
  readonly token: Token
}

/** Opens every contract with its address, chain and signer. */
export const openContracts = (config: ContractsConfig): OpenContracts<Contracts> =>
  connectContracts<Contracts>(config, {
    nft: (link) => new Nft(link),
    token: (link) => new Token(link),
  })
