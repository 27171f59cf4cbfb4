// Owns recognising token standards: every required function and event of ERC-20 and ERC-721.

import type { AbiEvent, AbiFunction, TokenStandard } from '../../ir/contract.js'

interface StandardRule {
  readonly standard: TokenStandard
  readonly functions: readonly string[]
  readonly events: readonly string[]
}

/** EIP-20 and EIP-721; the optional metadata functions are not required. */
const rules: readonly StandardRule[] = [
  {
    standard: 'erc20',
    functions: [
      'totalSupply()',
      'balanceOf(address)',
      'transfer(address,uint256)',
      'transferFrom(address,address,uint256)',
      'approve(address,uint256)',
      'allowance(address,address)',
    ],
    events: ['Transfer(address,address,uint256)', 'Approval(address,address,uint256)'],
  },
  {
    standard: 'erc721',
    functions: [
      'supportsInterface(bytes4)',
      'balanceOf(address)',
      'ownerOf(uint256)',
      'safeTransferFrom(address,address,uint256,bytes)',
      'safeTransferFrom(address,address,uint256)',
      'transferFrom(address,address,uint256)',
      'approve(address,uint256)',
      'setApprovalForAll(address,bool)',
      'getApproved(uint256)',
      'isApprovedForAll(address,address)',
    ],
    events: [
      'Transfer(address,address,uint256)',
      'Approval(address,address,uint256)',
      'ApprovalForAll(address,address,bool)',
    ],
  },
]

/** ERC-20 and ERC-721 log the same `Transfer`; the number of indexed inputs tells them apart. */
const transferTopicsIndexed: Record<TokenStandard, number> = { erc20: 2, erc721: 3 }

export const standardsOf = (
  functions: readonly AbiFunction[],
  events: readonly AbiEvent[],
): readonly TokenStandard[] => {
  const names = new Set([...functions, ...events].map((entry) => entry.signature))
  const transfer = events.find((event) => event.signature === 'Transfer(address,address,uint256)')
  const indexed = transfer?.inputs.filter((input) => input.indexed).length
  return rules
    .filter((rule) => [...rule.functions, ...rule.events].every((name) => names.has(name)))
    .map((rule) => rule.standard)
    .filter((standard) => transferTopicsIndexed[standard] === indexed)
}
