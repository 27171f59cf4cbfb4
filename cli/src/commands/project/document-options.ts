// Owns how the OpenAPI document is read, and which part of it: flags of commands, and `document` of nexus.config.ts.

import { resolve } from 'node:path'
import type { Command } from 'commander'
import {
  type DocumentOptions,
  documentDefaults,
  type RemoteOptions,
} from '../../ir/document-options.js'
import { isRecord } from '../../ir/json-values.js'
import { defaultReadLimits } from '../../ir/read-limits.js'
import { defaultLoadLimits, readAllowList } from '../../pipeline.js'
import { Failure } from '../failure.js'
import { requireFile } from '../files.js'

/** Flags of every command that reads a document. */
export interface RemoteFlags {
  readonly allowRemote?: readonly string[]
  readonly refreshRemote?: boolean
}

/** Adds the flags that say what may be fetched. */
export const withRemoteFlags = (command: Command): Command =>
  command
    .option(
      '--allow-remote <urls...>',
      'let references read these URLs, and what is below them, besides the configured ones',
    )
    .option('--refresh-remote', 'fetch what references to URLs read again, and lock what came')

/** Flags of commands that compile a document; paths are relative to the working directory. */
export interface DocumentFlags extends RemoteFlags {
  readonly overlay?: readonly string[]
  readonly includeTag?: readonly string[]
  readonly includePath?: readonly string[]
  readonly includeOperation?: readonly string[]
}

/** Adds the flags to a command. */
export const withDocumentFlags = (command: Command): Command =>
  withRemoteFlags(command)
    .option(
      '--overlay <files...>',
      'Overlay documents to apply, in this order, after the configured ones',
    )
    .option('--include-tag <names...>', 'compile only operations with one of these tags')
    .option(
      '--include-path <paths...>',
      'compile only these paths, or those that start so: `/pets/*`',
    )
    .option('--include-operation <ids...>', 'compile only operations with one of these ids')

/** What holds for one run: filters of flags replace the configured ones, overlays come on top. */
export const documentOptions = (
  projectDir: string,
  configured: DocumentOptions,
  flags: DocumentFlags,
): DocumentOptions => {
  const { includeTag, includePath, includeOperation } = flags
  const isFiltered = (includeTag ?? includePath ?? includeOperation) !== undefined
  const { tags, paths, operationIds } = isFiltered ? documentDefaults.include : configured.include
  return {
    refRoot: configured.refRoot === null ? null : resolve(projectDir, configured.refRoot),
    overlays: [
      ...configured.overlays.map((file) => requireFile(resolve(projectDir, file), 'an overlay')),
      ...(flags.overlay ?? []).map((file) => requireFile(file, '--overlay')),
    ],
    include: {
      tags: includeTag ?? tags,
      paths: includePath ?? paths,
      operationIds: includeOperation ?? operationIds,
    },
    limits: configured.limits,
    remote: {
      allow: allowList([...configured.remote.allow, ...(flags.allowRemote ?? [])]),
      home: projectDir,
      refreshSince: flags.refreshRemote === true ? performance.timeOrigin : null,
      isFrozen: false,
      folders: configured.remote.folders.map(({ url, folder }) => ({
        url,
        folder: resolve(projectDir, folder),
      })),
    },
  }
}

const allowList = (entries: readonly string[]): readonly string[] => {
  const read = readAllowList(entries)
  if ('list' in read) return entries
  throw new Failure('usage', `\`${read.wrong}\` is not a URL that can be allowed`, allowHelp)
}

const allowHelp =
  'write it like https://schemas.example.com/v1/; an address such as 10.1.2.3 or 10.1.0.0/16 lets hosts be there'

/** Reads `document` of a configuration, or says what is wrong with it. */
export const readDocumentOptions = (
  value: unknown,
): { readonly options: DocumentOptions } | { readonly problem: string } => {
  if (value === undefined) return { options: documentDefaults }
  if (!isRecord(value)) return { problem: '`document` is not an object' }
  const include = value.include ?? {}
  if (!isRecord(include)) return { problem: '`document.include` is not an object' }
  const lists = { overlays: value.overlays, ...include }
  const wrong = Object.entries(lists).find(([, list]) => list !== undefined && !isTexts(list))
  if (wrong !== undefined)
    return { problem: `\`${wrong[0]}\` of \`document\` is not a list of strings` }
  if (value.refRoot !== undefined && typeof value.refRoot !== 'string')
    return { problem: '`document.refRoot` is not a path' }
  const remote = readRemoteOptions(value.remote)
  if ('problem' in remote) return remote
  const limits = readLimits(value.limits)
  if ('problem' in limits) return limits
  const texts = (list: unknown): readonly string[] => (isTexts(list) ? list : [])
  const { tags, paths, operationIds } = include
  return {
    options: {
      refRoot: value.refRoot ?? null,
      overlays: texts(value.overlays),
      include: { tags: texts(tags), paths: texts(paths), operationIds: texts(operationIds) },
      remote: remote.options,
      limits: limits.options,
    },
  }
}

const readRemoteOptions = (
  value: unknown,
): { readonly options: RemoteOptions } | { readonly problem: string } => {
  if (value === undefined) return { options: documentDefaults.remote }
  if (!isRecord(value)) return { problem: '`document.remote` is not an object' }
  const folders = value.folders ?? {}
  if (!isRecord(folders)) return { problem: '`document.remote.folders` is not an object' }
  const rows = Object.entries(folders).map(([url, folder]) => ({ url, folder: String(folder) }))
  const wrong = rows.find(({ url }) => !/^https?:\/\/[^/]/.test(url))
  if (wrong !== undefined)
    return { problem: `\`${wrong.url}\` of \`document.remote.folders\` is not a URL` }
  if (value.allow !== undefined && !isTexts(value.allow))
    return { problem: '`document.remote.allow` is not a list of strings' }
  return { options: { ...documentDefaults.remote, allow: value.allow ?? [], folders: rows } }
}

const readLimits = (
  value: unknown,
): { readonly options: DocumentOptions['limits'] } | { readonly problem: string } => {
  if (value === undefined) return { options: documentDefaults.limits }
  if (!isRecord(value)) return { problem: '`document.limits` is not an object' }
  const rows = Object.entries(value)
  const known = { ...defaultLoadLimits, ...defaultReadLimits }
  const unknown = rows.find(([name]) => !Object.hasOwn(known, name))
  if (unknown !== undefined)
    return {
      problem: `\`${unknown[0]}\` of \`document.limits\` is none of ${Object.keys(known).join(', ')}`,
    }
  const wrong = rows.find(([, max]) => !Number.isSafeInteger(max) || Number(max) < 1)
  if (wrong !== undefined)
    return { problem: `\`${wrong[0]}\` of \`document.limits\` is not a whole number of at least 1` }
  return { options: Object.fromEntries(rows.map(([name, max]) => [name, Number(max)])) }
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')
