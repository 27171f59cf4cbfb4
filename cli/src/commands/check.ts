// Owns `nexus check`: the gate for CI. Options, the findings of each kind, and which exit code they end with.

import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { Command, Option } from 'commander'
import { type CompileResult, compile } from '../pipeline.js'
import { withAccepted } from './check/accepted.js'
import {
  breakingFindings,
  brokenFindings,
  contractFindings,
  errorFindings,
  ledgerFindings,
  staleFindings,
  unimplementedFindings,
} from './check/findings.js'
import { type CheckKind, type Finding, fails, kinds } from './check/kinds.js'
import { formats, type ReportFormat, render } from './check/report.js'
import { Failure } from './failure.js'
import type { AcceptedBreak } from './project/accepted-breaks.js'
import { adoptContracts } from './project/adopt.js'
import { brokenBecause, type ComparedBase, namedBase } from './project/base.js'
import { counted, errorCount, writeCompiled } from './project/compile.js'
import { readConfig } from './project/config.js'
import { withRemoteFlags } from './project/document-options.js'
import { frozen, type InputFlags, type Inputs, inputsOf } from './project/inputs.js'
import { type OutputOptions, openTerminal, type Terminal } from './terminal.js'

interface CheckOptions extends InputFlags, OutputOptions {
  readonly project: string
  readonly base?: string
  readonly format: ReportFormat
  readonly skip?: readonly CheckKind[]
}

const examples = `
Examples:
  nexus check                          stale or broken code, and operations without a handler
  nexus check --base main              also what broke since main, and keywords that lost their effect
  nexus check --base old/api.yaml      the same against an earlier document
  nexus check --format sarif > r.sarif for code scanning; json for a program
  nexus check --skip unimplemented     while handlers are still to be written

What it finds, with the exit code:
  breaking       7  a change of the document since --base breaks its clients
  contract       9  an ABI has not what code could call at --base (a revision, no file)
  ledger         8  a keyword has no effect, and more of its kind do than at --base
  broken        11  code does not bundle, or a handler is bound to another operation; told once nothing is stale
  stale          5  generated code is not what the document makes; \`nexus generate\` cures it
  unimplemented  6  a handler still answers 501
Of several kinds the first in this order gives the code. 1: the document has errors. Nothing is written.
Of a revision, documents, ABIs and nexus.lock are read and nothing is run: --base can name a branch of anybody.
A change that is meant is accepted in nexus.config.ts, by its rule and where the report meets it, with a reason:
  check: { accept: [{ rule: 'operation-removed', where: 'GET /beta/*', reason: 'no client yet' }] }
It is told as accepted, and fails nothing; what is accepted and not there (any more) is told as well.
Text tells one cause once, gravest first, however many places meet it; json and sarif have each of them.`

/** Registers `check`. */
export const checkCommand = (): Command =>
  withRemoteFlags(new Command('check'))
    .description('Check a project in CI: stale code, missing handlers, breaking changes.')
    .option('--openapi <file>', 'OpenAPI document to use instead of the configured one')
    .option(
      '--abi <files...>',
      'ABIs besides the configured ones, or in place of those with the same name',
    )
    .option('--project <dir>', 'folder of the project', '.')
    .option('--base <revision>', 'git revision, or file, of the document to compare with')
    .addOption(
      new Option('--format <name>', 'how findings are printed')
        .choices([...formats])
        .default('text'),
    )
    .addOption(
      new Option('--skip <kinds...>', 'kinds of findings to leave out').choices([...kinds]),
    )
    .addHelpText('after', examples)
    .action((options: CheckOptions) => runCheck(options))

const runCheck = async (options: CheckOptions): Promise<void> => {
  const terminal = openTerminal(options)
  const folder = resolve(options.project)
  const config = await readConfig(folder)
  const inputs = frozen(inputsOf(folder, config, options))
  const compiled = await compile(inputs)
  const findings =
    errorCount(compiled) > 0
      ? errorFindings(compiled)
      : await findingsOf(options, { inputs, accepted: config?.accepted ?? [] }, compiled, terminal)
  const { projectDir } = inputs
  const place = { projectDir, folder: folderInRepository(projectDir) }
  terminal.print(render(findings, options.format, terminal, place))
  const failing = findings.filter(fails)
  const worst = kinds.find((kind) => failing.some((finding) => finding.kind === kind))
  if (worst === undefined) return
  throw new Failure(
    worst === 'error' ? 'findings' : worst,
    counted(failing.length, 'finding'),
    null,
  )
}

/** Where the project lies below the folder that has `.git`; '' without one. */
const folderInRepository = (projectDir: string): string => {
  for (let root = projectDir; root !== dirname(root); root = dirname(root))
    if (existsSync(join(root, '.git'))) return relative(root, projectDir).split(sep).join('/')
  return ''
}

const findingsOf = async (
  options: CheckOptions,
  { inputs, accepted }: { readonly inputs: Inputs; readonly accepted: readonly AcceptedBreak[] },
  compiled: CompileResult,
  terminal: Terminal,
): Promise<readonly Finding[]> => {
  const base = await baseOf(options, inputs)
  const adoption = await adoptContracts(inputs)
  const quiet = { ...terminal, quiet: true }
  const written = await writeCompiled(compiled, { mode: 'check' }, quiet)
  const stale = staleFindings(written, adoption?.files ?? [])
  // Code against what is about to be generated anew would be blamed for it.
  const isTold = stale.length === 0 && !options.skip?.includes('broken')
  const all = [
    ...(isTold ? await brokenFindings(compiled) : []),
    ...stale,
    ...unimplementedFindings(compiled),
    ...(base === null ? [] : breakingFindings(base, compiled)),
    ...(base === null ? [] : contractFindings(base, compiled)),
    ...(base === null ? [] : ledgerFindings(base, compiled)),
  ]
  const kept = all.filter(({ kind }) => !options.skip?.some((skipped) => skipped === kind))
  // What is not compared meets no change, accepted or not.
  const isCompared = base !== null && !options.skip?.includes('breaking')
  return isCompared ? withAccepted(kept, accepted) : kept
}

/** @throws {Failure} when there is no such base, or it has errors of its own. */
const baseOf = async ({ base }: CheckOptions, inputs: Inputs): Promise<ComparedBase | null> => {
  if (base === undefined) return null
  const found = await namedBase(base, inputs)
  const why = brokenBecause(found)
  if (why === null) return found
  throw new Failure(
    'usage',
    `--base: ${base} cannot be compared with: ${why}`,
    'compare with a version that compiles',
  )
}
