// Owns `nexus generate`: compiles the contracts of a project and writes, compares or lists the result.

import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { printIr, printPlan, type WriteMode, type WriteResult } from '../pipeline.js'
import { Failure } from './failure.js'
import { printLedger, refuseIgnored } from './generate/ledger.js'
import { adoptContracts } from './project/adopt.js'
import { compileInputs, counted, writeCompiled } from './project/compile.js'
import { configName } from './project/config.js'
import { type InputFlags, resolveInputs } from './project/inputs.js'
import { duration, type OutputOptions, openTerminal, type Terminal } from './terminal.js'

interface GenerateOptions extends InputFlags, OutputOptions {
  readonly project: string
  readonly check?: boolean
  readonly dryRun?: boolean
  readonly print?: 'ir' | 'plan'
  readonly ledger?: boolean
  readonly json?: boolean
  readonly strict?: boolean
}

const examples = `
Examples:
  nexus generate                                      what nexus.config.ts names
  nexus generate --openapi api.yaml --abi Token.json  these files; a new ABI joins nexus.config.ts
  nexus generate --check                              in CI: exit 1 when the generated code is stale
  nexus generate --dry-run                            say what would change, change nothing
  nexus generate --print plan                         what the compiler decided
  nexus generate --ledger                             what becomes of every keyword, with its place
  nexus generate --ledger --json                      the same for a program
  nexus generate --strict                             exit 4 when a keyword has no effect

src/generated/ and test/generated/ belong to the compiler. Handlers of new operations are added to
src/handlers/; a file of yours is never overwritten and never deleted. Only an ABI that nexus.config.ts does
not name yet is added to it. Unchanged files are not rewritten.`

/** Registers `generate`. */
export const generateCommand = (): Command =>
  new Command('generate')
    .description('Regenerate the code of a project from its contracts.')
    .option('--openapi <file>', 'OpenAPI document to use instead of the configured one')
    .option(
      '--abi <files...>',
      'ABIs besides the configured ones, or in place of those with the same name',
    )
    .option('--project <dir>', 'folder of the project', '.')
    .addOption(
      new Option('--check', 'write nothing; exit 1 when a file is stale').conflicts('dryRun'),
    )
    .option('--dry-run', 'write nothing; list what would change')
    .addOption(
      new Option('--print <what>', 'print what a pass of the compiler made, write nothing').choices(
        ['ir', 'plan'],
      ),
    )
    .option(
      '--ledger',
      'print what becomes of every keyword (enforced, typed only, ignored), write nothing',
    )
    .option('--json', 'with --ledger: print it as JSON')
    .option('--strict', 'exit 4, and write nothing, when a keyword of the document has no effect')
    .addHelpText('after', examples)
    .action((options: GenerateOptions) => runGenerate(options))

const runGenerate = async (options: GenerateOptions): Promise<void> => {
  const terminal = openTerminal(options)
  if (options.json && !options.ledger) throw new Failure('usage', '--json goes with --ledger', null)
  const start = performance.now()
  const inputs = await resolveInputs(resolve(options.project), options)
  const compiled = await compileInputs(inputs, terminal)
  if (options.print === 'ir') return terminal.print(printIr(compiled))
  if (options.print === 'plan') return terminal.print(printPlan(compiled))
  if (options.ledger) printLedger(compiled, options, terminal)
  if (options.strict) refuseIgnored(compiled, terminal, options.ledger ? 'told' : 'untold')
  if (options.ledger) return
  const mode = modeOf(options)
  const adoption = await adoptContracts(inputs)
  const written = await writeCompiled(compiled, mode, terminal)
  if (mode === 'write') adoption?.write(terminal)
  report(written, adoption === null ? [] : [configName], mode, terminal)
  terminal.say(terminal.paint.dim(`in ${duration(performance.now() - start)}`))
}

const modeOf = (options: GenerateOptions): WriteMode => {
  if (options.check) return 'check'
  return options.dryRun ? 'dry-run' : 'write'
}

const report = (
  result: WriteResult,
  edited: readonly string[],
  mode: WriteMode,
  terminal: Terminal,
): void => {
  if (mode === 'write') {
    terminal.say(summary(result))
    return
  }
  const stale = [...changes(result), ...edited]
  if (mode === 'check' && stale.length === 0) terminal.say('the generated code is current')
  else listChanges(result, edited, terminal)
  if (mode === 'check' && stale.length > 0) {
    throw new Failure('findings', `${counted(stale.length, 'file')} stale`, 'run `nexus generate`')
  }
}

const changes = (result: WriteResult): string[] => [
  ...result.stale,
  ...result.removed,
  ...result.scaffolded,
]

const listChanges = (result: WriteResult, edited: readonly string[], terminal: Terminal): void => {
  const { paint } = terminal
  for (const path of result.stale) terminal.print(`${paint.yellow('write ')} ${path}`)
  for (const path of result.scaffolded) terminal.print(`${paint.green('create')} ${path}`)
  for (const path of result.removed) terminal.print(`${paint.red('remove')} ${path}`)
  for (const path of edited) terminal.print(`${paint.yellow('edit  ')} ${path}`)
  if (changes(result).length + edited.length === 0) terminal.print('nothing would change')
}

const summary = (result: WriteResult): string => {
  const parts = [
    `${counted(result.written.length, 'file')} written`,
    `${result.unchanged.length} unchanged`,
  ]
  if (result.removed.length > 0) parts.push(`${result.removed.length} removed`)
  const scaffolds = result.scaffolded.map((path) => `  new, yours: ${path}`)
  return [parts.join(', '), ...scaffolds].join('\n')
}
