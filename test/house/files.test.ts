// House rules about files: each says what it owns, stays short, and has a name that means something.

import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nativeSources, type Source, scriptSources, sourcesIn } from './sources.js'

const linesMax = 400

/** Files above the limit, each with the reason why it is one file. */
const longFiles: Record<string, string> = {
  'runtime/src/config/limits.ts':
    'One table, which is the only place where a limit has its default.',
}

/** Public entries: the only places where a file is called index. */
const publicEntries = [
  'runtime/src/index.ts',
  /^runtime\/src\/middleware\/[a-z-]+\/index\.ts$/,
  /^runtime\/src\/(body|http|middleware|patterns|realtime|security|validate|web3|webhooks|resilience|observe|testing|dev)\/index\.ts$/,
]

const templates = () => sourcesIn(['templates/project'], ['.ts'])
const all = (): Source[] => [...scriptSources(), ...nativeSources(), ...templates()]
const paths = (sources: readonly Source[]) => sources.map(({ path }) => path)

describe('files', () => {
  it('are found', () => {
    expect(all().length).toBeGreaterThan(50)
  })

  it('begin with a comment that says what they own', () => {
    const silent = all().filter(({ text }) => !/^(#!.*\n)?(\/\/ \S.{15,}|\/\*\*? ?\S*)/.test(text))
    expect(paths(silent)).toEqual([])
  })

  it(`have at most ${linesMax} lines, or a reason`, () => {
    const long = all().filter(
      ({ path, text }) => text.split('\n').length > linesMax && !(path in longFiles),
    )
    expect(paths(long)).toEqual([])
  })

  it('are not called utils, common, helpers, misc or manager', () => {
    const vague = all().filter(({ path }) =>
      /(^|[/._-])(utils?|common|helpers?|misc|manager)([/._-]|$)/i.test(path),
    )
    expect(paths(vague)).toEqual([])
  })

  it('are called index only where a package is entered', () => {
    const isEntry = (path: string) =>
      publicEntries.some((entry) => (typeof entry === 'string' ? entry === path : entry.test(path)))
    const indexes = all().filter(
      ({ path }) => /^index\.(ts|mjs)$/.test(basename(path)) && !isEntry(path),
    )
    expect(paths(indexes)).toEqual([])
  })

  it('are named in kebab-case', () => {
    const odd = scriptSources().filter(({ path }) => !/^[a-z0-9.-]+$/.test(basename(path)))
    expect(paths(odd)).toEqual([])
  })

  it('of tests have the name of the middleware that they test', () => {
    const names = sourcesIn(['runtime/src/middleware'], ['/index.ts'])
      .map(({ path }) => path.split('/')[3] ?? '')
      .filter((name) => name !== 'index.ts')
    expect(names.length).toBeGreaterThan(5)
    const tests = new Set(paths(sourcesIn(['test/runtime/middleware'], ['.test.ts'])))
    const untested = names.filter((name) => !tests.has(`test/runtime/middleware/${name}.test.ts`))
    expect(untested).toEqual([])
  })
})
