// POST /token/transfers: a transaction, signed by the shop's account and waited for. A transfer that the
// contract reverts answers 409 by itself; the body says which of the contract's errors it was.

import type { Address } from '@nexusrt/runtime/web3'
import { createTransfer as op } from '#generated/operations/create-transfer'

export const createTransfer = op.handler(async ({ body, contracts, signal }) => {
  const { to, value } = body
  const sent = await contracts.token.write.transfer(
    { to: to as Address, value: BigInt(value) },
    { signal },
  )
  await sent.wait({ signal })
  return op.reply(201, { transactionHash: sent.hash, to, value })
})
