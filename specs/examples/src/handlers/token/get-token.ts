// GET /token: four reads of the contract at once; the client sends them to the node in one batch.

import { getToken as op } from '#generated/operations/get-token'

export const getToken = op.handler(async ({ contracts, state, signal }) => {
  const { read } = contracts.token
  const [name, symbol, decimals, totalSupply] = await Promise.all([
    read.name({ signal }),
    read.symbol({ signal }),
    read.decimals({ signal }),
    read.totalSupply({ signal }),
  ])
  return op.reply(200, {
    address: state.tokenAddress,
    name,
    symbol,
    decimals,
    totalSupply: totalSupply.toString(),
  })
})
