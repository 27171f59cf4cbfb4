// What the shells themselves offer with the script of `nexus completion`: commands, options, their values, files.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultsOf, isInstalled, offered, type Shell, scriptBeside } from './shells.js'

const commands = 'new generate dev check conform mock build client explain completion help'
// Git takes such a name; nobody's may run anything here.
const wicked = ['wicked$(touch$', '{IFS}ran)`touch$', '{IFS}ran`'].join('')
const odd = "odd 'name' $(touch ran).yaml"

/** A line, and all that is offered for its last word. Folders end in a slash: some shells say so, some do not. */
const cases: readonly (readonly [string, readonly string[]])[] = [
  ['nexus gen', ['generate']],
  // A folder of the name of a command is no reason to complete to it.
  ['nexus bui', ['build']],
  ['nexus generate --ch', ['--check']],
  ['nexus dev --he', ['--help']],
  ['nexus --vers', ['--version']],
  ['nexus check --format ', ['json', 'sarif', 'text']],
  ['nexus check --skip st', ['stale']],
  ['nexus check --skip stale br', ['breaking', 'broken']],
  ['nexus check --skip stale --format j', ['json']],
  ['nexus generate --int64=b', ['--int64=bigint']],
  ['nexus generate --check --int64 ', ['bigint', 'number', 'string']],
  ['nexus generate --openapi be', ['beta.yaml']],
  ['nexus generate --openapi=be', ['--openapi=beta.yaml']],
  ['nexus generate --openapi od', [odd]],
  ['nexus generate --abi beta.yaml al', ['alpha.json']],
  ['nexus generate --check ', []],
  ['nexus new ne', ['nested']],
  ['nexus dev --project ne', ['nested']],
  ['nexus dev --port ', []],
  ['nexus dev --project new --op', ['--openapi']],
  ['nexus check --base re', ['red.yaml', 'release-1']],
  ['nexus check --base=rel', ['--base=release-1']],
  ['nexus check --base wi', [wicked]],
  ['nexus explain operation-rem', ['operation-removed']],
  ['nexus explain NX210', Array.from({ length: 9 }, (_, i) => `NX210${i + 1}`)],
  ['nexus completion ', ['bash', 'fish', 'zsh']],
  ['nexus help con', ['conform']],
  ['npx nex', ['nexus']],
  ['npx nexus gen', ['generate']],
  ['npx nexus check --format j', ['json']],
  ['npx vitest be', ['beta.yaml']],
]

const makeFolder = (): string => {
  const base = mkdtempSync(join(tmpdir(), 'nexus-completion-'))
  const cwd = join(base, 'work')
  for (const folder of ['', 'build', 'nested']) mkdirSync(join(cwd, folder), { recursive: true })
  for (const file of ['alpha.json', 'beta.yaml', 'red.yaml', odd])
    writeFileSync(join(cwd, file), '')
  const git = (...args: string[]) =>
    spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd })
  git('init', '-q', '-b', 'trunk')
  git('commit', '-qm', 'one', '--allow-empty')
  git('tag', 'release-1')
  git('branch', wicked)
  return base
}

const shells: readonly Shell[] = ['bash', 'zsh', 'fish']
for (const shell of shells) {
  const missing = !isInstalled(shell)
  describe.skipIf(missing)(missing ? `${shell}: not installed here` : shell, () => {
    let base: string
    let lists: readonly (readonly string[])[]
    const sorted = (list: readonly string[] = []) =>
      list.map((word) => word.replace(/\/$/, '')).sort()
    beforeAll(() => {
      base = makeFolder()
      const lines = ['nexus ', ...cases.map(([line]) => line)]
      lists = offered(shell, join(base, 'work'), lines)
    })
    afterAll(() => rmSync(base, { recursive: true, force: true }))

    it('reads its script', () => {
      expect(faultsOf(shell, scriptBeside(join(base, 'work'), shell))).toBe('')
    })

    it('offers every command', () => {
      const words = sorted(lists[0]).filter((word) => !word.startsWith('--'))
      expect(words).toEqual(commands.split(' ').sort())
    })

    it.each(cases.map((each, index) => [...each, index + 1] as const))('%s', (_, words, index) => {
      expect(sorted(lists[index])).toEqual([...words].sort())
    })

    it('runs nothing that stands in a name', () => {
      expect(existsSync(join(base, 'work', 'ran'))).toBe(false)
    })

    it.runIf(shell === 'bash')('knows values where `=` does not part words', () => {
      const lines = ['nexus generate --int64=b', 'npx nexus generate --openapi=be']
      const setting = `COMP_WORDBREAKS="\${COMP_WORDBREAKS//=/}"`
      const words = offered(shell, join(base, 'work'), lines, setting)
      expect(words).toEqual([['--int64=bigint'], ['--openapi=beta.yaml']])
    })
  })
}
