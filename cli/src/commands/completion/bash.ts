// Owns the completion script for bash.

import { type Line, type Place, placesOf, revisionsCommand, topFlags, type Value } from './lines.js'

/**
 * Bash parts words at `=` (`--int64=b` is three of them), unless COMP_WORDBREAKS says else: they are put together
 * first. Names of branches are not for `compgen -W`, which expands its words: `$(...)` may be part of a name, and
 * anybody's of a branch that is fetched: so they are quoted, too. Files are readline's own, quoted as the line needs it.
 */
export const bash = (lines: readonly Line[]): string =>
  `_nexus_place() {
  kind="" list=""
  case "$1" in
${placesOf(lines).map(placeCase).join('\n')}
    *) return 1 ;;
  esac
}
_nexus() {
  local -a words=()
  local i each kind="" list="" prefix="" option=""
  for ((i = 0; i <= COMP_CWORD; i++)); do
    if ((i > 1)) && [[ "\${COMP_WORDS[i]}" == "=" || "\${COMP_WORDS[i-1]}" == "=" ]]; then
      words[\${#words[@]}-1]+="\${COMP_WORDS[i]}"
    else
      words+=("\${COMP_WORDS[i]}")
    fi
  done
  COMPREPLY=()
  if [ "\${words[0]}" = npx ]; then
    if [ "\${#words[@]}" -eq 2 ]; then
      COMPREPLY=($(compgen -W nexus -- "\${words[1]}"))
    fi
    if [ "\${#words[@]}" -eq 2 ] || [ "\${words[1]}" != nexus ]; then
      compopt -o default 2>/dev/null
      return
    fi
    words=("\${words[@]:1}")
  fi
  local at=$((\${#words[@]} - 1))
  local command="\${words[1]}" word="\${words[at]}"
  if ((at == 1)); then
    list="${[...lines.map(({ name }) => name), ...topFlags].join(' ')}"
  elif [[ "$word" == --*=* ]]; then
    option="\${word%%=*}"
    word="\${word#*=}"
    [[ "\${COMP_WORDS[COMP_CWORD]}" != --*=* ]] || prefix="$option="
    _nexus_place "$command $option"
  elif [[ "$word" == -* ]]; then
    case "$command" in
${lines.map(flagsCase).join('\n')}
    esac
  else
    for ((i = at - 1; i > 1; i--)); do
      [[ "\${words[i]}" != -* ]] || break
    done
    option="\${words[i]}"
    ((i == at - 1)) || option+=" ..."
    _nexus_place "$command $option" || _nexus_place "$command"
  fi
  [ -z "$list" ] || COMPREPLY=($(compgen -P "$prefix" -W "$list" -- "$word"))
  case "$kind:$prefix" in
    :* | text:*) ;;
    files:) compopt -o default 2>/dev/null ;;
    folders:) compopt -o dirnames 2>/dev/null ;;
    *)
      while IFS= read -r each; do
        [[ "$each" != "$word"* ]] || COMPREPLY+=("$prefix$(printf %q "$each")")
      done < <(
        [ $kind != revisions ] || ${revisionsCommand} 2>/dev/null
        if [ $kind = folders ]; then compgen -d -- "$word"; else compgen -f -- "$word"; fi
      )
      ;;
  esac
}
complete -F _nexus nexus npx`

/** `    "check --format") list="text json sarif" ;;` */
const placeCase = ({ keys, value }: Place): string =>
  `    ${keys.map((key) => `"${key}"`).join(' | ')}) ${setting(value)} ;;`

const setting = (value: Value): string =>
  value.kind === 'words' ? `list="${value.words.join(' ')}"` : `kind=${value.kind}`

const flagsCase = ({ name, flags }: Line): string =>
  `      ${name}) list="${flags.map(({ flag }) => flag).join(' ')}" ;;`
