// Owns how an operator hears of wrong or unset settings of contracts: by the variable they come from.

import type { EnvRef, NexusConfig, ResolvedConfig } from '../config/settings.js'
import type { Log } from '../observe/log.js'
import { isContractError } from '../web3/errors.js'
import { StartError } from './errors.js'

/** An error of opening contracts, with the variable that the wrong setting comes from; others as they are. */
export const namingVariable = (error: unknown, config: NexusConfig): unknown => {
  if (!isContractError(error) || error.code !== 'setup') return error
  const [setting = ''] = error.message.split(' ')
  const name = variableOf(config, setting)
  const message = name === null ? error.message : `${error.message}; it comes from ${name}`
  return new StartError(`${message}.`, error.help, { cause: error })
}

/** Told the settings of one generation after another. */
export type UnsetWarning = (
  resolved: ResolvedConfig<NexusConfig>,
  config: NexusConfig,
  log: Log,
) => void

/**
 * Warns of all contracts that have no address, in one line: calls of them fail until one is set. A generation
 * that lacks the same ones as the last is passed over, so that reloads do not repeat what is known.
 */
export const unsetWarning = (): UnsetWarning => {
  let known = ''
  return (resolved, config, log) => {
    const unset = unsetAddresses(resolved)
    const set = unset.map((setting) => variableOf(config, setting) ?? setting)
    const told = JSON.stringify([unset, set])
    if (unset.length > 0 && told !== known)
      log.warn({ unset, set }, 'contracts without an address: handlers that call them answer 503')
    known = told
  }
}

const unsetAddresses = (resolved: ResolvedConfig<NexusConfig>): string[] =>
  Object.entries(resolved.contracts ?? {})
    .filter(([, { address }]) => !address)
    .map(([key]) => `contracts.${key}.address`)

const variableOf = (config: NexusConfig, setting: string): string | null => {
  let value: unknown = config
  for (const key of setting.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null
    value = (value as Record<string, unknown>)[key]
  }
  return isReference(value) ? value.name : null
}

const isReference = (value: unknown): value is EnvRef =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'env'
