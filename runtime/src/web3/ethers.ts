// Owns how ethers is reached: not by an import, whose failure would be a stack without a next step.

import { createRequire } from 'node:module'
import { loadEthers } from './load-ethers.js'

export const { Wallet, getAddress, keccak256 } = loadEthers(createRequire(import.meta.url))
