// Owns the completion script for fish.

import { type Flag, type Line, quote, revisionsCommand, type Value } from './lines.js'

/** Conditions ask for the words before the cursor, so that `--project new` is no command `new`. */
export const fish = (lines: readonly Line[]): string =>
  [
    conditions,
    'complete -c nexus -f',
    `complete -c nexus -n __nexus_first -s h -l help -d 'print help'`,
    `complete -c nexus -n __nexus_first -s V -l version -d 'print the version'`,
    ...lines.map(
      ({ name, summary }) => `complete -c nexus -n __nexus_first -a ${name} -d ${quote(summary)}`,
    ),
    ...lines.flatMap(lineOf),
    // What follows \`npx\` is completed as if it were typed without it.
    `complete -c npx -n 'test (count (commandline -opc)) -eq 1' -a nexus`,
    `complete -c npx -n 'string match -qr "^npx +nexus " -- (commandline -cp)' -f -a '(complete -C (string replace -r "^npx +" "" -- (commandline -cp)))'`,
  ].join('\n')

const conditions = `function __nexus_first
    test (count (commandline -opc)) -eq 1
end
function __nexus_in
    set -l words (commandline -opc)
    test "$words[2]" = $argv[1]
end
function __nexus_behind
    set -l words (commandline -opc)
    test "$words[2]" = $argv[1]; or return
    set -l options (string match -- '-*' $words)
    test "$options[-1]" = $argv[2]
end`

const lineOf = ({ name, flags, operand }: Line): readonly string[] => {
  const own = completed(operand)
  return [
    ...flags.flatMap((flag) => flagOf(name, flag)),
    ...(own === '' ? [] : [`complete -c nexus -n '__nexus_in ${name}'${own}`]),
  ]
}

const flagOf = (name: string, { flag, summary, value, isVariadic }: Flag): readonly string[] => {
  const long = flag.slice(2)
  const spelling = long === 'help' ? '-s h -l help' : `-l ${long}`
  const follows = value === null ? '' : `${required(value)}${completed(value)}`
  const further = isVariadic && value !== null ? completed(value) : ''
  return [
    `complete -c nexus -n '__nexus_in ${name}' ${spelling}${follows} -d ${quote(summary)}`,
    ...(further === '' ? [] : [`complete -c nexus -n '__nexus_behind ${name} ${flag}'${further}`]),
  ]
}

// `-x`: a value follows, and no file is one.
const required = ({ kind }: Value): string =>
  kind === 'files' || kind === 'revisions' ? ' -r' : ' -x'

const completed = (value: Value): string => {
  switch (value.kind) {
    case 'words':
      return ` -a '${value.words.join(' ')}'`
    case 'files':
      return ' -F'
    case 'folders':
      return " -a '(__fish_complete_directories)'"
    case 'revisions':
      return ` -F -a ${quote(`(${revisionsCommand.replaceAll("'", '"')} 2>/dev/null)`)}`
    case 'text':
      return ''
  }
}
