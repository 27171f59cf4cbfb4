// Owns `nexus conform`: asks a server what its contract promises, and reports what it does not keep.

import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import type { ConformCase, Untried } from '../ir/conform-cases.js'
import { conformanceOf } from '../pipeline.js'
import { askAll } from './conform/ask-all.js'
import {
  type CredentialsOfSchemes,
  readCredentials,
  withCredentials,
} from './conform/credentials.js'
import { countsOf, formats, nameOf, type ReportFormat, render } from './conform/report.js'
import { Failure } from './failure.js'
import { compileInputs } from './project/compile.js'
import { type RemoteFlags, withRemoteFlags } from './project/document-options.js'
import { dotEnv } from './project/environment.js'
import { requireProject } from './project/folder.js'
import { type Inputs, resolveInputs } from './project/inputs.js'
import { serveProject, untilStopped } from './project/serve.js'
import { type OutputOptions, openTerminal, type Terminal, withProgress } from './terminal.js'

interface ConformOptions extends OutputOptions, RemoteFlags {
  readonly openapi?: string
  readonly project: string
  readonly url?: string
  readonly header?: readonly string[]
  readonly safe?: boolean
  readonly format: ReportFormat
}

const examples = `
Examples:
  nexus conform                                          start the project, ask it everything
  nexus conform --url http://localhost:3000              ask a server that runs
  nexus conform --header 'X-Shop-Key: abc'               with credentials besides those of test/credentials.ts
  nexus conform --openapi api.yaml --url https://...     any server of any document
  nexus conform --format junit > report.xml              for CI; json for a program

Each operation is asked with a valid request for each media type that its body may have, requests at the bounds of
its schemas, and requests that break one rule each: 400 for a wrong parameter or body, 401 without credentials, 404,
405, 406, 413 and 415. Answers to valid requests have to be declared: status, media type, headers with their schemas,
and the schema of JSON bodies with its formats. What answers 501 is not implemented, and skipped; what could not be
tried is listed with the reason. A valid request that is answered with a declared 400 or 413 was refused by a rule of the server: that
is counted apart, and an example of what it takes, in the document, lets it be tried. Valid requests are made for real,
POST and DELETE too: --safe leaves all but GET and HEAD out. A project
that is started here is shown the credentials of its test/credentials.ts, as in its tests, with the variables of .env;
a server at --url only those of --header. Exit code 1 when something failed.`

/** Registers `conform`. */
export const conformCommand = (): Command =>
  withRemoteFlags(new Command('conform'))
    .description('Ask a server whether it keeps its contract.')
    .option('--openapi <file>', 'OpenAPI document to use instead of the configured one')
    .option('--project <dir>', 'folder of the project', '.')
    .option('--url <url>', 'server to ask; without it the project is started')
    .option('--header <lines...>', "headers of every request: 'Name: value'")
    .option('--safe', 'make no valid request that may change something: GET and HEAD only')
    .addOption(
      new Option('--format <name>', 'how results are printed')
        .choices([...formats])
        .default('text'),
    )
    .addHelpText('after', examples)
    .action((options: ConformOptions) => runConform(options))

const runConform = async (options: ConformOptions): Promise<void> => {
  const terminal = openTerminal(options)
  const headers = headersOf(options.header ?? [])
  const inputs = await resolveInputs(resolve(options.project), options)
  const conformance = conformanceOf(await compileInputs({ ...inputs, contracts: [] }, terminal))
  if (conformance === null)
    throw new Failure(
      'usage',
      'there is no OpenAPI document to hold a server against',
      'name one with --openapi',
    )
  const credentials = options.url === undefined ? await credentialsOf(inputs, terminal) : new Map()
  const kept = conformance.cases.filter((each) => !options.safe || isSafe(each))
  const cases = kept.map((each) => withCredentials(each, conformance.alternatives, credentials))
  const untried = [...conformance.untried, ...unsafe(conformance.cases, kept)]
  const results = await withServer(options, inputs, terminal, (url) =>
    askAll(url, { ...conformance, cases }, headers),
  )
  terminal.print(render({ results, untried }, options.format, terminal))
  const { failed } = countsOf(results)
  if (failed > 0)
    throw new Failure('findings', `${failed} of ${results.length} answers break the contract`, null)
}

/** As the server will be started; where they fail, what needs them is skipped and says so. */
const credentialsOf = async (
  { projectDir }: Inputs,
  terminal: Terminal,
): Promise<CredentialsOfSchemes> => {
  requireProject(projectDir)
  Object.assign(process.env, dotEnv(projectDir))
  try {
    return await readCredentials(projectDir)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    terminal.warn(`${terminal.paint.yellow('!')} test/credentials.ts is left out: ${why}`)
    return new Map()
  }
}

/** Refusals change nothing; a valid request of another method may. */
const isSafe = ({ status, request }: ConformCase): boolean =>
  status !== null || request.method === 'GET' || request.method === 'HEAD'

const unsafe = (all: readonly ConformCase[], kept: readonly ConformCase[]): readonly Untried[] =>
  all
    .filter((each) => !kept.includes(each))
    .map((each) => ({
      operation: each.operation,
      what: nameOf(each),
      why: '--safe leaves it out',
    }))

const headersOf = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    lines.map((line) => {
      const match = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/.exec(line)
      if (match === null)
        throw new Failure('usage', `--header: ${line} is no header`, "write it like 'Name: value'")
      return [match[1]?.toLowerCase() ?? '', match[2] ?? '']
    }),
  )

const withServer = async <T>(
  { url }: ConformOptions,
  { projectDir }: Inputs,
  terminal: Terminal,
  work: (url: string) => Promise<T>,
): Promise<T> => {
  if (url !== undefined) return work(checkedUrl(url))
  requireProject(projectDir)
  const interrupted = untilStopped().then((): never => {
    throw new Failure('environment', 'interrupted', null)
  })
  // A signal while the project starts is told when it has, not as a rejection that nobody waits for.
  interrupted.catch(() => {})
  const served = await withProgress(terminal, 'start the project', () =>
    serveProject(
      projectDir,
      { ...dotEnv(projectDir), HOST: '127.0.0.1', PORT: '0' },
      'start it yourself, and name it with --url',
    ),
  )
  try {
    return await Promise.race([work(served.url), interrupted])
  } finally {
    await served.stop()
  }
}

const checkedUrl = (url: string): string => {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw new Failure(
    'usage',
    `--url: ${url} is not a URL of HTTP`,
    'write it like http://localhost:3000',
  )
}
