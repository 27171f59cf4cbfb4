// A handler that was set aside imports what is gone: a project whose tsconfig still compiles it is told.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compiledRemoved } from '../../../cli/src/commands/project/removed-handlers.js'
import { root } from '../read/front.js'

let dir = ''
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'nexus-removed-')))
  put('package.json', '{}')
  put(aside, 'export {}\n')
  mkdirSync(join(dir, 'node_modules'))
  symlinkSync(join(root, 'node_modules/typescript'), join(dir, 'node_modules/typescript'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const aside = 'src/handlers/_removed/pets/get.ts'
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), text)
}
const moved = [{ from: 'src/handlers/pets/get.ts', to: aside }]
const told = (moves = moved) =>
  compiledRemoved(dir, moves).map(({ code, message, help }) => `${code} ${message}; ${help}`)

const warning = `NX5011 tsconfig.json compiles ${aside}, whose operation is gone: type checks fail there; add "exclude": ["src/handlers/_removed"] to tsconfig.json`

describe('a tsconfig.json', () => {
  it.each([
    ['that includes src', '{ "include": ["src"] }'],
    ['that excludes other things', '{ "include": ["src"], "exclude": ["dist"] }'],
    [
      'that excludes it in a comment',
      '{ "include": ["src"] /* "exclude": ["src/handlers/_removed"] */ }',
    ],
    ['that says nothing', '{}'],
  ])('%s is warned of', (_, text) => {
    put('tsconfig.json', text)
    expect(told()).toEqual([warning])
  })

  it.each([
    [
      'that excludes the folder',
      '{ "include": ["src"], "exclude": ["src/handlers/_removed"] } // mine',
    ],
    ['that excludes it anywhere', '{ "exclude": ["**/_removed/**"] }'],
    ['that includes other folders only', '{ "include": ["src/generated"] }'],
  ])('%s is right', (_, text) => {
    put('tsconfig.json', text)
    expect(told()).toEqual([])
  })

  it('that extends one with the exclude is right', () => {
    put('base.json', '{ "exclude": ["src/handlers/_removed"] }')
    put('tsconfig.json', '{ "extends": "./base.json", "include": ["src"] }')
    expect(told()).toEqual([])
  })

  it('is not looked at before something is set aside, nor when it comes back', () => {
    put('tsconfig.json', '{}')
    expect(told([])).toEqual([])
    expect(told([{ from: aside, to: 'src/handlers/pets/get.ts' }])).toEqual([])
  })
})
