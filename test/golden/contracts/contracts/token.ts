// Typed client of Token, an ERC-20 contract.
// Made from abi/token.json by nexus. Changes are lost: `nexus generate` rewrites this file.

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
  contractSpec,
  countWord,
  isRevertOf,
  items,
  lengthAt,
  namespace,
  offsetAt,
  smallUintAt,
  stringAt,
  uintAt,
  uintWord,
} from '@nexusrt/runtime/web3'

/** `struct Token.Holding` */
export interface Holding {
  readonly account: Address
  readonly balance: bigint
}

/** Calls of Token that change nothing (`eth_call`). */
export interface TokenRead {
  /** `FAUCET_MAX()` view, selector 0xb21970f9. */
  FAUCET_MAX(options?: ReadOptions): Promise<bigint>
  /** `allowance(address,address)` view, selector 0xdd62ed3e. */
  allowance(owner: Address, spender: Address, options?: ReadOptions): Promise<bigint>
  /** `balanceOf(address)` view, selector 0x70a08231. */
  balanceOf(account: Address, options?: ReadOptions): Promise<bigint>
  /** `decimals()` view, selector 0x313ce567. */
  decimals(options?: ReadOptions): Promise<number>
  /** `holdings(address[])` view, selector 0xb47c6ea2. */
  holdings(accounts: readonly Address[], options?: ReadOptions): Promise<readonly Holding[]>
  /** `name()` view, selector 0x06fdde03. */
  name(options?: ReadOptions): Promise<string>
  /** `symbol()` view, selector 0x95d89b41. */
  symbol(options?: ReadOptions): Promise<string>
  /** `totalSupply()` view, selector 0x18160ddd. */
  totalSupply(options?: ReadOptions): Promise<bigint>
}

/** Transactions of Token, signed by the configured signer. */
export interface TokenWrite {
  /** `approve(address,uint256)` nonpayable, selector 0x095ea7b3. */
  approve(args: { readonly spender: Address; readonly value: bigint }, options?: WriteOptions): Promise<SentTransaction>
  /** `faucet(address,uint256)` nonpayable, selector 0x7b56c2b2. */
  faucet(args: { readonly to: Address; readonly value: bigint }, options?: WriteOptions): Promise<SentTransaction>
  /** `transfer(address,uint256)` nonpayable, selector 0xa9059cbb. */
  transfer(args: { readonly to: Address; readonly value: bigint }, options?: WriteOptions): Promise<SentTransaction>
  /** `transferFrom(address,address,uint256)` nonpayable, selector 0x23b872dd. */
  transferFrom(args: { readonly from: Address; readonly to: Address; readonly value: bigint }, options?: WriteOptions): Promise<SentTransaction>
}

/** Errors that Token reverts with, by name. */
export interface TokenErrors extends StandardErrors {
  /** `ERC20InsufficientAllowance(address,uint256,uint256)` */
  ERC20InsufficientAllowance: { readonly spender: Address; readonly allowance: bigint; readonly needed: bigint }
  /** `ERC20InsufficientBalance(address,uint256,uint256)` */
  ERC20InsufficientBalance: { readonly sender: Address; readonly balance: bigint; readonly needed: bigint }
  /** `ERC20InvalidApprover(address)` */
  ERC20InvalidApprover: { readonly approver: Address }
  /** `ERC20InvalidReceiver(address)` */
  ERC20InvalidReceiver: { readonly receiver: Address }
  /** `ERC20InvalidSender(address)` */
  ERC20InvalidSender: { readonly sender: Address }
  /** `ERC20InvalidSpender(address)` */
  ERC20InvalidSpender: { readonly spender: Address }
  /** `FaucetLimitExceeded(address,uint256,uint256)` */
  FaucetLimitExceeded: { readonly caller: Address; readonly asked: bigint; readonly max: bigint }
}

/** True when Token refused a call; then switch on `error.errorName`. */
export const isTokenError = (error: unknown): error is ContractRevert<TokenErrors> =>
  isRevertOf(error, spec)

/** Token at one address. Names are the contract's own; overloads go by their signature. */
export class Token {
  readonly read: TokenRead
  readonly write: TokenWrite

