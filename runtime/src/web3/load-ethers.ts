// Owns what is said where ethers is not installed: it is beside the runtime only where a project has contracts.

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
