// Typed client of Nft, an ERC-721 contract.
// Made from abi/nft.json by nexus. Changes are lost: `nexus generate` rewrites this file.

import {
  type Abi,
  type AbiData,
  type Address,
  type ContractLink,
  type ContractRevert,
  type Hex,
  type ReadOptions,
  type SentTransaction,
  type StandardErrors,
  type WriteOptions,
  addressAt,
  addressWord,
  boolAt,
  boolWord,
  bytesTail,
  contractSpec,
  countWord,
  fixedBytesWord,
  isRevertOf,
  namespace,
  offsetAt,
  stringAt,
  uintAt,
  uintWord,
} from '@nexusrt/runtime/web3'

/** Calls of Nft that change nothing (`eth_call`). */
export interface NftRead {
  /** `balanceOf(address)` view, selector 0x70a08231. */
  balanceOf(owner: Address, options?: ReadOptions): Promise<bigint>
  /** `cap()` view, selector 0x355274ea. */
  cap(options?: ReadOptions): Promise<bigint>
  /** `getApproved(uint256)` view, selector 0x081812fc. */
  getApproved(tokenId: bigint, options?: ReadOptions): Promise<Address>
  /** `isApprovedForAll(address,address)` view, selector 0xe985e9c5. */
  isApprovedForAll(owner: Address, operator: Address, options?: ReadOptions): Promise<boolean>
  /** `minted()` view, selector 0x4f02c420. */
  minted(options?: ReadOptions): Promise<bigint>
  /** `name()` view, selector 0x06fdde03. */
  name(options?: ReadOptions): Promise<string>
  /** `ownerOf(uint256)` view, selector 0x6352211e. */
  ownerOf(tokenId: bigint, options?: ReadOptions): Promise<Address>
  /** `supportsInterface(bytes4)` view, selector 0x01ffc9a7. */
  supportsInterface(interfaceId: Hex, options?: ReadOptions): Promise<boolean>
  /** `symbol()` view, selector 0x95d89b41. */
  symbol(options?: ReadOptions): Promise<string>
  /** `tokenURI(uint256)` view, selector 0xc87b56dd. */
  tokenURI(tokenId: bigint, options?: ReadOptions): Promise<string>
}

/** Transactions of Nft, signed by the configured signer. */
export interface NftWrite {
  /** `approve(address,uint256)` nonpayable, selector 0x095ea7b3. */
  approve(args: { readonly to: Address; readonly tokenId: bigint }, options?: WriteOptions): Promise<SentTransaction>
  /** `mint(address)` nonpayable, selector 0x6a627842. */
  mint(args: { readonly to: Address }, options?: WriteOptions): Promise<SentTransaction>
  /** `safeTransferFrom(address,address,uint256)` nonpayable, selector 0x42842e0e. */
  'safeTransferFrom(address,address,uint256)'(args: { readonly from: Address; readonly to: Address; readonly tokenId: bigint }, options?: WriteOptions): Promise<SentTransaction>
  /** `safeTransferFrom(address,address,uint256,bytes)` nonpayable, selector 0xb88d4fde. */
  'safeTransferFrom(address,address,uint256,bytes)'(args: { readonly from: Address; readonly to: Address; readonly tokenId: bigint; readonly data: Hex }, options?: WriteOptions): Promise<SentTransaction>
  /** `setApprovalForAll(address,bool)` nonpayable, selector 0xa22cb465. */
  setApprovalForAll(args: { readonly operator: Address; readonly approved: boolean }, options?: WriteOptions): Promise<SentTransaction>
  /** `transferFrom(address,address,uint256)` nonpayable, selector 0x23b872dd. */
  transferFrom(args: { readonly from: Address; readonly to: Address; readonly tokenId: bigint }, options?: WriteOptions): Promise<SentTransaction>
}

/** Errors that Nft reverts with, by name. */
export interface NftErrors extends StandardErrors {
  /** `ERC721IncorrectOwner(address,uint256,address)` */
  ERC721IncorrectOwner: { readonly sender: Address; readonly tokenId: bigint; readonly owner: Address }
  /** `ERC721InsufficientApproval(address,uint256)` */
  ERC721InsufficientApproval: { readonly operator: Address; readonly tokenId: bigint }
  /** `ERC721InvalidApprover(address)` */
  ERC721InvalidApprover: { readonly approver: Address }
  /** `ERC721InvalidOperator(address)` */
  ERC721InvalidOperator: { readonly operator: Address }
  /** `ERC721InvalidOwner(address)` */
  ERC721InvalidOwner: { readonly owner: Address }
  /** `ERC721InvalidReceiver(address)` */
  ERC721InvalidReceiver: { readonly receiver: Address }
  /** `ERC721InvalidSender(address)` */
  ERC721InvalidSender: { readonly sender: Address }
  /** `ERC721NonexistentToken(uint256)` */
  ERC721NonexistentToken: { readonly tokenId: bigint }
  /** `SoldOut(uint256)` */
  SoldOut: { readonly cap: bigint }
}

