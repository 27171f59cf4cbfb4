// The command line itself: help, suggestions, exit codes, colours, completion.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nexus, nexusBin, root } from './processes.js'

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  nexus(args, { cwd: tmpdir(), env })

const escapeCharacter = String.fromCharCode(27)

describe('the command line', () => {
  it.each([
    [['--help'], 0, 'Start here:'],
    [['--version'], 0, '0.1.0'],
    [['new', '--help'], 0, 'Examples:'],
    [['generate', '--help'], 0, 'Examples:'],
    [['dev', '--help'], 0, 'Examples:'],
    [['build', '--help'], 0, 'Examples:'],
  ])('%j exits %i', async (args, code, text) => {
    const result = await run(args)
    expect(result.stdout).toContain(text)
    expect(result.code).toBe(code)
  })

  it.each([
    [['genrate'], 'Did you mean generate?'],
    [['generate', '--chek'], 'Did you mean --check?'],
    [['new'], "missing required argument 'dir'"],
    [['generate', '--check', '--dry-run'], 'cannot be used with'],
    [['generate', '--print', 'tree'], 'Allowed choices are ir, plan'],
    [['generate'], 'there is no nexus.config.ts here'],
    [['dev'], 'holds no project'],
    [['build'], 'holds no project'],
    [['new', 'x', '--openapi', 'no/such/api.yaml'], 'does not exist'],
    [['new', 'x', '--openapi', join(root, 'package.json/api.yaml')], 'does not exist'],
  ])('%j exits 2 and says why', async (args, text) => {
    const result = await run(args)
    expect(result.stderr).toContain(text)
    expect(result.stderr).toContain('= help:')
    expect(result.code).toBe(2)
  })

  it('ends quietly when nobody reads on', () => {
    const command = `${JSON.stringify(process.execPath)} ${JSON.stringify(nexusBin)} --help`
    const pipe = `set -o pipefail; ${command} | exec 0<&-`
    const { status, stderr } = spawnSync('bash', ['-c', pipe], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  it('refuses a folder that the kernel does not take', async () => {
    const { stderr, code } = await run(['new', '/proc/shop', '--no-install'])
    expect(stderr).toContain('the folder cannot be made')
    expect(code).toBe(3)
  })

  it('colours what it is asked to colour', async () => {
    expect((await run(['generate'])).stderr).not.toContain(escapeCharacter)
    expect((await run(['generate', '--color'])).stderr).toContain(escapeCharacter)
    expect((await run(['generate', '--color'], { NO_COLOR: '1' })).stderr).toContain(
      escapeCharacter,
    )
    expect((await run(['generate'], { FORCE_COLOR: '1' })).stderr).toContain(escapeCharacter)
    expect((await run(['generate'], { FORCE_COLOR: '1', NO_COLOR: '1' })).stderr).not.toContain(
      escapeCharacter,
    )
    expect((await run(['generate', '--no-color'], { FORCE_COLOR: '1' })).stderr).not.toContain(
      escapeCharacter,
    )
  })

  it('completes in bash', async () => {
    const { stdout } = await run(['completion', 'bash'])
    let cwd = root
    const completed = (...words: string[]) => {
      const list = words.map((word) => `'${word}'`).join(' ')
      const script = `${stdout}\nCOMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _nexus; echo "\${COMPREPLY[@]}"`
      return spawnSync('bash', ['-c', script], { encoding: 'utf8', cwd }).stdout.trim()
    }
    expect(completed('nexus', 'gen')).toBe('generate')
    expect(completed('nexus', 'generate', '--ch')).toBe('--check')
    expect(completed('nexus', 'check', '--format', '')).toBe('text json sarif')
    expect(completed('nexus', 'check', '--skip', 'st')).toBe('stale')
    expect(completed('nexus', 'generate', '--openapi', 'package.j')).toBe('package.json')
    expect(completed('npx', 'nex')).toBe('nexus')
    expect(completed('npx', 'nexus', 'gen')).toBe('generate')
    expect(completed('npx', 'nexus', 'check', '--format', 'j')).toBe('json')
    expect(completed('npx', 'vitest', 'ru')).toBe('')
    // As bash parts the line at the equals sign, and as it does where that is no end of a word.
    expect(completed('nexus', 'generate', '--int64', '=')).toBe('number bigint string')
    expect(completed('nexus', 'generate', '--int64', '=', 'b')).toBe('bigint')
    expect(completed('npx', 'nexus', 'generate', '--int64=b')).toBe('--int64=bigint')
    expect(spawnSync('bash', ['-n'], { input: stdout }).status).toBe(0)
    cwd = mkdtempSync(join(tmpdir(), 'nexus-completion-'))
    try {
      const git = (...args: string[]) =>
        spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd })
      expect(completed('nexus', 'check', '--base', 're')).toBe('')
      git('init', '-q', '-b', 'trunk')
      git('commit', '-qm', 'one', '--allow-empty')
      git('tag', 'release-1')
      expect(completed('nexus', 'check', '--base', '')).toBe('trunk release-1 .git')
      expect(completed('npx', 'nexus', 'check', '--base', '=', 're')).toBe('release-1')
      writeFileSync(join(cwd, 'red.yaml'), '')
      expect(completed('nexus', 'check', '--base', 're')).toBe('release-1 red.yaml')
      // Git takes such a name; nobody's may run anything here.
      const wicked = ['wicked$(touch$', '{IFS}ran)`touch$', '{IFS}ran`'].join('')
      git('branch', wicked)
      expect(completed('nexus', 'check', '--base', 'wi')).toBe(wicked)
      expect(existsSync(join(cwd, 'ran'))).toBe(false)
    } finally {
      rmSync(cwd, { recursive: true, force: true })
    }
  })

  it.each(['zsh', 'fish'])('has a completion for %s that names every command', async (shell) => {
    const { stdout, code } = await run(['completion', shell])
    expect(code).toBe(0)
    for (const name of ['new', 'generate', 'dev', 'build']) expect(stdout).toContain(name)
  })
})
