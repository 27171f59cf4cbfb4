// Owns how ethers is reached: it is installed beside the runtime only where a project has contracts, so that its absence
// has a next step and not a stack.

import { createRequire } from 'node:module'
import type * as Ethers from 'ethers'
import { ContractSetupError } from './errors.js'

/**
 * What is used of ethers.
 *
 * @throws {ContractSetupError} where it is not installed
 */
export const loadEthers = (
  require: (name: string) => unknown,
): Pick<typeof Ethers, 'Wallet' | 'getAddress' | 'keccak256'> => {
  try {
    return require('ethers') as typeof Ethers
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    const help = 'npm install ethers@6'
    throw new ContractSetupError(`contracts need ethers, and it is not installed: ${help}`, help)
  }
}

export const { Wallet, getAddress, keccak256 } = loadEthers(createRequire(import.meta.url))
