// Owns the maximal ABI of the injection battery, and artifacts of Hardhat and Foundry around a part of it.

const named = (name, type, more = {}) => ({ name, type, internalType: type, ...more })

const order = named('order', 'tuple', {
  internalType: 'struct Market.Order',
  components: [
    named('maker', 'address'),
    named('amounts', 'uint256[2]'),
    named('memo', 'string'),
    named('parts', 'tuple[]', {
      internalType: 'struct Market.Part[]',
      components: [named('partId', 'bytes32'), named('isOpen', 'bool')],
    }),
  ],
})

/** The entries of the contract. */
export const abiEntries = () => [
  { type: 'constructor', stateMutability: 'payable', inputs: [named('owner', 'address')] },
  {
    type: 'function',
    name: 'balanceOf',
    stateMutability: 'view',
    inputs: [named('account', 'address')],
    outputs: [named('', 'uint256')],
  },
  {
    type: 'function',
    name: 'place',
    stateMutability: 'nonpayable',
    inputs: [order, named('deadline', 'uint64')],
    outputs: [named('orderId', 'uint256'), named('digest', 'bytes')],
  },
  {
    type: 'function',
    name: 'place',
    stateMutability: 'payable',
    inputs: [named('orderId', 'uint256')],
    outputs: [],
  },
  {
    type: 'function',
    name: 'quote',
    stateMutability: 'pure',
    inputs: [named('sizes', 'int128[][3]'), named('callback', 'function')],
    outputs: [order],
  },
  {
    type: 'event',
    name: 'Placed',
    anonymous: false,
    inputs: [
      named('orderId', 'uint256', { indexed: true }),
      named('maker', 'address', { indexed: false }),
    ],
  },
  { type: 'error', name: 'TooLate', inputs: [named('deadline', 'uint64'), order] },
  { type: 'fallback', stateMutability: 'payable' },
  { type: 'receive', stateMutability: 'payable' },
]

/** The artifact that Hardhat writes. */
export const hardhatArtifact = () => ({
  _format: 'hh-sol-artifact-1',
  contractName: 'Market',
  sourceName: 'contracts/Market.sol',
  abi: abiEntries().slice(0, 2),
  bytecode: '0x6080',
  deployedBytecode: '0x6080',
  linkReferences: {},
})

/** The artifact that Foundry writes. */
export const foundryArtifact = () => ({
  abi: abiEntries().slice(-4, -1),
  bytecode: { object: '0x6080', sourceMap: '1:2:3', linkReferences: {} },
  methodIdentifiers: { 'balanceOf(address)': '70a08231' },
  metadata: {
    compiler: { version: '0.8.28' },
    language: 'Solidity',
    output: { devdoc: { title: 'Market', methods: { 'place()': { details: 'Places.' } } } },
  },
})
