// GET /token/holdings: many balances in one call of the contract.

import type { Address } from '@nexusrt/runtime/web3'
import { listHoldings as op } from '#generated/operations/list-holdings'

export const listHoldings = op.handler(async ({ query, contracts, signal }) => {
  const holdings = await contracts.token.read.holdings(query.account as Address[], { signal })
  return op.reply(
    200,
    holdings.map(({ account, balance }) => ({ account, balance: balance.toString() })),
  )
})
