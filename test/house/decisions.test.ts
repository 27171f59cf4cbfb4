// House rules about decisions: each dependency has one that names it, and no number is given twice.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, sourcesIn } from './sources.js'

const decisions = () => sourcesIn(['docs/decisions'], ['.md'])

const manifests = ['.', 'cli', 'runtime', 'native', 'templates/project']

const dependenciesOf = (folder: string): string[] => {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
  return kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {}))
}

/** Whether a text has the name of a package as a word: `ws` is not in `news`, nor `@types/ws` in `ws`. */
const names = (text: string, dependency: string): boolean =>
  new RegExp(`(?<![\\w@/.-])${dependency}(?![\\w/-])`, 'i').test(text)

describe('decisions', () => {
  it('name each dependency', () => {
    const text = decisions()
      .map((decision) => decision.text)
      .join('\n')
    const all = [...new Set(manifests.flatMap(dependenciesOf))]
    expect(all.length).toBeGreaterThan(30)
    expect(all.filter((dependency) => !names(text, dependency))).toEqual([])
  })

  it('have a number each, in the name and in the title', () => {
    const titles = decisions().map(({ path, text }) => [
      /\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1] ?? path,
      /^# (\d{4}) /.exec(text)?.[1] ?? path,
    ])
    expect(titles.filter(([inName, inTitle]) => inName !== inTitle)).toEqual([])
    const numbers = titles.map(([number]) => number)
    expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([])
  })
})