  constructor(link: ContractLink) {
    this.read = namespace<TokenRead>({
      FAUCET_MAX: async (options) =>
        link.read(spec, 'FAUCET_MAX()', FAUCET_MAXInput(), FAUCET_MAXOutput, options),
      allowance: async (a0, a1, options) =>
        link.read(spec, 'allowance(address,address)', allowanceInput(a0, a1), allowanceOutput, options),
      balanceOf: async (a0, options) =>
        link.read(spec, 'balanceOf(address)', balanceOfInput(a0), balanceOfOutput, options),
      decimals: async (options) =>
        link.read(spec, 'decimals()', decimalsInput(), decimalsOutput, options),
      holdings: async (a0, options) =>
        link.read(spec, 'holdings(address[])', holdingsInput(a0), holdingsOutput, options),
      name: async (options) =>
        link.read(spec, 'name()', nameInput(), nameOutput, options),
      symbol: async (options) =>
        link.read(spec, 'symbol()', symbolInput(), symbolOutput, options),
      totalSupply: async (options) =>
        link.read(spec, 'totalSupply()', totalSupplyInput(), totalSupplyOutput, options),
    })
    this.write = namespace<TokenWrite>({
      approve: async (args, options) =>
        link.write(spec, 'approve(address,uint256)', approveInput(args.spender, args.value), options),
      faucet: async (args, options) =>
        link.write(spec, 'faucet(address,uint256)', faucetInput(args.to, args.value), options),
      transfer: async (args, options) =>
        link.write(spec, 'transfer(address,uint256)', transferInput(args.to, args.value), options),
      transferFrom: async (args, options) =>
        link.write(spec, 'transferFrom(address,address,uint256)', transferFromInput(args.from, args.to, args.value), options),
    })
  }
}

const encodeAddressList = (value: readonly Address[], label: string): string => {
  let out = ''
  for (const item of items(value, null, label)) out += addressWord(item, label)
  return countWord(value.length) + out
}

const decodeHolding = (data: AbiData, at: number): Holding => {
  return {
    account: addressAt(data, at),
    balance: uintAt(data, at + 32, 256),
  }
}

const decodeHoldingList = (data: AbiData, at: number): readonly Holding[] => {
  const length = lengthAt(data, at, 64)
  const base = at + 32
  const out: Holding[] = []
  for (let i = 0; i < length; i++) out.push(decodeHolding(data, base + i * 64))
  return out
}

const FAUCET_MAXInput = (): Hex =>
  `0xb21970f9`

const FAUCET_MAXOutput = (data: AbiData): bigint =>
  uintAt(data, 0, 256)

const allowanceInput = (owner: Address, spender: Address): Hex =>
  `0xdd62ed3e${addressWord(owner, 'owner')}${addressWord(spender, 'spender')}`

const allowanceOutput = (data: AbiData): bigint =>
  uintAt(data, 0, 256)

const balanceOfInput = (account: Address): Hex =>
  `0x70a08231${addressWord(account, 'account')}`

const balanceOfOutput = (data: AbiData): bigint =>
  uintAt(data, 0, 256)

const decimalsInput = (): Hex =>
  `0x313ce567`

const decimalsOutput = (data: AbiData): number =>
  smallUintAt(data, 0, 8)

const holdingsInput = (accounts: readonly Address[]): Hex => {
  const tail0 = encodeAddressList(accounts, 'accounts')
  return `0xb47c6ea2${countWord(32)}${tail0}`
}

const holdingsOutput = (data: AbiData): readonly Holding[] =>
  decodeHoldingList(data, offsetAt(data, 0, 0, 32))

const nameInput = (): Hex =>
  `0x06fdde03`

const nameOutput = (data: AbiData): string =>
  stringAt(data, offsetAt(data, 0, 0, 32))

const symbolInput = (): Hex =>
  `0x95d89b41`

const symbolOutput = (data: AbiData): string =>
  stringAt(data, offsetAt(data, 0, 0, 32))

const totalSupplyInput = (): Hex =>
  `0x18160ddd`

const totalSupplyOutput = (data: AbiData): bigint =>
  uintAt(data, 0, 256)

const approveInput = (spender: Address, value: bigint): Hex =>
  `0x095ea7b3${addressWord(spender, 'spender')}${uintWord(value, 256, 'value')}`

const faucetInput = (to: Address, value: bigint): Hex =>
  `0x7b56c2b2${addressWord(to, 'to')}${uintWord(value, 256, 'value')}`

const transferInput = (to: Address, value: bigint): Hex =>
  `0xa9059cbb${addressWord(to, 'to')}${uintWord(value, 256, 'value')}`

const transferFromInput = (from: Address, to: Address, value: bigint): Hex =>
  `0x23b872dd${addressWord(from, 'from')}${addressWord(to, 'to')}${uintWord(value, 256, 'value')}`

const spec = contractSpec('Token', [
  {
    selector: '0xfb8f41b2',
    name: 'ERC20InsufficientAllowance',
    decode: (data: AbiData) => ({
      spender: addressAt(data, 0),
      allowance: uintAt(data, 32, 256),
      needed: uintAt(data, 64, 256),
    }),
  },
  {
    selector: '0xe450d38c',
    name: 'ERC20InsufficientBalance',
    decode: (data: AbiData) => ({
      sender: addressAt(data, 0),
      balance: uintAt(data, 32, 256),
      needed: uintAt(data, 64, 256),
    }),
  },
  {
    selector: '0xe602df05',
    name: 'ERC20InvalidApprover',
    decode: (data: AbiData) => ({
      approver: addressAt(data, 0),
    }),
  },
  {
    selector: '0xec442f05',
    name: 'ERC20InvalidReceiver',
    decode: (data: AbiData) => ({
      receiver: addressAt(data, 0),
    }),
  },
  {
    selector: '0x96c6fd1e',
    name: 'ERC20InvalidSender',
    decode: (data: AbiData) => ({
      sender: addressAt(data, 0),
    }),
  },
  {
    selector: '0x94280d62',
    name: 'ERC20InvalidSpender',
    decode: (data: AbiData) => ({
      spender: addressAt(data, 0),
    }),
  },
  {
    selector: '0xfbea2ab7',
    name: 'FaucetLimitExceeded',
    decode: (data: AbiData) => ({
      caller: addressAt(data, 0),
      asked: uintAt(data, 32, 256),
      max: uintAt(data, 64, 256),
    }),
  },
])

