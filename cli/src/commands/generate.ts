// Owns `nexus generate`: compiles the contracts of a project and writes, compares or lists the result.

import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { type Conflict, printIr, printPlan, type WriteMode, type WriteResult } from '../pipeline.js'
import { Failure } from './failure.js'
import { printLedger, refuseIgnored } from './generate/ledger.js'
import { planOf, printPlanned } from './generate/plan.js'
import { adoptContracts } from './project/adopt.js'
import { lastBase } from './project/base.js'
import { isServed } from './project/bundle-folder.js'
import { compileInputs, counted, writeCompiled } from './project/compile.js'
import { withDocumentFlags } from './project/document-options.js'
import { type InputFlags, resolveInputs } from './project/inputs.js'
import { addNumberFlags } from './project/number-flags.js'
import { duration, type OutputOptions, openTerminal, type Terminal } from './terminal.js'

interface GenerateOptions extends InputFlags, OutputOptions {
  readonly project: string
  readonly check?: boolean
  readonly dryRun?: boolean
  readonly print?: 'ir' | 'plan'
  readonly ledger?: boolean
  readonly json?: boolean
  readonly strict?: boolean
  readonly plan?: boolean
  readonly keep?: boolean
}

const examples = `
Examples:
  nexus generate                                      what nexus.config.ts names
  nexus generate --openapi api.yaml --abi Token.json  these files; a new ABI joins nexus.config.ts
  nexus generate --check                              in CI: exit 1 when the generated code is stale
  nexus generate --dry-run                            say what would change, change nothing
  nexus generate --plan                               files to be written, and what breaks clients and handlers
  nexus generate --print plan                         what the compiler decided
  nexus generate --ledger                             what becomes of every keyword, with its place
  nexus generate --ledger --json                      the same for a program
  nexus generate --strict                             exit 4 when a keyword has no effect

--check, --dry-run, --plan, --ledger and --print exclude each other.

src/generated/ and test/generated/ belong to the compiler. Handlers of new operations are added to
src/handlers/, those of removed operations are moved to src/handlers/_removed/ and come back with their
operation (stubs that nobody wrote in are removed); what you wrote is never overwritten and never deleted. What the compiler changes in a file that it
once made for you is merged into it; where you changed the same lines, the difference is printed, your file
stays, and the command ends with 1 until you run it with --keep, which takes your file as it is. A file that you save
while it runs stays as you saved it: the command ends with 1, and is to be run again. The handler of an operation that
keeps its method and path moves with a new operationId or tag. Commit nexus.lock: it is what the
next generation merges by. Only an ABI that nexus.config.ts does not name yet is added to it, and to .env.example;
one from outside of the project is copied into abi/ first. Unchanged files are not rewritten.`

/** What a run may do instead of writing. Of two, one would be dropped: a check that never fails in CI, say. */
const modes = ['check', 'dryRun', 'print', 'ledger', 'plan']

const mode = (flags: string, about: string): Option => {
  const option = new Option(flags, about)
  return option.conflicts(modes.filter((name) => name !== option.attributeName()))
}

/** Registers `generate`. */
export const generateCommand = (): Command =>
  addNumberFlags(withDocumentFlags(new Command('generate')))
    .description('Regenerate the code of a project from its contracts.')
    .option('--openapi <file>', 'OpenAPI document to use instead of the configured one')
    .option(
      '--abi <files...>',
      'ABIs besides the configured ones, or in place of those with the same name',
    )
    .option('--project <dir>', 'folder of the project', '.')
    .addOption(mode('--check', 'write nothing; exit 1 when a file is stale'))
    .addOption(mode('--dry-run', 'write nothing; list what would change'))
    .addOption(
      mode('--print <what>', 'print what a pass of the compiler made, write nothing').choices([
        'ir',
        'plan',
      ]),
    )
    .addOption(
      mode(
        '--ledger',
        'print what becomes of every keyword (enforced, typed only, ignored), write nothing',
      ),
    )
    .addOption(
      mode(
        '--plan',
        'print what would be written, and what breaks clients and handlers; write nothing',
      ),
    )
    .option('--json', 'with --ledger or --plan: print it as JSON')
    .option(
      '--keep',
      'where you and the compiler changed the same lines of a file of yours, keep yours',
    )
    .option('--strict', 'exit 4, and write nothing, when a keyword of the document has no effect')
    .addHelpText('after', examples)
    .action((options: GenerateOptions) => runGenerate(options))