/** True when Nft refused a call; then switch on `error.errorName`. */
export const isNftError = (error: unknown): error is ContractRevert<NftErrors> =>
  isRevertOf(error, spec)

/** Nft at one address. Names are the contract's own; overloads go by their signature. */
export class Nft {
  readonly read: NftRead
  readonly write: NftWrite

  constructor(link: ContractLink) {
    this.read = namespace<NftRead>({
      balanceOf: async (a0, options) =>
        link.read(spec, 'balanceOf(address)', balanceOfInput(a0), balanceOfOutput, options),
      cap: async (options) =>
        link.read(spec, 'cap()', capInput(), capOutput, options),
      getApproved: async (a0, options) =>
        link.read(spec, 'getApproved(uint256)', getApprovedInput(a0), getApprovedOutput, options),
      isApprovedForAll: async (a0, a1, options) =>
        link.read(spec, 'isApprovedForAll(address,address)', isApprovedForAllInput(a0, a1), isApprovedForAllOutput, options),
      minted: async (options) =>
        link.read(spec, 'minted()', mintedInput(), mintedOutput, options),
      name: async (options) =>
        link.read(spec, 'name()', nameInput(), nameOutput, options),
      ownerOf: async (a0, options) =>
        link.read(spec, 'ownerOf(uint256)', ownerOfInput(a0), ownerOfOutput, options),
      supportsInterface: async (a0, options) =>
        link.read(spec, 'supportsInterface(bytes4)', supportsInterfaceInput(a0), supportsInterfaceOutput, options),
      symbol: async (options) =>
        link.read(spec, 'symbol()', symbolInput(), symbolOutput, options),
      tokenURI: async (a0, options) =>
        link.read(spec, 'tokenURI(uint256)', tokenURIInput(a0), tokenURIOutput, options),
    })
    this.write = namespace<NftWrite>({
      approve: async (args, options) =>
        link.write(spec, 'approve(address,uint256)', approveInput(args.to, args.tokenId), options),
      mint: async (args, options) =>
        link.write(spec, 'mint(address)', mintInput(args.to), options),
      'safeTransferFrom(address,address,uint256)': async (args, options) =>
        link.write(spec, 'safeTransferFrom(address,address,uint256)', safeTransferFrom_42842e0eInput(args.from, args.to, args.tokenId), options),
      'safeTransferFrom(address,address,uint256,bytes)': async (args, options) =>
        link.write(spec, 'safeTransferFrom(address,address,uint256,bytes)', safeTransferFrom_b88d4fdeInput(args.from, args.to, args.tokenId, args.data), options),
      setApprovalForAll: async (args, options) =>
        link.write(spec, 'setApprovalForAll(address,bool)', setApprovalForAllInput(args.operator, args.approved), options),
      transferFrom: async (args, options) =>
        link.write(spec, 'transferFrom(address,address,uint256)', transferFromInput(args.from, args.to, args.tokenId), options),
    })
  }
}

const balanceOfInput = (owner: Address): Hex =>
  `0x70a08231${addressWord(owner, 'owner')}`

const balanceOfOutput = (data: AbiData): bigint =>
  uintAt(data, 0, 256)

const capInput = (): Hex =>
  `0x355274ea`

const capOutput = (data: AbiData): bigint =>
  uintAt(data, 0, 256)

const getApprovedInput = (tokenId: bigint): Hex =>
  `0x081812fc${uintWord(tokenId, 256, 'tokenId')}`

const getApprovedOutput = (data: AbiData): Address =>
  addressAt(data, 0)

const isApprovedForAllInput = (owner: Address, operator: Address): Hex =>
  `0xe985e9c5${addressWord(owner, 'owner')}${addressWord(operator, 'operator')}`

const isApprovedForAllOutput = (data: AbiData): boolean =>
  boolAt(data, 0)

const mintedInput = (): Hex =>
  `0x4f02c420`

const mintedOutput = (data: AbiData): bigint =>
  uintAt(data, 0, 256)

const nameInput = (): Hex =>
  `0x06fdde03`

const nameOutput = (data: AbiData): string =>
  stringAt(data, offsetAt(data, 0, 0, 32))

const ownerOfInput = (tokenId: bigint): Hex =>
  `0x6352211e${uintWord(tokenId, 256, 'tokenId')}`