/** The ABI as a constant, for viem, ethers and abitype. */
export const tokenAbi = [
  { type: 'constructor', stateMutability: 'nonpayable', inputs: [{ name: 'name_', type: 'string' }, { name: 'symbol_', type: 'string' }, { name: 'initialSupply', type: 'uint256' }] },
  { type: 'function', name: 'FAUCET_MAX', stateMutability: 'view', inputs: [], outputs: [{ name: '', type: 'uint256' }] },
  { type: 'function', name: 'allowance', stateMutability: 'view', inputs: [{ name: 'owner', type: 'address' }, { name: 'spender', type: 'address' }], outputs: [{ name: '', type: 'uint256' }] },
  { type: 'function', name: 'approve', stateMutability: 'nonpayable', inputs: [{ name: 'spender', type: 'address' }, { name: 'value', type: 'uint256' }], outputs: [{ name: '', type: 'bool' }] },
  { type: 'function', name: 'balanceOf', stateMutability: 'view', inputs: [{ name: 'account', type: 'address' }], outputs: [{ name: '', type: 'uint256' }] },
  { type: 'function', name: 'decimals', stateMutability: 'view', inputs: [], outputs: [{ name: '', type: 'uint8' }] },
  { type: 'function', name: 'faucet', stateMutability: 'nonpayable', inputs: [{ name: 'to', type: 'address' }, { name: 'value', type: 'uint256' }], outputs: [] },
  { type: 'function', name: 'holdings', stateMutability: 'view', inputs: [{ name: 'accounts', type: 'address[]' }], outputs: [{ name: 'result', type: 'tuple[]', components: [{ name: 'account', type: 'address' }, { name: 'balance', type: 'uint256' }] }] },
  { type: 'function', name: 'name', stateMutability: 'view', inputs: [], outputs: [{ name: '', type: 'string' }] },
  { type: 'function', name: 'symbol', stateMutability: 'view', inputs: [], outputs: [{ name: '', type: 'string' }] },
  { type: 'function', name: 'totalSupply', stateMutability: 'view', inputs: [], outputs: [{ name: '', type: 'uint256' }] },
  { type: 'function', name: 'transfer', stateMutability: 'nonpayable', inputs: [{ name: 'to', type: 'address' }, { name: 'value', type: 'uint256' }], outputs: [{ name: '', type: 'bool' }] },
  { type: 'function', name: 'transferFrom', stateMutability: 'nonpayable', inputs: [{ name: 'from', type: 'address' }, { name: 'to', type: 'address' }, { name: 'value', type: 'uint256' }], outputs: [{ name: '', type: 'bool' }] },
  { type: 'event', name: 'Approval', inputs: [{ name: 'owner', type: 'address', indexed: true }, { name: 'spender', type: 'address', indexed: true }, { name: 'value', type: 'uint256', indexed: false }] },
  { type: 'event', name: 'Transfer', inputs: [{ name: 'from', type: 'address', indexed: true }, { name: 'to', type: 'address', indexed: true }, { name: 'value', type: 'uint256', indexed: false }] },
  { type: 'error', name: 'ERC20InsufficientAllowance', inputs: [{ name: 'spender', type: 'address' }, { name: 'allowance', type: 'uint256' }, { name: 'needed', type: 'uint256' }] },
  { type: 'error', name: 'ERC20InsufficientBalance', inputs: [{ name: 'sender', type: 'address' }, { name: 'balance', type: 'uint256' }, { name: 'needed', type: 'uint256' }] },
  { type: 'error', name: 'ERC20InvalidApprover', inputs: [{ name: 'approver', type: 'address' }] },
  { type: 'error', name: 'ERC20InvalidReceiver', inputs: [{ name: 'receiver', type: 'address' }] },
  { type: 'error', name: 'ERC20InvalidSender', inputs: [{ name: 'sender', type: 'address' }] },
  { type: 'error', name: 'ERC20InvalidSpender', inputs: [{ name: 'spender', type: 'address' }] },
  { type: 'error', name: 'FaucetLimitExceeded', inputs: [{ name: 'caller', type: 'address' }, { name: 'asked', type: 'uint256' }, { name: 'max', type: 'uint256' }] },
] as const satisfies Abi
