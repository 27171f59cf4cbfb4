// Owns the public names of `@nexusrt/runtime/web3`. What comes from codec/ and spec.ts is what generated clients
// are made of: it changes with the compiler, handlers have no use for it.

export type { Abi } from 'abitype'
export type { Address, Hex } from './address.js'
export { isAddress } from './address.js'
export {
  AbiData,
  addressAt,
  boolAt,
  bytesAt,
  fixedBytesAt,
  intAt,
  lengthAt,
  offsetAt,
  smallIntAt,
  smallUintAt,
  stringAt,
  uintAt,
} from './codec/decode.js'
export {
  addressWord,
  boolWord,
  bytesTail,
  countWord,
  fields,
  fixedBytesWord,
  intWord,
  items,
  smallIntWord,
  smallUintWord,
  stringTail,
  uintWord,
} from './codec/encode.js'
export { connectContracts } from './connect.js'
export {
  type CallPlace,
  ContractArgumentError,
  ContractError,
  type ContractErrorCode,
  ContractPendingError,
  ContractResultError,
  type ContractRevert,
  ContractRevertError,
  ContractRpcError,
  ContractSetupError,
  ContractTimeoutError,
  ContractTransactionError,
  ContractUnavailableError,
  isContractError,
  type StandardErrors,
} from './errors.js'
export type { LoggedEvent, TransactionLog } from './events.js'
export type { ContractLink, SentTransaction } from './link.js'
export type { BlockRef, PayableOptions, ReadOptions, WriteOptions } from './options.js'
export { type CallPolicy, type CallPolicySettings, callPolicyDefaults } from './policy.js'
export { type ContractProblem, contractProblem } from './problem.js'
export type { TransactionReceipt, WaitOptions } from './receipt.js'
export type {
  ChainStatus,
  ContractSettings,
  ContractsConfig,
  OpenContracts,
} from './settings.js'
export {
  type ContractSpec,
  contractSpec,
  type ErrorCodec,
  type EventCodec,
  type EventCodecs,
  isRevertOf,
  namespace,
} from './spec.js'