const ownerOfOutput = (data: AbiData): Address =>
  addressAt(data, 0)

const supportsInterfaceInput = (interfaceId: Hex): Hex =>
  `0x01ffc9a7${fixedBytesWord(interfaceId, 4, 'interfaceId')}`

const supportsInterfaceOutput = (data: AbiData): boolean =>
  boolAt(data, 0)

const symbolInput = (): Hex =>
  `0x95d89b41`

const symbolOutput = (data: AbiData): string =>
  stringAt(data, offsetAt(data, 0, 0, 32))

const tokenURIInput = (tokenId: bigint): Hex =>
  `0xc87b56dd${uintWord(tokenId, 256, 'tokenId')}`

const tokenURIOutput = (data: AbiData): string =>
  stringAt(data, offsetAt(data, 0, 0, 32))

const approveInput = (to: Address, tokenId: bigint): Hex =>
  `0x095ea7b3${addressWord(to, 'to')}${uintWord(tokenId, 256, 'tokenId')}`

const mintInput = (to: Address): Hex =>
  `0x6a627842${addressWord(to, 'to')}`

const safeTransferFrom_42842e0eInput = (from: Address, to: Address, tokenId: bigint): Hex =>
  `0x42842e0e${addressWord(from, 'from')}${addressWord(to, 'to')}${uintWord(tokenId, 256, 'tokenId')}`

const safeTransferFrom_b88d4fdeInput = (from: Address, to: Address, tokenId: bigint, data: Hex): Hex => {
  const tail0 = bytesTail(data, 'data')
  return `0xb88d4fde${addressWord(from, 'from')}${addressWord(to, 'to')}${uintWord(tokenId, 256, 'tokenId')}${countWord(128)}${tail0}`
}

const setApprovalForAllInput = (operator: Address, approved: boolean): Hex =>
  `0xa22cb465${addressWord(operator, 'operator')}${boolWord(approved, 'approved')}`

const transferFromInput = (from: Address, to: Address, tokenId: bigint): Hex =>
  `0x23b872dd${addressWord(from, 'from')}${addressWord(to, 'to')}${uintWord(tokenId, 256, 'tokenId')}`

const spec = contractSpec('Nft', [
  {
    selector: '0x64283d7b',
    name: 'ERC721IncorrectOwner',
    decode: (data: AbiData) => ({
      sender: addressAt(data, 0),
      tokenId: uintAt(data, 32, 256),
      owner: addressAt(data, 64),
    }),
  },
  {
    selector: '0x177e802f',
    name: 'ERC721InsufficientApproval',
    decode: (data: AbiData) => ({
      operator: addressAt(data, 0),
      tokenId: uintAt(data, 32, 256),
    }),
  },
  {
    selector: '0xa9fbf51f',
    name: 'ERC721InvalidApprover',
    decode: (data: AbiData) => ({
      approver: addressAt(data, 0),
    }),
  },
  {
    selector: '0x5b08ba18',
    name: 'ERC721InvalidOperator',
    decode: (data: AbiData) => ({
      operator: addressAt(data, 0),
    }),
  },
  {
    selector: '0x89c62b64',
    name: 'ERC721InvalidOwner',
    decode: (data: AbiData) => ({
      owner: addressAt(data, 0),
    }),
  },
  {
    selector: '0x64a0ae92',
    name: 'ERC721InvalidReceiver',
    decode: (data: AbiData) => ({
      receiver: addressAt(data, 0),
    }),
  },
  {
    selector: '0x73c6ac6e',
    name: 'ERC721InvalidSender',
    decode: (data: AbiData) => ({
      sender: addressAt(data, 0),
    }),
  },
  {
    selector: '0x7e273289',
    name: 'ERC721NonexistentToken',
    decode: (data: AbiData) => ({
      tokenId: uintAt(data, 0, 256),
    }),
  },
  {
    selector: '0x7e1f5a77',
    name: 'SoldOut',
    decode: (data: AbiData) => ({
      cap: uintAt(data, 0, 256),
    }),
  },
])

