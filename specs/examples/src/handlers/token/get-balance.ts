// GET /token/balances/{account}: one read of the contract.

import type { Address } from '@nexusrt/runtime/web3'
import { getBalance as op } from '#generated/operations/get-balance'

export const getBalance = op.handler(async ({ path, contracts, signal }) => {
  // The document's pattern has made sure that it is one.
  const account = path.account as Address
  const balance = await contracts.token.read.balanceOf(account, { signal })
  return op.reply(200, { account, balance: balance.toString() })
})
