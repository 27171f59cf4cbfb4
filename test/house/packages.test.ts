// House rules about packages: they fit the oldest Node.js that is promised, and the lock file is neutral.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './sources.js'

interface LockedPackage {
  readonly version?: string
  readonly resolved?: string
  readonly optional?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly engines?: { readonly node?: string }
}

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, LockedPackage>
}

const oldest = [20, 19, 0] as const

/** Whether one comparator (`>=18`, `^20.19.0`, `20 || >=22`'s parts) lets the oldest Node.js in. */
const admits = (comparator: string): boolean => {
  const match = /^(>=|>|\^|~|<|<=|=|v)?\s*v?(\d+)(?:\.(\d+|x))?(?:\.(\d+|x))?/.exec(comparator)
  if (match === null) return true
  const wanted = [match[2], match[3], match[4]].map((part) =>
    part === 'x' || !part ? 0 : Number(part),
  )
  const compared =
    oldest.map((part, index) => part - (wanted[index] ?? 0)).find((part) => part !== 0) ?? 0
  switch (match[1]) {
    case '>':
      return compared > 0
    case '<':
      return compared < 0
    case '<=':
      return compared <= 0
    case '^':
      return compared >= 0 && wanted[0] === oldest[0]
    case '~':
      return compared >= 0 && wanted[0] === oldest[0] && (!match[3] || wanted[1] === oldest[1])
    case '>=':
      return compared >= 0
    default:
      return wanted[0] === oldest[0] && (!match[3] || match[3] === 'x' || wanted[1] === oldest[1])
  }
}

const fits = (range: string): boolean =>
  range.split('||').some((part) => {
    const comparators = part.trim().match(/(>=|<=|>|<|\^|~|=)?\s*v?\d[\w.]*/g) ?? []
    return comparators.every(admits)
  })

describe('packages', () => {
  it('are judged by a reader of ranges that knows the usual ones', () => {
    const good = [
      '>=18',
      '^18 || >=20',
      '>= 20.19.0',
      '^20.19.0 || >=22.12.0',
      '*',
      '>=14 <21',
      '20.x',
    ]
    const bad = ['>=22', '^22 || ^24', '>=20.20.0', '<20', '^18']
    expect(good.filter((range) => !fits(range))).toEqual([])
    expect(bad.filter(fits)).toEqual([])
  })

  it(`all run on Node.js ${oldest.join('.')}`, () => {
    const unfit = Object.entries(lock.packages)
      .filter(([, { engines, optional }]) => !optional && engines?.node && !fits(engines.node))
      .map(([path, { engines }]) => `${path}: ${engines?.node}`)
    expect(unfit).toEqual([])
  })

  it('are locked without naming a registry', () => {
    const resolved = Object.entries(lock.packages)
      .filter(([, entry]) => /^(https?|git)/.test(entry.resolved ?? ''))
      .map(([path, entry]) => `${path}: ${entry.resolved}`)
    expect(resolved).toEqual([])
  })

  it('are locked for every platform, or `npm ci` refuses the lock file', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {})
        .filter(
          (name) =>
            !lock.packages[`node_modules/${name}`] &&
            !lock.packages[`${path}/node_modules/${name}`],
        )
        .map((name) => `${path} -> ${name}`),
    )
    expect(missing).toEqual([])
  })

  it('of this workspace ask for the same Node.js', () => {
    const engines = ['.', 'cli', 'runtime', 'native'].map((folder) => {
      const manifest = JSON.parse(
        readFileSync(join(root, folder, 'package.json'), 'utf8'),
      ) as LockedPackage
      return manifest.engines?.node
    })
    expect(new Set(engines)).toEqual(new Set([`>=${oldest.join('.')}`]))
  })

  it('are all that the formatter looks at: a project made inside the checkout has its own rules', () => {
    const { files } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as {
      files: { includes: string[] }
    }
    const wanted = files.includes.filter((pattern) => !pattern.startsWith('!'))
    expect(wanted).toEqual(expect.arrayContaining(['cli/**', 'runtime/**', 'native/**', 'test/**']))
    expect(wanted.filter((pattern) => pattern.startsWith('**'))).toEqual([])
  })
})
