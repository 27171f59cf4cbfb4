// Owns the completion script for zsh.

import {
  type Line,
  type Place,
  placesOf,
  quote,
  revisionsCommand,
  topFlags,
  type Value,
} from './lines.js'

/** `_describe` and `compadd` take words as they are: nothing in a name of a branch is expanded. */
export const zsh = (lines: readonly Line[]): string =>
  `#compdef nexus npx
_nexus_revisions() {
  local -a found=(\${(f)"$(${revisionsCommand} 2>/dev/null)"})
  compadd -a found
  _files
}
_nexus_place() {
  case "$1" in
${placesOf(lines).map(placeCase).join('\n')}
    *) return 2 ;;
  esac
}
_nexus_flags() {
  local -a flags
  case "$1" in
${lines.map(flagsCase).join('\n')}
  esac
  _describe -o option flags
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
  local option
  local -i i
  if (( CURRENT == 2 )) && [[ "$PREFIX" == -* ]]; then
    compadd -- ${topFlags.join(' ')}
  elif (( CURRENT == 2 )); then
    local -a commands=(
${lines.map((line) => `      ${quote(`${line.name}:${line.summary}`)}`).join('\n')}
    )
    _describe command commands
  elif [[ "$PREFIX" == --*=* ]]; then
    option="\${PREFIX%%=*}"
    compset -P 1 '*='
    _nexus_place "$words[2] $option"
  elif [[ "$PREFIX" == -* ]]; then
    _nexus_flags "$words[2]"
  else
    for (( i = CURRENT - 1; i > 2; i-- )); do
      [[ "$words[i]" != -* ]] || break
    done
    option="$words[i]"
    (( i == CURRENT - 1 )) || option+=" ..."
    _nexus_place "$words[2] $option"
    (( $? != 2 )) || _nexus_place "$words[2]"
  fi
}
if [ "$funcstack[1]" = _nexus ]; then _nexus "$@"; else compdef _nexus nexus npx; fi`

const placeCase = ({ keys, value }: Place): string =>
  `    ${keys.map(quote).join(' | ')}) ${completed(value)} ;;`

const completed = (value: Value): string => {
  switch (value.kind) {
    case 'words':
      return `compadd -- ${value.words.join(' ')}`
    case 'files':
      return '_files'
    case 'folders':
      return '_files -/'
    case 'revisions':
      return '_nexus_revisions'
    case 'text':
      return 'return 1'
  }
}

const flagsCase = ({ name, flags }: Line): string => {
  const described = flags.map(({ flag, summary }) => quote(`${flag}:${summary}`))
  return `    ${name}) flags=(${described.join(' ')}) ;;`
}
