// Owns real shells of end-to-end tests: what an interactive one makes of a line when its user asks for completions.

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nexusBin } from './processes.js'

export type Shell = 'bash' | 'zsh' | 'fish'

/** Whether this machine has it. */
export const isInstalled = (shell: Shell): boolean =>
  spawnSync(shell, ['-c', 'exit 0']).status === 0

/** The script of `nexus completion` for it. */
const scriptFor = (shell: Shell): string =>
  spawnSync(process.execPath, [nexusBin, 'completion', shell], { encoding: 'utf8' }).stdout

/** What the shell says of a script that it reads, and does not run. */
export const faultsOf = (shell: Shell, file: string): string =>
  spawnSync(shell, ['-n', file], { encoding: 'utf8' }).stderr

/**
 * What is offered for the last word of each line, in the folder `cwd`. Bash and zsh are asked to insert all of it, and
 * the words with which the command is then called are read: as it is quoted, it is.
 */
export const offered = (
  shell: Shell,
  cwd: string,
  lines: readonly string[],
  setting = '',
): readonly (readonly string[])[] => {
  const script = scriptBeside(cwd, shell)
  writeFileSync(script, scriptFor(shell))
  const called = join(cwd, '..', `called.${shell}`)
  writeFileSync(called, '')
  const output = drivers[shell]({ script, called, cwd, lines, setting })
  if (shell === 'fish') return fishWords(output)
  const calls = readFileSync(called, 'utf8').split('\0\0').slice(0, -1)
  if (calls.length !== lines.length)
    throw new Error(`${calls.length} of ${lines.length} lines came:\n${output}`)
  return calls.map((call, index) => {
    const known = (lines[index] ?? '').split(' ').length - 2
    return call.split('\0').slice(known)
  })
}

/** Where `offered` leaves the script. */
export const scriptBeside = (cwd: string, shell: Shell): string =>
  join(cwd, '..', `completion.${shell}`)

interface Asked {
  readonly script: string
  readonly called: string
  readonly cwd: string
  readonly lines: readonly string[]
  /** What the user of bash has set besides. */
  readonly setting: string
}

const limitMs = 120_000

const run = (command: string, args: readonly string[], cwd: string, input: string): string => {
  const env = { PATH: process.env.PATH, HOME: join(cwd, '..'), TERM: 'dumb', LC_ALL: 'C.UTF-8' }
  const done = spawnSync(command, args, { cwd, input, env, encoding: 'utf8', timeout: limitMs })
  return `${done.stdout}${done.stderr}`
}

// What both commands become: their words, each before a NUL, and one more behind the last.
const record = (called: string) => `  printf '%s\\0' "$@" >> '${called}'
  printf '\\0' >> '${called}'
`

// Readline reads a pipe too where Bash is told that it is interactive; M-* inserts all completions.
const bash = ({ script, called, cwd, lines, setting }: Asked): string => {
  const rc = `source '${script}'
nexus() {
${record(called)}}
npx() {
${record(called)}}
PS1=''
${setting}
`
  writeFileSync(`${script}.rc`, rc)
  const typed = lines.map((line) => `${line}\u001b*\n`).join('')
  return run('bash', ['--noprofile', '--rcfile', `${script}.rc`, '-i'], cwd, typed)
}

// Zsh has terminals of its own (zsh/zpty), and a completer that inserts all matches.
const zsh = ({ script, called, cwd, lines }: Asked): string => {
  const rc = `autoload -Uz compinit && compinit -u -D
source '${script}'
nexus npx() {
${record(called)}  print "called""-$#"
}
zstyle ':completion:all-matches::::' completer _all_matches _complete
zstyle ':completion:all-matches:*' insert true
zle -C all-matches complete-word _generic
bindkey '^Xa' all-matches
PS1=''
print ready"-now"
`
  writeFileSync(`${script}.rc`, rc)
  const typed = lines.map((line) => `type ${quoted(line)}`).join('\n')
  const driver = `zmodload zsh/zpty
zpty shell "zsh -f -i"
zpty -w shell ${quoted(`source ${quoted(`${script}.rc`)}`)}
zpty -r shell answer '*ready-now*'
type() {
  zpty -w -n shell "$1"$'\\x18a\\n'
  zpty -r shell answer '*called-<->*'
  print -r -- "$answer"
}
${typed}
zpty -d shell
`
  return run('zsh', ['-f'], cwd, driver)
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

const fish = ({ script, cwd, lines }: Asked): string => {
  const asks = lines.map((line) => `complete -C ${quoted(line)}; echo`)
  return run('fish', ['--no-config', '-c', `source '${script}'\n${asks.join('\n')}`], cwd, '')
}

/** The words of each list, without their descriptions; an empty line ends a list. */
const fishWords = (output: string): readonly (readonly string[])[] => {
  const lists: string[][] = [[]]
  for (const line of output.split('\n').slice(0, -1)) {
    const [word = ''] = line.split('\t')
    if (line === '') lists.push([])
    else lists.at(-1)?.push(word)
  }
  return lists.slice(0, -1)
}

const drivers: { readonly [shell in Shell]: (asked: Asked) => string } = { bash, zsh, fish }
