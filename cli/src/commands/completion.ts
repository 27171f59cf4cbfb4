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
    /** A value follows. */
    readonly isValued: boolean
    /** The value may be a branch or tag of Git. */
    readonly isRevision: boolean
  }[]
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
      isValued: option.required || option.optional,
      isRevision: /<revision>/.test(option.flags),
    })),
})

const names = (entries: readonly Entry[]) => entries.map((entry) => entry.name).join(' ')
const flags = (entry: Entry) => [...entry.options.map(({ flag }) => flag), '--help'].join(' ')

/** Branches and tags, where there is a repository. */
const revisions = "git for-each-ref --format='%(refname:short)' refs/heads refs/tags refs/remotes"

/** `    "check --format") list="text json sarif" ;;`: the word before is an option whose words are known. */
const bashChoices = (entries: readonly Entry[]): string =>
  entries
    .flatMap(({ name, options }) =>
      options.flatMap(({ flag, choices, isRevision }) => {
        if (isRevision) return [`    "${name} ${flag}") revisions=1 ;;`]
        return choices.length === 0 ? [] : [`    "${name} ${flag}") list="${choices.join(' ')}" ;;`]
      }),
    )
    .join('\n')

// Bash parts words at `=`: `--int64=b` is three of them, unless COMP_WORDBREAKS says else. Names of branches are not for
// `compgen -W`, which expands its words: `$(...)` may be part of a name, and anybody's of a branch that is fetched.
const bash = (entries: readonly Entry[]): string =>
  `_nexus() {
  local -a words=("\${COMP_WORDS[@]}")
  local at=$COMP_CWORD list="" revisions="" prefix="" each
  if [ "\${words[0]}" = npx ]; then
    if [ "$at" -eq 1 ]; then
      COMPREPLY=($(compgen -W nexus -- "\${words[1]}"))
      return
    fi
    [ "\${words[1]}" = nexus ] || return
    words=("\${words[@]:1}")
    at=$((at - 1))
  fi
  local word="\${words[at]}" before="\${words[at-1]}"
  if [ "$word" = "=" ]; then
    word=""
  elif [ "$before" = "=" ]; then
    before="\${words[at-2]}"
  elif [[ "$word" == --*=* ]]; then
    before="\${word%%=*}"
    prefix="$before="
    word="\${word#*=}"
  fi
  if [ "$at" -eq 1 ]; then
    list="${names(entries)} --help --version"
  elif [[ "$word" == -* ]]; then
    case "\${words[1]}" in
${entries.map((entry) => `      ${entry.name}) list="${flags(entry)}" ;;`).join('\n')}
    esac
  elif [ "\${words[1]}" = completion ]; then
    list="bash zsh fish"
  else
    case "\${words[1]} $before" in
${bashChoices(entries)}
    esac
  fi
  COMPREPLY=()
  [ -z "$list" ] || COMPREPLY=($(compgen -P "$prefix" -W "$list" -- "$word"))
  if [ -n "$revisions" ]; then
    while IFS= read -r each; do
      [[ "$each" != "$word"* ]] || COMPREPLY+=("$prefix$each")
    done < <(${revisions} 2>/dev/null)
  fi
  if [ -z "$list" ]; then
    COMPREPLY+=($(compgen -P "$prefix" -f -- "$word"))
  fi
}
complete -o filenames -o default -F _nexus nexus npx`

const zsh = (entries: readonly Entry[]): string =>
  `#compdef nexus npx
_nexus_revisions() {
  local -a found=(\${(f)"$(${revisions} 2>/dev/null)"})
  compadd -a found
  _files
}
_nexus() {
  if [[ "$words[1]" == npx ]]; then
    if (( CURRENT == 2 )); then
      compadd nexus
      _default
      return
    fi
    if [[ "$words[2]" != nexus ]]; then
      _default
      return
    fi
    shift words
    (( CURRENT-- ))
  fi
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
if [ "$funcstack[1]" = _nexus ]; then _nexus "$@"; else compdef _nexus nexus npx; fi`

const zshCase = (entry: Entry): string => {
  const specs = entry.options.map(({ flag, summary, choices, isValued, isRevision }) => {
    if (!isValued) return quote(`${flag}[${zshText(summary)}]`)
    const plain = isRevision ? '_nexus_revisions' : '_files'
    const values = choices.length === 0 ? plain : `(${choices.join(' ')})`
    // The equals sign: its value may follow in the same word, or in the next.
    return quote(`${flag}=[${zshText(summary)}]:value:${values}`)
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
        (option) =>
          `complete -c nexus -n '__fish_seen_subcommand_from ${name}' -l ${option.flag.slice(2)}${fishValues(option)} -d ${quote(option.summary)}`,
      ),
    ),
    `complete -c nexus -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'`,
    // What follows `npx` is completed as if it were typed without it.
    `complete -c npx -n 'string match -qr "^npx +nexus " -- (commandline -cp)' -f -a '(complete -C (string replace -r "^npx +" "" -- (commandline -cp)))'`,
  ].join('\n')

const fishValues = ({ choices, isValued, isRevision }: Entry['options'][number]): string => {
  if (isRevision) return ` -r -a ${quote(`(${revisions.replaceAll("'", '"')} 2>/dev/null)`)}`
  if (choices.length > 0) return ` -x -a '${choices.join(' ')}'`
  return isValued ? ' -r' : ''
}

/** Single quotes for a POSIX shell, zsh and fish; our own summaries hold no backslash. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
