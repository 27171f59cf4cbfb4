// Owns the findings of `nexus check` as SARIF 2.1.0 (OASIS), with what code scanning of GitHub asks for: each result
// with a place below the root of the repository, each rule with its descriptions and help.

import { createHash } from 'node:crypto'
import { posix, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { configName } from '../project/config.js'
import { packageVersion } from '../version.js'
import type { Finding } from './kinds.js'
import { ruleText } from './rule-texts.js'

/** Where the project lies: its folder, and that folder's path below the root of the repository, '' at the root. */
export interface SarifPlace {
  readonly projectDir: string
  readonly folder: string
}

/** One run of one tool (3.13). */
export const sarifOf = (findings: readonly Finding[], place: SarifPlace) => {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort()
  const fingerprint = fingerprints()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0' as const,
    runs: [
      {
        tool: { driver: { name: 'nexus', version: packageVersion(), rules: rules.map(ruleOf) } },
        // Uploads of other tools, or of other projects of the repository, do not take its place (3.17.3).
        automationDetails: { id: `nexus-check/${place.folder}` },
        columnKind: 'utf16CodeUnits' as const,
        results: findings.map((finding) => {
          const { rule, message } = finding
          return {
            ruleId: rule,
            ruleIndex: rules.indexOf(rule),
            level: levelOf(rule),
            message: { text: message },
            locations: [{ physicalLocation: locationOf(finding, place) }],
            partialFingerprints: { primaryLocationLineHash: fingerprint(finding) },
            ...suppressionOf(finding),
          }
        }),
      },
    ],
  }
}

/** Accepted in the configuration (3.35): code scanning shows it as dismissed. */
const suppressionOf = ({ accepted }: Finding) =>
  accepted === undefined
    ? {}
    : {
        suppressions: [
          { kind: 'external' as const, status: 'accepted' as const, justification: accepted },
        ],
      }

const ruleOf = (id: string) => {
  const { title, meaning, help } = ruleText(id)
  return {
    // No `name`: it is for what people read, and must not be the id again (3.49.7).
    id,
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    help: { text: `${meaning} Next step: ${help}.`, markdown: `${meaning}\n\nNext step: ${help}.` },
    defaultConfiguration: { level: levelOf(id) },
  }
}

const levelOf = (id: string) => {
  if (id === 'accepted-nothing') return 'note' as const
  return id === 'unimplemented' ? ('warning' as const) : ('error' as const)
}

const locationOf = (finding: Finding, place: SarifPlace) => ({
  artifactLocation: artifactOf(finding.file === '' ? configName : finding.file, place),
  // What is about a whole file is shown at its first line.
  region: { startLine: finding.place?.line ?? 1, startColumn: finding.place?.column ?? 1 },
})

/** Below the root of the repository (3.4.3, 3.4.4); a file elsewhere by its own address. */
const artifactOf = (file: string, { projectDir, folder }: SarifPlace) => {
  const path = posix.isAbsolute(file)
    ? posix.relative(rootOf(projectDir, folder), file)
    : posix.join(folder, file)
  if (path.startsWith('../')) return { uri: pathToFileURL(resolve(projectDir, file)).href }
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' }
}

const rootOf = (projectDir: string, folder: string): string =>
  resolve(
    projectDir,
    ...folder
      .split('/')
      .filter((part) => part !== '')
      .map(() => '..'),
  )

/**
 * What tells a finding from others when lines move (3.27.17). Code scanning takes the line itself where nothing is
 * given, and would see one finding in all that are about a whole file.
 */
const fingerprints = (): ((finding: Finding) => string) => {
  const seen = new Map<string, number>()
  return ({ rule, file, message }) => {
    const text = JSON.stringify([rule, file, message])
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
    const count = (seen.get(hash) ?? 0) + 1
    seen.set(hash, count)
    return `${hash}:${count}`
  }
}
