// Owns a node in memory that answers at once, whatever a test wants it to say, and a link to it.

import { Account } from '../../../runtime/src/web3/account.js'
import { Chain } from '../../../runtime/src/web3/chain.js'
import { type ContractLink, contractLink } from '../../../runtime/src/web3/link.js'
import { type CallPolicySettings, callPolicy } from '../../../runtime/src/web3/policy.js'
import { keySigner } from '../../../runtime/src/web3/signer.js'
import { keys } from './anvil.js'

/** What the node gives by method; null for others. */
export type Results = Readonly<Record<string, (params: readonly unknown[]) => unknown>>

/** What a write asks for before it is mined. */
export const writable: Results = {
  eth_getCode: () => '0x00',
  eth_estimateGas: () => '0x5208',
  eth_maxPriorityFeePerGas: () => '0x1',
  eth_getBlockByNumber: () => ({ baseFeePerGas: '0x1' }),
  eth_getTransactionCount: () => '0x0',
}

const address = '0x00000000000000000000000000000000000000aa'

/** Turns of the event loop while it is used are the runtime's own: nothing waits for a network. */
export const linkTo = (results: Results, policy: CallPolicySettings = {}, id = 1): ContractLink => {
  const all: Results = { eth_chainId: () => `0x${id.toString(16)}`, ...results }
  const send = async (method: string, params: readonly unknown[]) => all[method]?.(params) ?? null
  const transport = { send, close: () => {} }
  const chain = new Chain({ id, host: 'node.test', transport, policy: callPolicy(policy) })
  const account = new Account(chain, keySigner(keys[0], 'signer'))
  return contractLink({ key: 'thing', chain, limits: chain.policy, address, account })
}
