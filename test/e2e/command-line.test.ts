// The command line itself: help, suggestions, exit codes, colours.

import { spawnSync } from 'node:child_process'
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
})
