// Owns bringing the user's contracts into a new project: the document with the files it refers to, ABIs.

import { basename, dirname, join, relative, sep } from 'node:path'
import type { ConfiguredContract } from '../project/config.js'
import { copyInto } from './template.js'

/**
 * Copies the files of a document to `specs/`, keeping where they are relative to each other.
 * Returns the path of `root` in the project.
 */
export const copySpec = (projectDir: string, root: string, files: readonly string[]): string => {
  const base = commonFolder([root, ...files])
  const target = (file: string) => join('specs', relative(base, file))
  for (const file of new Set([root, ...files])) copyInto(file, join(projectDir, target(file)))
  return slashed(target(root))
}

/** Copies ABI files to `abi/`; returns the contracts with their paths in the project. */
export const copyAbis = (
  projectDir: string,
  contracts: readonly ConfiguredContract[],
): ConfiguredContract[] =>
  contracts.map(({ key, abi }) => {
    const name = sameName(contracts, abi) ? `${key}.json` : basename(abi)
    copyInto(abi, join(projectDir, 'abi', name))
    return { key, abi: `abi/${name}` }
  })

const sameName = (contracts: readonly ConfiguredContract[], abi: string): boolean =>
  contracts.some((other) => other.abi !== abi && basename(other.abi) === basename(abi))

const commonFolder = (files: readonly string[]): string => {
  const [first = [], ...rest] = files.map((file) => dirname(file).split(sep))
  let length = first.length
  for (const parts of rest) {
    const differs = first.findIndex((part, index) => parts[index] !== part)
    if (differs !== -1) length = Math.min(length, differs)
  }
  return first.slice(0, length).join(sep) || sep
}

const slashed = (path: string): string => path.split(sep).join('/')
