// Owns taking ABIs that only the command line names into the project: a server reads its contracts' addresses from
// nexus.config.ts, so one without an entry could not start; and a path that leads out of the project is none elsewhere.

import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from '../../files/whole.js'
import { addContracts } from '../../pipeline.js'
import { Failure } from '../failure.js'
import type { Terminal } from '../terminal.js'
import { type ConfiguredContract, configName, evaluateConfig } from './config.js'
import { contractSource, environmentRows, variablesOf } from './contract-entry.js'
import { missingPackages } from './contract-packages.js'
import { type Inputs, nameInProject } from './inputs.js'

/** An edit of nexus.config.ts that was tried and is not made yet, with what goes along. */
export interface Adoption {
  readonly contracts: readonly ConfiguredContract[]
  /** Files of the project that it writes, by their names in it. */
  readonly files: readonly string[]
  /** Makes the edits, each in one step, and says so. */
  write(terminal: Terminal): void
}

const environmentName = '.env.example'

/**
 * The edit that gives every contract an entry; null when all have one, or nothing is configured.
 * @throws {Failure} `findings`, with the lines to write, when the configuration cannot be added to; `usage` when an
 *   ABI from elsewhere would take the place of another one.
 */
export const adoptContracts = async (inputs: Inputs): Promise<Adoption | null> => {
  const { projectDir, unconfigured } = inputs
  const contracts = unconfigured.map((each) => ({
    key: each.key,
    abi: nameInProject(projectDir, each),
  }))
  if (contracts.length === 0) return null
  const copies = unconfigured.flatMap((each) => copyOf(projectDir, each))
  const file = realpathSync(join(projectDir, configName))
  const entries = contracts.map((each) => ({ key: each.key, source: contractSource(each) }))
  const read = readFileSync(file, 'utf8')
  const text = await addContracts(read, entries)
  if (text === null || !(await names(projectDir, text, contracts))) throw byHand(contracts)
  const environment = environmentWith(projectDir, contracts)
  const environmentFile = join(projectDir, environmentName)
  return {
    contracts,
    files: [
      ...copies.map(({ name }) => name),
      configName,
      ...(environment === null ? [] : [environmentName]),
    ],
    write: (terminal) => {
      refuseSaved(file, read)
      for (const { name, content } of copies) writeWhole(join(projectDir, name), content)
      writeWhole(file, text)
      if (environment !== null) {
        refuseSaved(environmentFile, environment.read)
        writeWhole(environmentFile, environment.text)
      }
      for (const { name, from } of copies) terminal.say(`  ${name}: copied from ${from}`)
      for (const each of contracts) terminal.say(adopted(each))
      for (const line of missingPackages(projectDir)) terminal.say(line)
    },
  }
}

/** @throws {Failure} `findings` when a file was saved since it was read: it stays as it was saved. */
const refuseSaved = (file: string, read: string): void => {
  if (readFileSync(file, 'utf8') === read) return
  const what = `${file} was saved while this ran, and is left as you saved it`
  throw new Failure('findings', what, 'run the command again')
}

interface Copy {
  readonly name: string
  readonly from: string
  readonly content: Uint8Array
}

/** The copy that an ABI from elsewhere needs; none where the same bytes lie there. */
const copyOf = (projectDir: string, { abi, as }: Inputs['unconfigured'][number]): Copy[] => {
  if (as === undefined) return []
  const content = readFileSync(abi)
  const file = join(projectDir, as)
  if (!existsSync(file)) return [{ name: as, from: abi, content }]
  if (readFileSync(file).equals(content)) return []
  throw new Failure(
    'usage',
    `${abi} would be copied to ${as}, where another file is`,
    'copy it into the project under another name, and name that with --abi',
  )
}

/** .env.example as it is, and with the variables of the contracts; null where it has them, or is not there. */
const environmentWith = (
  projectDir: string,
  contracts: readonly ConfiguredContract[],
): { readonly read: string; readonly text: string } | null => {
  const file = join(projectDir, environmentName)
  if (!existsSync(file)) return null
  const text = readFileSync(file, 'utf8')
  const has = (row: string): boolean => {
    const name = /^#?(\w+)=/.exec(row)?.[1]
    return name !== undefined && new RegExp(`^[#\\s]*${name}=`, 'm').test(text)
  }
  const rows = contracts.flatMap(environmentRows).filter((row) => !has(row))
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const end = text === '' || text.endsWith('\n') ? '' : newline
  const added = rows.map((row) => row + newline).join('')
  return rows.length === 0 ? null : { read: text, text: `${text}${end}${added}` }
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
