// Owns the command line as a whole: name, version, the list of commands, help and suggestions.

import { Command } from 'commander'
import { buildCommand } from './build.js'
import { checkCommand } from './check.js'
import { clientCommand } from './client.js'
import { completionCommand } from './completion.js'
import { conformCommand } from './conform.js'
import { devCommand } from './dev.js'
import { explainCommand } from './explain.js'
import { generateCommand } from './generate.js'
import { mockCommand } from './mock.js'
import { newCommand } from './new.js'
import { packageVersion } from './version.js'

const overview = `
Start here:
  nexus new shop --openapi api.yaml --abi Token.json   a project from your contracts
  cd shop && npx nexus dev                             serve it, reload on every edit
  npx nexus check --base main                          in CI: current, complete, and nothing broken?

Exit codes:
  0  success
  1  the command found something: errors in a spec, stale generated code
  2  the command line is wrong: an unknown option, a missing file, a folder in use
  3  the machine stands in the way: a port in use, no network, no native driver
  4  --strict: a keyword of the OpenAPI document has no effect
  5, 6, 7, 8, 9  nexus check: stale code, a missing handler, a breaking change, a keyword that lost its
     effect, a contract that lacks what code could call
  5, 10  nexus build: stale code, type errors
  70 a fault of Nexus itself

Colours follow --color, --no-color, NO_COLOR and FORCE_COLOR, in this order.`

/** The `nexus` program. Parsing throws: `main.ts` turns that into an exit code. */
export const createProgram = (): Command => {
  const program = new Command('nexus')
    .description('Compiles OpenAPI documents and Solidity ABIs into a TypeScript server.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print help of a command')
    .addHelpText('after', overview)
  const commands = [
    newCommand,
    generateCommand,
    devCommand,
    checkCommand,
    conformCommand,
    mockCommand,
    buildCommand,
    clientCommand,
    explainCommand,
  ]
  for (const make of commands) program.addCommand(withOutput(make()))
  program.addCommand(completionCommand(() => program))
  for (const command of [program, ...program.commands]) configure(command)
  return program
}

const withOutput = (command: Command): Command =>
  command
    .option('--quiet', 'print results and errors only')
    .option('--color', 'colour the output, whatever it goes to')
    .option('--no-color', 'never colour the output')

const configure = (command: Command): void => {
  const path = command.name() === 'nexus' ? 'nexus' : `nexus ${command.name()}`
  command
    .exitOverride()
    .helpOption('-h, --help', 'print help')
    .configureHelp({ helpWidth: 100, showGlobalOptions: false })
    .showSuggestionAfterError(true)
    .showHelpAfterError(`  = help: \`${path} --help\` lists what there is, with examples`)
}
