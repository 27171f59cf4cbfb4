// Owns `nexus new`: a project from contracts, complete or not there at all.

import { appendFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Command, Option } from 'commander'
import { compile, namedMiddleware } from '../pipeline.js'
import { Failure } from './failure.js'
import { inShell } from './files.js'
import { configText, environmentText } from './new/config-text.js'
import { copyAbis, copySpec } from './new/copy-inputs.js'
import { openTarget, type Target } from './new/target.js'
import {
  copyExample,
  copyTemplate,
  exampleSpec,
  nameMiddleware,
  personalise,
  removeExample,
} from './new/template.js'
import { refuseVendor, vendorPackages } from './new/vendor.js'
import { runInstall } from './npm.js'
import {
  type PackageManager,
  packageManagers,
  runningPackageManager,
  saidFor,
} from './npm-or-pnpm.js'
import {
  compileInputs,
  errorCount,
  refuseErrors,
  reportDiagnostics,
  writeCompiled,
} from './project/compile.js'
import { configName } from './project/config.js'
import { type InputFlags, type Inputs, inputsOf, resolveInputs } from './project/inputs.js'
import { type OutputOptions, openTerminal, type Terminal, withProgress } from './terminal.js'

interface NewOptions extends InputFlags, OutputOptions {
  readonly install: boolean
  readonly packageManager: PackageManager
  readonly vendor?: boolean
}

const examples = `
Examples:
  nexus new shop                                           from a small example
  nexus new shop --openapi api.yaml                        from an OpenAPI document
  nexus new shop --openapi api.yaml --abi Token.json       handlers can call the contract too
  nexus new shop --openapi api.yaml --abi A.json B.json    more contracts
  nexus new shop --openapi api.yaml --no-install           install dependencies later
  nexus new shop --vendor                                  a project to share: vendor/ has the Nexus packages
  nexus new shop --package-manager pnpm                    for pnpm, which need not run this command

The folder must be new or empty. When something fails, nothing of it is left behind, and what others put there
meanwhile stays. The contracts are copied
into the project (specs/, abi/); handlers of operations are scaffolds that answer 501 until you write them.`

/** Registers `new`. */
export const newCommand = (): Command =>
  new Command('new')
    .description('Make a project from an OpenAPI document and Solidity ABIs.')
    .argument('<dir>', 'folder of the project; new or empty')
    .option('--openapi <file>', 'OpenAPI document (3.0, 3.1, 3.2, or Swagger 2.0), YAML or JSON')
    .option('--abi <files...>', 'Solidity ABIs: bare arrays, Hardhat or Foundry artifacts')
    .option(
      '--allow-remote <urls...>',
      'let references read these URLs, and what is below them; nexus.config.ts keeps them',
    )
    .addOption(
      new Option('--package-manager <name>', 'what the project is installed with')
        .choices(packageManagers)
        .default(runningPackageManager(process.env), 'what runs this, or npm'),
    )
    .option(
      '--vendor',
      'bring the packages of this checkout along as tarballs: others install the project without it',
    )
    .option('--no-install', 'do not install dependencies')
    .addHelpText('after', examples)
    .action((dir: string, options: NewOptions) => runNew(dir, options))

const runNew = async (dir: string, options: NewOptions): Promise<void> => {
  const terminal = openTerminal(options)
  if (options.vendor) refuseVendor(options.packageManager)
  const original = originalInputs(options)
  const target = openTarget(dir)
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  let named: readonly string[] = []
  try {
    const files = await inputFiles(original, target, terminal)
    const { allowRemote: allow = [], packageManager } = options
    target.writes()
    named = await makeProject(target, original, { files, allow, packageManager }, terminal)
    if (options.vendor)
      await withProgress(terminal, 'pack the Nexus packages', () => vendorPackages(target.dir))
    target.written()
    if (options.install) {
      const installs = () => runInstall(target.dir, packageManager, interrupted.signal)
      await withProgress(terminal, 'install dependencies', installs)
    }
    if (interrupted.signal.aborted) throw new Failure('environment', 'interrupted', null)
  } catch (error) {
    if (target.undo())
      terminal.say(
        `${target.dir} is left: it has files that are not this command's, or were edited since`,
      )
    throw error
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
  terminal.say(nextSteps(target, options, named))
}

/** The user's files where they lie; null without any: then the example's specification is used. */
const originalInputs = (options: NewOptions): Inputs | null =>
  options.openapi || options.abi ? inputsOf(process.cwd(), null, options) : null

/** Every file that the document is made of. Errors are shown here, located in the user's own files. */
const inputFiles = async (
  inputs: Inputs | null,
  target: Target,
  terminal: Terminal,
): Promise<readonly string[]> => {
  if (inputs === null) return []
  const { document } = inputs
  // What is fetched is locked where it stays: in the new project.
  const remote = { ...document.remote, home: target.dir }
  const result = await compile({ ...inputs, document: { ...document, remote } })
  // Warnings are printed when the project's own copy is compiled.
  if (errorCount(result) > 0) reportDiagnostics(result, terminal)
  refuseErrors(result)
  return result.inputs.filter((file) => !inputs.contracts.some(({ abi }) => abi === file))
}

interface Choices extends Pick<NewOptions, 'packageManager'> {
  readonly files: readonly string[]
  readonly allow: readonly string[]
}

const makeProject = async (
  target: Target,
  original: Inputs | null,
  { files, allow, packageManager }: Choices,
  terminal: Terminal,
): Promise<readonly string[]> => {
  copyTemplate(target.dir)
  const hasContracts = (original?.contracts ?? []).length > 0
  personalise(target.dir, { name: target.name, manager: packageManager, hasContracts })
  if (!original?.openapi) copyExample(target.dir)
  const openapi = original?.openapi ? copyOwnSpec(target, original.openapi, files) : exampleSpec
  const contracts = copyAbis(target.dir, original?.contracts ?? [])
  writeFileSync(join(target.dir, configName), configText(openapi, contracts, allow))
  appendFileSync(join(target.dir, '.env.example'), environmentText(contracts))
  return withProgress(terminal, 'generate', async () => {
    const inputs = await resolveInputs(target.dir, {})
    const compiled = await compileInputs(inputs, terminal)
    await writeCompiled(compiled, { mode: 'write' }, terminal)
    const named = namedMiddleware(compiled.plan?.api?.operations ?? [])
    nameMiddleware(target.dir, named)
    return named
  })
}

const copyOwnSpec = (target: Target, openapi: string, files: readonly string[]): string => {
  removeExample(target.dir)
  return copySpec(target.dir, openapi, files)
}

const nextSteps = (target: Target, options: NewOptions, named: readonly string[]): string => {
  const near = relative(process.cwd(), target.dir) || '.'
  const folder = near.startsWith(join('..', '..')) ? target.dir : near
  const steps = [
    folder === '.' ? '' : `  cd ${inShell(folder)}\n`,
    options.install ? '' : '  npm install\n',
    '  npx nexus dev      serve it, reload on every edit\n',
    '  npm test           run its contract tests',
  ]
  const said = saidFor(options.packageManager, steps.join(''))
  const middleware =
    named.length === 0
      ? ''
      : `, and the middleware that the contract names in src/server.ts (${named.join(', ')})`
  return `\n${target.name} is ready:\n\n${said}\n\nWrite the handlers in src/handlers/${middleware}; README.md says whose files are whose.`
}
