// Owns opening the contracts of a configuration: contracts of one chain share its connections and its
// circuit breaker, contracts of one signer share its nonces. Needs no network.

import { env } from 'node:process'
import { Account } from './account.js'
import { type Address, checksummed, isAddress } from './address.js'
import { Chain } from './chain.js'
import { chainIdOf, chainNames, rpcVariableOf } from './chains.js'
import { ContractSetupError } from './errors.js'
import { type ContractLink, contractLink } from './link.js'
import { callPolicy } from './policy.js'
import { shownHost } from './rpc/redact.js'
import { httpTransport } from './rpc/transport.js'
import type { ContractSettings, ContractsConfig, OpenContracts } from './settings.js'
import { keySigner } from './signer.js'

type Openers<T> = { readonly [K in keyof T]: (link: ContractLink) => T[K] }

/**
 * Opens every contract that `openers` names.
 *
 * @throws {ContractSetupError} when a setting cannot be right; it names the setting, never its value
 * @example connectContracts<Contracts>(config, { token: (link) => new Token(link) })
 */
export const connectContracts = <T extends object>(
  config: ContractsConfig,
  openers: Openers<T>,
): OpenContracts<T> => {
  const { environment = env } = config
  const { onCircuit } = config
  const shared: Shared = { environment, onCircuit, chains: new Map(), accounts: new Map() }
  const opened = Object.entries(openers).map(([key, open]) => {
    const settings = config.contracts?.[key]
    if (!settings) throw missing(key)
    return [key, (open as (link: ContractLink) => unknown)(linkOf(key, settings, shared))] as const
  })
  const contracts = Object.assign(Object.create(null), Object.fromEntries(opened)) as T
  const chains = [...shared.chains.values()]
  return {
    contracts,
    close: () => {
      for (const chain of chains) chain.close()
    },
    status: () => chains.map(({ status }) => status),
  }
}

/** Chains by id and endpoint, accounts by chain and address, and the variables that name endpoints. */
interface Shared {
  readonly environment: NonNullable<ContractsConfig['environment']>
  readonly onCircuit: ContractsConfig['onCircuit']
  readonly chains: Map<string, Chain>
  readonly accounts: Map<string, Account>
}

const missing = (key: string): ContractSetupError =>
  new ContractSetupError(
    `contracts.${key} is missing from the configuration`,
    'Run `nexus generate` after changing contracts in nexus.config.ts.',
  )

const linkOf = (key: string, settings: ContractSettings, shared: Shared): ContractLink => {
  const { id, url } = endpointOf(key, settings, shared)
  const name = `${id} ${url.href}`
  const chain = shared.chains.get(name) ?? openChain(id, url, settings, shared)
  shared.chains.set(name, chain)
  const account = accountOf(name, chain, { key, settings }, shared)
  const limits = callPolicy(settings.policy)
  return contractLink({ key, chain, limits, address: addressOf(key, settings), account })
}

const openChain = (
  id: number,
  url: URL,
  { policy }: ContractSettings,
  { onCircuit }: Shared,
): Chain =>
  new Chain({
    id,
    transport: httpTransport(url),
    host: shownHost(url),
    policy: callPolicy(policy),
    ...(onCircuit === undefined ? {} : { onCircuit }),
  })

const accountOf = (
  chainName: string,
  chain: Chain,
  { key, settings }: { readonly key: string; readonly settings: ContractSettings },
  { accounts }: Shared,
): Account | null => {
  if (!settings.signer) return null
  const signer = keySigner(settings.signer, `contracts.${key}.signer`)
  const name = `${chainName} ${signer.address}`
  const account = accounts.get(name) ?? new Account(chain, signer)
  accounts.set(name, account)
  return account
}

const addressOf = (key: string, { address }: ContractSettings): Address | null => {
  if (!address) return null
  if (isAddress(address)) return checksummed(address.slice(2).toLowerCase())
  throw new ContractSetupError(
    `contracts.${key}.address is no address`,
    'Write 0x and 40 hex digits; mixed case has to carry its EIP-55 checksum.',
  )
}

const endpointOf = (
  key: string,
  { chain }: ContractSettings,
  { environment }: Shared,
): { id: number; url: URL } => {
  if (typeof chain !== 'string') {
    return { id: chain.id, url: urlOf(`contracts.${key}.chain.rpcUrl`, chain.rpcUrl) }
  }
  const id = chainIdOf(chain)
  const variable = rpcVariableOf(chain)
  if (id !== null) return { id, url: urlOf(variable, environment[variable]) }
  throw new ContractSetupError(
    `contracts.${key}.chain names a chain that is not known`,
    `Write { id, rpcUrl }, or one of ${chainNames.join(', ')}.`,
  )
}

/** The value itself is not repeated: it may hold a key. */
const urlOf = (setting: string, value: string | undefined): URL => {
  const url = value && URL.canParse(value) ? new URL(value) : null
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  throw new ContractSetupError(
    `${setting} is ${value ? 'no http or https URL' : 'not set'}`,
    'Set the JSON-RPC endpoint of the chain, such as http://127.0.0.1:8545.',
  )
}
