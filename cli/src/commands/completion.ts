// Owns `nexus completion`: a shell script made from the program's own commands and options.

import { Argument, Command } from 'commander'
import { openTerminal } from './terminal.js'

type Shell = 'bash' | 'zsh' | 'fish'

/** One command as completion sees it. */
interface Entry {
  readonly name: string
  readonly summary: string
  readonly options: readonly {
    readonly flag: string
    readonly summary: string
    /** Words that its value is one of; none: a file, or free text. */
    readonly choices: readonly string[]
  }[]
}

const examples = `
Examples:
  source <(nexus completion bash)                            # this shell
  nexus completion zsh > "\${fpath[1]}/_nexus"                # every zsh
  nexus completion fish > ~/.config/fish/completions/nexus.fish`

/** Registers `completion`; `program` is asked for its commands when the command runs. */
export const completionCommand = (program: () => Command): Command =>
  new Command('completion')
    .description('Print a completion script for a shell.')
    .addArgument(
      new Argument('<shell>', 'the shell to complete in').choices(['bash', 'zsh', 'fish']),
    )
    .addHelpText('after', examples)
    .action((shell: Shell) => openTerminal({}).print(completionScript(shell, program())))

/** The script for `shell`, without a line break at its end. */
const completionScript = (shell: Shell, program: Command): string => {
  const entries = program.commands.map(entryOf)
  switch (shell) {
    case 'bash':
      return bash(entries)
    case 'zsh':
      return zsh(entries)
    case 'fish':
      return fish(entries)
  }
}

const entryOf = (command: Command): Entry => ({
  name: command.name(),
  summary: command.description(),
  options: command.options
    .filter((option) => option.long !== null && option.long !== undefined)
    .map((option) => ({
      flag: option.long ?? '',
      summary: option.description,
      choices: option.argChoices ?? [],
    })),
})

const names = (entries: readonly Entry[]) => entries.map((entry) => entry.name).join(' ')
const flags = (entry: Entry) => [...entry.options.map(({ flag }) => flag), '--help'].join(' ')

/** `    "check --format") list="text json sarif" ;;`: the word before is an option whose words are known. */
const bashChoices = (entries: readonly Entry[]): string =>
  entries
    .flatMap(({ name, options }) =>
      options
        .filter(({ choices }) => choices.length > 0)
        .map(({ flag, choices }) => `    "${name} ${flag}") list="${choices.join(' ')}" ;;`),
    )
    .join('\n')

const bash = (entries: readonly Entry[]): string =>
  `_nexus() {
  local word="\${COMP_WORDS[COMP_CWORD]}" list=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    list="${names(entries)} --help --version"
  elif [[ "$word" == -* ]]; then
    case "\${COMP_WORDS[1]}" in
${entries.map((entry) => `      ${entry.name}) list="${flags(entry)}" ;;`).join('\n')}
    esac
  elif [ "\${COMP_WORDS[1]}" = completion ]; then
    list="bash zsh fish"
  else
    case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${bashChoices(entries)}
    esac
  fi
  if [ -n "$list" ]; then
    COMPREPLY=($(compgen -W "$list" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _nexus nexus`

const zsh = (entries: readonly Entry[]): string =>
  `#compdef nexus
_nexus() {
  local -a commands=(
${entries.map((entry) => `    ${quote(`${entry.name}:${entry.summary}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "$words[2]" in
${entries.map(zshCase).join('\n')}
  esac
}
if [ "$funcstack[1]" = _nexus ]; then _nexus "$@"; else compdef _nexus nexus; fi`

const zshCase = (entry: Entry): string => {
  const specs = entry.options.map(({ flag, summary, choices }) => {
    const values = choices.length === 0 ? '' : `:value:(${choices.join(' ')})`
    return quote(`${flag}[${zshText(summary)}]${values}`)
  })
  const operand =
    entry.name === 'completion' ? quote('1:shell:(bash zsh fish)') : quote('*:file:_files')
  return `    ${entry.name}) shift words; (( CURRENT-- )); _arguments ${[...specs, operand].join(' ')} ;;`
}

const zshText = (text: string): string => text.replaceAll(/[[\]:]/g, ' ')

const fish = (entries: readonly Entry[]): string =>
  [
    ...entries.map(
      ({ name, summary }) =>
        `complete -c nexus -n __fish_use_subcommand -f -a ${name} -d ${quote(summary)}`,
    ),
    ...entries.flatMap(({ name, options }) =>
      options.map(
        ({ flag, summary, choices }) =>
          `complete -c nexus -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)}${choices.length === 0 ? '' : ` -x -a '${choices.join(' ')}'`} -d ${quote(summary)}`,
      ),
    ),
    `complete -c nexus -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'`,
  ].join('\n')

/** Single quotes for a POSIX shell, zsh and fish; our own summaries hold no backslash. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
