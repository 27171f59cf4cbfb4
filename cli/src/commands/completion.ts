// Owns `nexus completion`: a shell script made from the program's own commands and options.

import { Argument, Command } from 'commander'
import { bash } from './completion/bash.js'
import { fish } from './completion/fish.js'
import { type Line, linesOf } from './completion/lines.js'
import { zsh } from './completion/zsh.js'
import { openTerminal } from './terminal.js'

/** The script for a shell, without a line break at its end. */
const scripts: { readonly [shell: string]: (lines: readonly Line[]) => string } = {
  bash,
  zsh,
  fish,
}

const examples = `
Examples:
  source <(npx nexus completion bash)                            # this shell
  npx nexus completion zsh > "\${fpath[1]}/_nexus"                # every zsh
  npx nexus completion fish > ~/.config/fish/completions/nexus.fish

It completes \`nexus\` and \`npx nexus\`; what else npx runs is completed with file names.`

/** Registers `completion`; `program` is asked for its commands when the command runs. */
export const completionCommand = (program: () => Command): Command =>
  new Command('completion')
    .description('Print a completion script for a shell.')
    .addArgument(new Argument('<shell>', 'the shell to complete in').choices(Object.keys(scripts)))
    .addHelpText('after', examples)
    .action((shell: string) => {
      const script = scripts[shell]?.(linesOf(program())) ?? ''
      openTerminal({}).print(script)
    })
