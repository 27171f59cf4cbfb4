// Owns taking ABIs that only the command line names into nexus.config.ts: a server reads its contracts'
// addresses there, so one without an entry could not start.

import { readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { addContracts } from '../../pipeline.js'
import { Failure } from '../failure.js'
import type { Terminal } from '../terminal.js'
import { type ConfiguredContract, configName, evaluateConfig } from './config.js'
import { contractSource, variablesOf } from './contract-entry.js'
import type { Inputs } from './inputs.js'

/** An edit of nexus.config.ts that was tried and is not made yet. */
export interface Adoption {
  readonly contracts: readonly ConfiguredContract[]
  /** Makes the edit, in one step, and says so. */
  write(terminal: Terminal): void
}

/**
 * The edit that gives every contract an entry; null when all have one, or nothing is configured.
 * @throws {Failure} `findings`, with the lines to write, when the configuration cannot be added to.
 */
export const adoptContracts = async (inputs: Inputs): Promise<Adoption | null> => {
  const contracts = inputs.unconfigured.map(({ key, abi }) => ({
    key,
    abi: relative(inputs.projectDir, abi).split(sep).join('/'),
  }))
  if (contracts.length === 0) return null
  const file = realpathSync(join(inputs.projectDir, configName))
  const entries = contracts.map((each) => ({ key: each.key, source: contractSource(each) }))
  const text = await addContracts(readFileSync(file, 'utf8'), entries)
  if (text === null || !(await names(inputs.projectDir, text, contracts))) throw byHand(contracts)
  return {
    contracts,
    write: (terminal) => {
      const temporary = `${file}.${process.pid}.tmp`
      writeFileSync(temporary, text)
      renameSync(temporary, file)
      for (const each of contracts) terminal.say(adopted(each))
    },
  }
}

/** Whether the configuration, once edited, has the contracts: a later spread may hide them. */
const names = async (
  projectDir: string,
  text: string,
  contracts: readonly ConfiguredContract[],
): Promise<boolean> => {
  const config = await evaluateConfig(projectDir, text)
  return contracts.every(({ key, abi }) =>
    config.contracts.some((each) => each.key === key && each.abi === abi),
  )
}

const adopted = ({ key, abi }: ConfiguredContract): string => {
  const { address, signer } = variablesOf(key)
  return `  ${configName}: added contracts.${key} (${abi}); set ${address}, and ${signer} for writes`
}

const byHand = (contracts: readonly ConfiguredContract[]): Failure => {
  const rows = contracts.map((each) => `${each.key}: ${contractSource(each)},`).join('\n')
  const lines = rows.replaceAll('\n', '\n      ')
  return new Failure(
    'findings',
    `${configName} has no entry for ${contracts.map(({ key }) => key).join(' and ')}, and none can be added to it as it is written`,
    `write it yourself, and generate again:\n\n      ${lines}\n`,
  )
}