const runGenerate = async (options: GenerateOptions): Promise<void> => {
  const terminal = openTerminal(options)
  if (options.json && !options.ledger && !options.plan)
    throw new Failure('usage', '--json goes with --ledger or --plan', null)
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
  const edited = adoption?.files ?? []
  const conflicts = options.keep ? 'keep' : 'refuse'
  const written = await writeCompiled(compiled, { mode, conflicts }, terminal)
  if (options.plan) {
    if (isServed(inputs.projectDir)) terminal.warn(`${terminal.paint.yellow('!')} ${devIsFaster}`)
    return printPlanned(
      planOf(written, edited, await lastBase(inputs), compiled),
      options,
      terminal,
    )
  }
  if (mode === 'write') adoption?.write(terminal)
  report(written, edited, mode, terminal)
  refuseConflicts(written, terminal)
  refuseSaved(written)
  terminal.say(terminal.paint.dim(`in ${duration(performance.now() - start)}`))
}

const devIsFaster =
  'nexus dev runs here and generates with every save, so that nothing is left to plan: `nexus check --base main` compares with what is committed'

const modeOf = (options: GenerateOptions): WriteMode => {
  if (options.check) return 'check'
  return options.dryRun || options.plan ? 'dry-run' : 'write'
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
  ...result.merged,
  ...result.moved.map(({ from }) => from),
]

const listChanges = (result: WriteResult, edited: readonly string[], terminal: Terminal): void => {
  const { paint } = terminal
  for (const path of result.stale) terminal.print(`${paint.yellow('write ')} ${path}`)
  for (const path of result.scaffolded) terminal.print(`${paint.green('create')} ${path}`)
  for (const path of result.removed) terminal.print(`${paint.red('remove')} ${path}`)
  for (const path of result.merged) terminal.print(`${paint.yellow('merge ')} ${path}`)
  for (const { from, to } of result.moved)
    terminal.print(`${paint.yellow('move  ')} ${from} -> ${to}`)
  for (const path of edited) terminal.print(`${paint.yellow('edit  ')} ${path}`)
  if (changes(result).length + edited.length === 0) terminal.print('nothing would change')
}

const summary = (result: WriteResult): string => {
  const parts = [
    `${counted(result.written.length, 'file')} written`,
    `${result.unchanged.length} unchanged`,
  ]
  if (result.removed.length > 0) parts.push(`${result.removed.length} removed`)
  return [
    parts.join(', '),
    ...result.scaffolded.map((path) => `  new, yours: ${path}`),
    ...result.merged.map((path) => `  merged into yours: ${path}`),
    ...result.moved.map(({ from, to }) => `  moved: ${from} -> ${to}`),
  ].join('\n')
}

/** @throws {Failure} `findings`, the differences printed, when a file of the user was changed on both sides. */
const refuseConflicts = (result: WriteResult, terminal: Terminal): void => {
  if (result.conflicts.length === 0) return
  for (const { path, diff } of result.conflicts) terminal.warn(`${path} ${diff}`)
  const count = result.conflicts.length
  const what = `${counted(count, 'file')} of yours changed on both sides, and left as ${count === 1 ? 'it is' : 'they are'}`
  const [kind] = conflictHelps.filter((each) =>
    result.conflicts.some((one) => one.kind === each[0]),
  )
  throw new Failure('findings', what, kind?.[1] ?? null)
}

/** What to do about each kind of conflict; the first that there is gets told. */
const conflictHelps: readonly (readonly [Conflict['kind'], string])[] = [
  [
    'lines',
    'edit your lines to what they should be, then `nexus generate --keep` takes the files as they are',
  ],
  [
    'exchanged',
    'move the code as its warning says, then `nexus generate --keep` takes the files as they are',
  ],
  ['name', 'call what has the new name something else, then run `nexus generate` again'],
  ['bytes', 'save the file as UTF-8, then run `nexus generate` again'],
  ['link', 'move the link as its warning says, then run `nexus generate` again'],
]

/** @throws {Failure} `findings` when files of the user, told above, were saved while this ran. */
const refuseSaved = ({ savedMeanwhile }: WriteResult): void => {
  if (savedMeanwhile.length === 0) return
  const what = `${counted(savedMeanwhile.length, 'file')} of yours saved meanwhile, and left as you saved ${savedMeanwhile.length === 1 ? 'it' : 'them'}`
  throw new Failure('findings', what, 'run `nexus generate` again')
}