/** The ABI as a constant, for viem, ethers and abitype. */
export const nftAbi = [
  { type: 'constructor', stateMutability: 'nonpayable', inputs: [{ name: 'name_', type: 'string' }, { name: 'symbol_', type: 'string' }, { name: 'cap_', type: 'uint256' }] },
  { type: 'function', name: 'approve', stateMutability: 'nonpayable', inputs: [{ name: 'to', type: 'address' }, { name: 'tokenId', type: 'uint256' }], outputs: [] },
  { type: 'function', name: 'balanceOf', stateMutability: 'view', inputs: [{ name: 'owner', type: 'address' }], outputs: [{ name: '', type: 'uint256' }] },
  { type: 'function', name: 'cap', stateMutability: 'view', inputs: [], outputs: [{ name: '', type: 'uint256' }] },
  { type: 'function', name: 'getApproved', stateMutability: 'view', inputs: [{ name: 'tokenId', type: 'uint256' }], outputs: [{ name: '', type: 'address' }] },
  { type: 'function', name: 'isApprovedForAll', stateMutability: 'view', inputs: [{ name: 'owner', type: 'address' }, { name: 'operator', type: 'address' }], outputs: [{ name: '', type: 'bool' }] },
  { type: 'function', name: 'mint', stateMutability: 'nonpayable', inputs: [{ name: 'to', type: 'address' }], outputs: [{ name: 'tokenId', type: 'uint256' }] },
  { type: 'function', name: 'minted', stateMutability: 'view', inputs: [], outputs: [{ name: '', type: 'uint256' }] },
  { type: 'function', name: 'name', stateMutability: 'view', inputs: [], outputs: [{ name: '', type: 'string' }] },
  { type: 'function', name: 'ownerOf', stateMutability: 'view', inputs: [{ name: 'tokenId', type: 'uint256' }], outputs: [{ name: '', type: 'address' }] },
  { type: 'function', name: 'safeTransferFrom', stateMutability: 'nonpayable', inputs: [{ name: 'from', type: 'address' }, { name: 'to', type: 'address' }, { name: 'tokenId', type: 'uint256' }], outputs: [] },
  { type: 'function', name: 'safeTransferFrom', stateMutability: 'nonpayable', inputs: [{ name: 'from', type: 'address' }, { name: 'to', type: 'address' }, { name: 'tokenId', type: 'uint256' }, { name: 'data', type: 'bytes' }], outputs: [] },
  { type: 'function', name: 'setApprovalForAll', stateMutability: 'nonpayable', inputs: [{ name: 'operator', type: 'address' }, { name: 'approved', type: 'bool' }], outputs: [] },
  { type: 'function', name: 'supportsInterface', stateMutability: 'view', inputs: [{ name: 'interfaceId', type: 'bytes4' }], outputs: [{ name: '', type: 'bool' }] },
  { type: 'function', name: 'symbol', stateMutability: 'view', inputs: [], outputs: [{ name: '', type: 'string' }] },
  { type: 'function', name: 'tokenURI', stateMutability: 'view', inputs: [{ name: 'tokenId', type: 'uint256' }], outputs: [{ name: '', type: 'string' }] },
  { type: 'function', name: 'transferFrom', stateMutability: 'nonpayable', inputs: [{ name: 'from', type: 'address' }, { name: 'to', type: 'address' }, { name: 'tokenId', type: 'uint256' }], outputs: [] },
  { type: 'event', name: 'Approval', inputs: [{ name: 'owner', type: 'address', indexed: true }, { name: 'approved', type: 'address', indexed: true }, { name: 'tokenId', type: 'uint256', indexed: true }] },
  { type: 'event', name: 'ApprovalForAll', inputs: [{ name: 'owner', type: 'address', indexed: true }, { name: 'operator', type: 'address', indexed: true }, { name: 'approved', type: 'bool', indexed: false }] },
  { type: 'event', name: 'Transfer', inputs: [{ name: 'from', type: 'address', indexed: true }, { name: 'to', type: 'address', indexed: true }, { name: 'tokenId', type: 'uint256', indexed: true }] },
  { type: 'error', name: 'ERC721IncorrectOwner', inputs: [{ name: 'sender', type: 'address' }, { name: 'tokenId', type: 'uint256' }, { name: 'owner', type: 'address' }] },
  { type: 'error', name: 'ERC721InsufficientApproval', inputs: [{ name: 'operator', type: 'address' }, { name: 'tokenId', type: 'uint256' }] },
  { type: 'error', name: 'ERC721InvalidApprover', inputs: [{ name: 'approver', type: 'address' }] },
  { type: 'error', name: 'ERC721InvalidOperator', inputs: [{ name: 'operator', type: 'address' }] },
  { type: 'error', name: 'ERC721InvalidOwner', inputs: [{ name: 'owner', type: 'address' }] },
  { type: 'error', name: 'ERC721InvalidReceiver', inputs: [{ name: 'receiver', type: 'address' }] },
  { type: 'error', name: 'ERC721InvalidSender', inputs: [{ name: 'sender', type: 'address' }] },
  { type: 'error', name: 'ERC721NonexistentToken', inputs: [{ name: 'tokenId', type: 'uint256' }] },
  { type: 'error', name: 'SoldOut', inputs: [{ name: 'cap', type: 'uint256' }] },
] as const satisfies Abi
