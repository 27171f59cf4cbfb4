// Owns what a compilation starts from: flags first, then nexus.config.ts.

import { basename, resolve } from 'node:path'
import { type DocumentOptions, documentDefaults } from '../../ir/document-options.js'
import { type SchemaOptions, schemaDefaults } from '../../ir/schema-options.js'
import { Failure } from '../failure.js'
import { requireFile } from '../files.js'
import { type ConfiguredContract, configName, type ProjectConfig, readConfig } from './config.js'
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
  readonly contracts: readonly ConfiguredContract[]
  readonly schemas: SchemaOptions
  readonly document: DocumentOptions
  /** Those of `contracts` that flags name and the project's configuration lacks. */
  readonly unconfigured: readonly ConfiguredContract[]
}

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
  const added = named.filter(({ key }) => !configured.some((each) => each.key === key))
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
  }
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

/** Name of a contract after its file: `abi/ERC20Token.json` is `erc20Token`, `my-nft.abi.json` `myNft`. */
export const contractKey = (file: string): string => {
  const words = basename(file)
    .replace(/(\.abi)?\.json$/i, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
  const [first = 'contract', ...rest] = words
  const head = first.replace(/^[A-Z]+(?=[A-Z][a-z]|[^A-Za-z]|$)|^[A-Z]/, (caps) =>
    caps.toLowerCase(),
  )
  const key = head + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return /^[0-9]/.test(key) ? `contract${key}` : key
}
