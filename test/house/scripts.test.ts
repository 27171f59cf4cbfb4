// Holds every npm script of the checkout to one way of being asked: `--help` prints its use, and an option that it does
// not know is refused with exit code 2, before any work begins.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './sources.js'

/** A script that begins its work is ended: none of this takes a second. */
const answerMaxMs = 25_000

const scripts: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
).scripts

const run = (command: string, ...args: string[]) =>
  new Promise<{ code: number | string | null; stdout: string; stderr: string }>((resolve) => {
    const [program, ...given] = command.split(' ')
    expect(program, 'a script of the checkout is one Node.js process').toBe('node')
    const options = { cwd: root, timeout: answerMaxMs }
    execFile(process.execPath, [...given, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? null), stdout, stderr })
    })
  })

describe.each(Object.entries(scripts))('npm run %s', (name, command) => {
  it('tells its use', async () => {
    const help = await run(command, '--help')
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(help.stdout).toMatch(name === 'test' ? /^usage: npm test/ : /^usage: npm run /)
    expect(help.stdout).toContain(name)
  })

  it('refuses what it does not know', async () => {
    const { code, stdout, stderr } = await run(command, '--no-such-option')
    expect(stderr).toContain("error: Unknown option '--no-such-option'")
    expect(stderr).toContain('usage: npm ')
    expect([code, stdout]).toEqual([2, ''])
  })
})

it('tells it by the short name as well', async () => {
  expect(await run(scripts['bench'] ?? '', '-h')).toMatchObject({ code: 0, stderr: '' })
})

it.each([
  ['a number that is none', 'soak', ['--seconds', 'many'], '--seconds takes a whole number from 1'],
  ['a number below the least', 'bench', ['--rounds', '0'], '--rounds takes a whole number from 1'],
  ['a choice that is none', 'soak', ['--io', 'kqueue'], '--io takes uring or epoll, not "kqueue"'],
  ['an option without its value', 'bench', ['--json'], "Option '--json <value>' argument missing"],
  ['a name too many', 'demo', ['one', 'two'], 'not understood: two'],
  ['a name too few', 'suite:openapi-small', [], 'something has to be named'],
  ['a line that is none', 'test:nodes', ['latest'], 'a line of Node.js is a number, as 24'],
])('refuses %s', async (_, name, args, message) => {
  const { code, stderr } = await run(scripts[name] ?? '', ...args)
  expect(stderr).toContain(message)
  expect(code).toBe(2)
})
