// Owns what `nexus conform` shows a project that it starts itself: the credentials of test/credentials.ts, which the
// generated tests show it too.

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { ConformCase } from '../../ir/conform-cases.js'
import { isRecord } from '../../ir/json-values.js'

/** Headers and query parameters of one scheme. */
export interface TestCredentials {
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
}

/** By the name of the security scheme. */
export type CredentialsOfSchemes = ReadonlyMap<string, TestCredentials>

/** Which schemes the alternatives of each operation use together. */
export type Alternatives = ReadonlyMap<string, readonly (readonly string[])[]>

const credentialsFile = 'test/credentials.ts'

/**
 * The credentials of a project; none without the file.
 * @throws {Error} of its code, or that says what it has instead.
 */
export const readCredentials = async (projectDir: string): Promise<CredentialsOfSchemes> => {
  if (!existsSync(join(projectDir, credentialsFile))) return new Map()
  mkdirSync(join(projectDir, '.nexus'), { recursive: true })
  const folder = mkdtempSync(join(projectDir, '.nexus/credentials-'))
  try {
    const outfile = join(folder, 'credentials.mjs')
    await build({
      absWorkingDir: projectDir,
      entryPoints: [join(projectDir, credentialsFile)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'silent',
    })
    const { credentials } = await import(pathToFileURL(outfile).href)
    return credentialsIn(credentials)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const credentialsIn = (given: unknown): CredentialsOfSchemes => {
  if (!isRecord(given)) throw new TypeError('it exports no `credentials`')
  return new Map(
    Object.entries(given).map(([scheme, of]) => {
      if (!isRecord(of)) throw new TypeError(`\`credentials.${scheme}\` is not an object`)
      return [scheme, { headers: textsOf(of.headers, true), query: textsOf(of.query, false) }]
    }),
  )
}

const textsOf = (given: unknown, areHeaders: boolean): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isRecord(given) ? given : {}).map(([name, value]) => [
      areHeaders ? name.toLowerCase() : name,
      String(value),
    ]),
  )

/** The case as somebody asks it who has the credentials of its operation; those without an operation as they are. */
export const withCredentials = (
  asked: ConformCase,
  alternatives: Alternatives,
  credentials: CredentialsOfSchemes,
): ConformCase => {
  if (!asked.secured || asked.kind === 'unauthorised') return asked
  const schemes = alternatives
    .get(asked.operation)
    ?.find((each) => each.every((scheme) => credentials.has(scheme)))
  if (schemes === undefined || schemes.length === 0) return asked
  const given = schemes.flatMap((scheme) => credentials.get(scheme) ?? [])
  const headers = Object.assign({}, ...given.map((each) => each.headers))
  const query = new URLSearchParams(Object.assign({}, ...given.map((each) => each.query)))
  const { request } = asked
  const mark = request.target.includes('?') ? '&' : '?'
  const target = query.size === 0 ? request.target : `${request.target}${mark}${query}`
  return {
    ...asked,
    isAuthorised: true,
    request: { ...request, target, headers: { ...request.headers, ...headers } },
  }
}
