// Owns what a compilation starts from: flags first, then nexus.config.ts.

import { basename, isAbsolute, relative, resolve, sep } from 'node:path'
import { type DocumentOptions, documentDefaults } from '../../ir/document-options.js'
import { type SchemaOptions, schemaDefaults } from '../../ir/schema-options.js'
import type { ConfiguredInputs } from '../../pipeline.js'
import { Failure } from '../failure.js'
import { requireFile } from '../files.js'
import { type ConfiguredContract, configName, type ProjectConfig, readConfig } from './config.js'
import { contractKey } from './contract-key.js'
import { type DocumentFlags, documentOptions } from './document-options.js'
import { type NumberFlags, withNumberFlags } from './number-flags.js'

/** Flags that name inputs; paths are relative to the working directory. */
export interface InputFlags extends DocumentFlags, NumberFlags {
  readonly openapi?: string
  readonly abi?: readonly string[]
}

/** Inputs of the pipeline; every path is absolute, and there was a file when it was looked at. */
export interface Inputs {
  readonly projectDir: string
  readonly openapi: string | null
  readonly contracts: readonly InputContract[]
  readonly schemas: SchemaOptions
  readonly document: DocumentOptions
  /** Those of `contracts` that flags name and the project's configuration lacks. */
  readonly unconfigured: readonly InputContract[]
  /** What nexus.config.ts says, with what will be added to it; null without one. */
  readonly configured: ConfiguredInputs | null
}

/** A contract whose ABI is compiled from an absolute path. */
export interface InputContract extends ConfiguredContract {
  /** Where in the project it will lie, when its ABI is taken from elsewhere. */
  readonly as?: string
}

/** The name of an ABI in the project, as nexus.config.ts has it. */
export const nameInProject = (projectDir: string, { abi, as }: InputContract): string =>
  as ?? relative(projectDir, abi).split(sep).join('/')

/**
 * Inputs for the project in `projectDir`: what the flags name, then its configuration.
 * @throws {Failure} `usage` when there is nothing to compile or a file is missing.
 */
export const resolveInputs = async (projectDir: string, flags: InputFlags): Promise<Inputs> =>
  inputsOf(projectDir, await readConfig(projectDir), flags)

/** The same for a configuration that was read before; null when there is none. */
export const inputsOf = (
  projectDir: string,
  config: ProjectConfig | null,
  flags: InputFlags,
): Inputs => {
  const configured = (config?.contracts ?? []).map(({ key, abi }) => ({
    key,
    abi: resolve(projectDir, abi),
  }))
  const named = fromFlags(flags.abi ?? [], configured)
  const added = named
    .filter(({ key }) => !configured.some((each) => each.key === key))
    .map((each) => (config === null ? each : adoptable(projectDir, each)))
  const kept = configured.map((each) => named.find(({ key }) => key === each.key) ?? each)
  const contracts = [...kept, ...added]
  for (const { key, abi } of contracts) requireFile(abi, `the ABI of ${key}`)
  const openapi = openapiFile(projectDir, flags, config?.openapi ?? null)
  if (openapi === null && contracts.length === 0) {
    const where =
      config === null ? `there is no ${configName} here` : `${configName} names no contract`
    throw new Failure('usage', `nothing to generate from: ${where}`, nothingHelp)
  }
  return {
    projectDir,
    openapi,
    contracts,
    schemas: withNumberFlags(config?.schemas ?? schemaDefaults, flags),
    document: documentOptions(projectDir, config?.document ?? documentDefaults, flags),
    unconfigured: config === null ? [] : added,
    configured: config === null ? null : configuredInputs(projectDir, config, added),
  }
}

const configuredInputs = (
  projectDir: string,
  { openapi, contracts, schemas, document }: ProjectConfig,
  added: readonly InputContract[],
): ConfiguredInputs => ({
  openapi,
  contracts: [
    ...contracts,
    ...added.map((each) => ({ key: each.key, abi: nameInProject(projectDir, each) })),
  ],
  settings: { schemas, include: document.include },
})

/** What is checked is what is committed: nothing is taken from the network that the lock does not name. */
export const frozen = ({ document, ...inputs }: Inputs): Inputs => {
  const isFrozen = document.remote.refreshSince === null
  return { ...inputs, document: { ...document, remote: { ...document.remote, isFrozen } } }
}

/** An ABI that a project takes in: one from elsewhere goes where `nexus new` puts them. */
const adoptable = (projectDir: string, contract: ConfiguredContract): InputContract => {
  const path = relative(projectDir, contract.abi)
  const isOutside = isAbsolute(path) || path === '..' || path.startsWith(`..${sep}`)
  return isOutside ? { ...contract, as: `abi/${basename(contract.abi)}` } : contract
}

const nothingHelp =
  'name one with --openapi or --abi, run this in a project, or make a project with `nexus new`'

const openapiFile = (
  projectDir: string,
  flags: InputFlags,
  configured: string | null,
): string | null => {
  if (flags.openapi !== undefined) return requireFile(flags.openapi, '--openapi')
  return configured === null
    ? null
    : requireFile(resolve(projectDir, configured), 'the OpenAPI document')
}

/** A file that the configuration has keeps its name there; others are named after their file, and with a
 * name that is configured they take that contract's place. */
const fromFlags = (
  files: readonly string[],
  configured: readonly ConfiguredContract[],
): ConfiguredContract[] => {
  const taken = new Set<string>()
  return files.map((path) => {
    const abi = requireFile(path, '--abi')
    const known = configured.find((contract) => contract.abi === abi)
    const key = known?.key ?? contractKey(abi)
    if (taken.has(key)) {
      throw new Failure(
        'usage',
        `two ABI files would both be called ${key}`,
        'rename one of the files',
      )
    }
    taken.add(key)
    return { key, abi }
  })
}
