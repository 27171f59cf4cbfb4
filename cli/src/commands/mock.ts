// Owns `nexus mock`: a server of a document before anybody wrote a handler.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { mockAnswersOf } from '../pipeline.js'
import { Failure } from './failure.js'
import { writeMockProject } from './mock/project.js'
import { compileInputs } from './project/compile.js'
import { type RemoteFlags, withRemoteFlags } from './project/document-options.js'
import { resolveInputs } from './project/inputs.js'
import { requireRuntime } from './project/runtime.js'
import { serveProject, untilStopped } from './project/serve.js'
import { type OutputOptions, openTerminal, type Terminal } from './terminal.js'

interface MockOptions extends OutputOptions, RemoteFlags {
  readonly openapi?: string
  readonly project: string
  readonly port: string
  readonly seed: string
}

const examples = `
Examples:
  nexus mock                            on port 4010
  nexus mock --port 0 --seed 7          on a free port, with other answers
  nexus mock --openapi other.yaml       of another document; run it inside of a project

It answers with the document's examples, and where there are none with values made up from the schemas: the same
seed gives the same answers. A request may choose: Accept its media type, \`Prefer: code=404\` another answer,
\`Prefer: example=cat\` an example by its name. Streams of events and lines end after a few. Pages of any origin may
ask (CORS). Requests are checked as the generated server checks them (400, 401, 404, 405, 406, 413, 415); whoever
brings credentials of the right form is let in. Your handlers are not run. Ctrl-C ends it.`

/** Registers `mock`. */
export const mockCommand = (): Command =>
  withRemoteFlags(new Command('mock'))
    .description('Serve made-up answers of an OpenAPI document.')
    .option('--openapi <file>', 'OpenAPI document to use instead of the configured one')
    .option('--project <dir>', 'folder of the project', '.')
    .option('--port <number>', 'port to listen on; 0 takes a free one', '4010')
    .option('--seed <number>', 'chooses among the values that a schema allows', '1')
    .addHelpText('after', examples)
    .action((options: MockOptions) => runMock(options))

const runMock = async (options: MockOptions): Promise<void> => {
  const terminal = openTerminal(options)
  const port = numberOf('--port', options.port, 65_535)
  const seed = numberOf('--seed', options.seed, Number.MAX_SAFE_INTEGER)
  const inputs = await resolveInputs(resolve(options.project), options)
  requireRuntime(inputs.projectDir)
  const compiled = await compileInputs({ ...inputs, contracts: [] }, terminal)
  const answers = mockAnswersOf(compiled, seed)
  if (answers === null)
    throw new Failure(
      'usage',
      'there is no OpenAPI document to answer from',
      'name one with --openapi',
    )
  mkdirSync(join(inputs.projectDir, '.nexus'), { recursive: true })
  const folder = mkdtempSync(join(inputs.projectDir, '.nexus/mock-'))
  const stopped = untilStopped()
  try {
    writeMockProject(folder, compiled, answers)
    const served = await serveProject(folder, { PORT: String(port) }, null, (line) =>
      tellFailure(terminal, line),
    )
    const made = answers.filter(({ replies }) => replies.length > 0).length
    terminal.print(
      `listening on ${served.url} (${made} of ${answers.length} operations answer; seed ${seed})`,
    )
    terminal.say('choose answers with `Prefer: code=404` or `Prefer: example=NAME`; Ctrl-C ends it')
    await stopped
    await served.stop()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the server calls an error, an answer that cannot be sent among it. */
const tellFailure = (terminal: Terminal, line: string): void => {
  const { level, msg, operation, err } = lineOf(line)
  if (level !== 'error' && level !== 'fatal') return
  terminal.warn(`${operation ?? 'the server'}: ${err?.message ?? msg}`)
}

interface LogLine {
  readonly level?: string
  readonly msg?: string
  readonly operation?: string
  readonly err?: { readonly message?: string }
}

/** What is no line of the log is what Node.js says before it ends. */
const lineOf = (line: string): LogLine => {
  try {
    return Object(JSON.parse(line))
  } catch {
    return { level: 'error', msg: line }
  }
}

const numberOf = (option: string, text: string, max: number): number => {
  if (/^\d+$/.test(text) && Number(text) <= max) return Number(text)
  throw new Failure('usage', `${option}: ${text} is no number from 0 to ${max}`, null)
}
