// Proves what `nexus dev` takes away at its start: folders of its own runs that ended, and nothing through a link.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Failure } from '../../../../cli/src/commands/failure.js'
import { removeLeftovers } from '../../../../cli/src/commands/project/bundle-folder.js'

let dir = ''
const folder = (path: string): string => {
  mkdirSync(join(dir, path), { recursive: true })
  return join(dir, path)
}
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-leftovers-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** No process has it: the kernel's largest is 2 ^ 22. */
const endedPid = 2 ** 22 + 1

it('is what runs left that ended', () => {
  for (const name of [`${process.pid}`, `${endedPid}`, 'notes', '0', '1e3', '-1'])
    folder(`p/.nexus/dev/${name}/a`)
  removeLeftovers(join(dir, 'p'))
  const left = readdirSync(join(dir, 'p/.nexus/dev')).toSorted()
  expect(left).toEqual(['-1', '0', '1e3', `${process.pid}`, 'notes'].toSorted())
})

it.each(['.nexus', '.nexus/dev'])('is nothing that %s leads to as a link', (name) => {
  folder('p')
  folder(`precious/${endedPid}`)
  folder(`precious/dev/${endedPid}`)
  if (name !== '.nexus') folder('p/.nexus')
  symlinkSync(join(dir, 'precious'), join(dir, 'p', name))
  expect(() => removeLeftovers(join(dir, 'p'))).toThrow(Failure)
  expect(existsSync(join(dir, `precious/${endedPid}`))).toBe(true)
  expect(existsSync(join(dir, `precious/dev/${endedPid}`))).toBe(true)
})

it('is nothing where there is no project yet', () => {
  expect(() => removeLeftovers(join(dir, 'p'))).not.toThrow()
})
