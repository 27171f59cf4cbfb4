// Proves that nothing of a document becomes code: a sample of the injection battery, and what its judges have to see.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Battery, isSafeForTerminals } from '../../../scripts/injection/attack.mjs'
import { blamedTexts } from '../../../scripts/injection/blame.mjs'
import { openCompiler } from '../../../scripts/injection/compiler.mjs'
import { openImporter } from '../../../scripts/injection/modules.mjs'
import { benign, payloads, trapName } from '../../../scripts/injection/payloads.mjs'
import { pointerAmong, positionsOf, withTexts } from '../../../scripts/injection/positions.mjs'
import { attackInRounds } from '../../../scripts/injection/rounds.mjs'
import { attackSome, dealerOf } from '../../../scripts/injection/sample.mjs'
import { shapeOf } from '../../../scripts/injection/shape.mjs'
import { positionsIn, subjects } from '../../../scripts/injection/subjects.mjs'
import { root } from '../../house/sources.js'

/** The whole battery is `npm run suite:injection`; these are about a thousandth of it, the same every time. */
const sample = { ofEachSort: 2, seed: 20 }

const timeoutMs = 180_000

let compiler: Awaited<ReturnType<typeof openCompiler>>
let battery: Battery

beforeAll(async () => {
  compiler = await openCompiler(
    (path: string) => import(/* @vite-ignore */ join(root, `cli/src/${path}.ts`)),
  )
  battery = new Battery(compiler, await openImporter(root))
})

afterAll(() => battery?.close())

describe('a sample of the injection battery', () => {
  const { next, used } = dealerOf(Object.entries(payloads))

  test.each(subjects)(
    'of $name',
    async (subject) => {
      const positions = positionsIn(subject, compiler)
      const sorts = new Set(positions.map(({ kind, part }) => `${kind} ${part}`))
      expect([...sorts].sort()).toEqual(
        sortsOfPositions.filter((sort) => !('isOfValues' in subject) || sort.endsWith(' value')),
      )
      const options = { ...sample, nextPayload: next }
      const { counts, failures } = await attackSome(battery, subject, positions, options)
      expect(failures).toEqual([])
      expect(counts.carried + counts.unused).toBeGreaterThan(0)
    },
    timeoutMs,
  )

  test('takes every payload', () => {
    expect(Object.keys(payloads).filter((name) => !used.has(name))).toEqual([])
  })
})

const placeOf = (subjectName: string, name: string) => {
  const subject = subjects.find((each) => each.name === subjectName)
  const position = subject && positionsIn(subject, compiler).find((each) => each.name === name)
  if (subject === undefined || position === undefined) throw new Error(`no ${name}`)
  return { subject, position }
}

const attackOf = (subjectName: string, name: string, payload: string) => {
  const { subject, position } = placeOf(subjectName, name)
  return battery.attack(subject, position, Reflect.get(payloads, payload))
}

const newsPlace = '/paths/~1events/get/responses/200/content/text~1event-stream'

/** A text replaced, lengthened, or replaced in all places of a name. */
const sortsOfPositions = [
  'behind key',
  'behind value',
  'everywhere name',
  'place key',
  'place value',
]

describe('the battery', () => {
  test('has payloads enough, each another text', () => {
    expect(new Set(Object.values(payloads)).size).toBe(Object.keys(payloads).length)
    expect(Object.keys(payloads).length).toBeGreaterThan(40)
  })

  test('finds every text of a document, and every name in all its places', () => {
    const document = {
      info: { title: 'a title' },
      needs: ['one'],
      has: { one: '{one}', $ref: '#/has/one' },
    }
    const positions = positionsOf(document, { keywords: new Set(['has']) })
    expect(positions.map(({ name }) => name).filter((name) => !name.endsWith('(behind)'))).toEqual([
      '/info (key)',
      '/info/title (key)',
      '/info/title',
      '/needs (key)',
      '/needs/0',
      '/has (key)',
      '/has/one (key)',
      '/has/one',
      '/has/$ref (key)',
      '/has/$ref',
      'one (everywhere)',
    ])
    const withText = (name: string) => positions.find((each) => each.name === name)?.with('a/b')
    expect(withText('/has/one (key)')).toEqual({
      ...document,
      has: { 'a/b': '{one}', $ref: '#/has/one' },
    })
    expect(withText('/info/title (behind)')).toEqual({ ...document, info: { title: 'a titlea/b' } })
    expect(withText('one (everywhere)')).toEqual({
      ...document,
      needs: ['a/b'],
      has: { 'a/b': '{a/b}', $ref: '#/has/a~1b' },
    })
  })

  test('puts texts in several positions of one document, and knows where they are then', () => {
    const document = { has: { one: 'a', two: ['b'] }, uses: '{one}' }
    const positions = positionsOf(document, { keywords: new Set() })
    const edits = ['/has (key)', '/has/one (key)', '/has/two/0'].map((name, i) => {
      const position = positions.find((each) => each.name === name)
      if (position === undefined) throw new Error(name)
      return { position, payload: `x/${i}` }
    })
    expect(withTexts(document, edits)).toEqual({
      'x/0': { 'x/1': 'a', two: ['x/2'] },
      uses: '{one}',
    })
    expect(edits.map(({ position }) => pointerAmong(edits)(position))).toEqual([
      '/x~10',
      '/x~10/x~11',
      '/x~10/two/0',
    ])
  })

  test.each([
    ['openapi-3.1', 'bearerAuth (everywhere)', 'format string'],
    [
      'openapi-3.1',
      '/paths/~1pets~1{petId}/post/security/1/bearerAuth (key)',
      'percent escape of a quote',
    ],
    ['openapi-3.1', '/components/pathItems/SharedPath/get (key)', 'keyword delete'],
    ['openapi-3.1', '/components/pathItems/SharedPath/put (key)', 'keyword delete'],
    // One type is no union, however long its name.
    ['rare-3.2', `${newsPlace}/itemSchema/properties/event/const`, 'long'],
  ])(
    'judges what a text means: %s %s <- %s',
    async (subject, name, payload) => {
      const { problems } = await attackOf(subject, name, payload)
      expect(problems).toEqual([])
    },
    timeoutMs,
  )

  test('takes another spelling for the text in the names of security schemes alone', () => {
    const spellingsAt = (name: string) => {
      const { subject, position } = placeOf('openapi-3.1', name)
      if (!('spellings' in subject)) throw new Error('no document')
      return subject.spellings(position, 'a%+b')
    }
    expect(spellingsAt('bearerAuth (everywhere)')).toEqual(['a%+b', 'a%25%2Bb'])
    expect(spellingsAt('Animal (everywhere)')).toEqual(['a%+b'])
    expect(spellingsAt('/paths/~1pets~1{petId}/post/security/1/bearerAuth (key)')).toHaveLength(2)
    expect(spellingsAt('/info/title')).toEqual(['a%+b'])
  })

  test('finds one bad attack among many that share a document', async () => {
    const [subject] = subjects
    if (subject === undefined) throw new Error('no subject')
    const titles = positionsOf(subject.document, { keywords: compiler.keywords }).filter(
      ({ name }) => /^\/info\/(title|description|version)$/.test(name),
    )
    const judged: string[] = []
    const watched = {
      difference: () => null,
      run: async () => ({ refused: null, problems: ['bad'], errors: [], files: [] }),
      attack: async (_: unknown, { name }: { name: string }, payload: string) => {
        judged.push(name)
        const problems = payload === 'bad' && name === '/info/title' ? ['ran'] : []
        return { outcome: 'carried', problems }
      },
    }
    const payloads = Object.entries({ good: 'good', bad: 'bad', other: 'other' })
    const { counts, failures } = await attackInRounds(watched, subject, titles, payloads)
    expect(judged).toHaveLength(9)
    expect(counts.carried).toBe(9)
    expect(failures).toEqual([{ position: '/info/title', payload: 'bad', problems: ['ran'] }])
  })

  test('says whose text is in a statement that is another one', () => {
    const moduleOf = (path: string, text: string) => ({ path, text, ...shapeOf(path, text) })
    const harmless = [
      moduleOf('a.ts', `const zq7Harmless1q = 'x'\nconst y = ['${benign}2q', '${benign}12q']\n`),
      moduleOf(`of-${benign}3q.ts`, `export const it = '${benign}3q'\n`),
    ]
    const changed = [
      moduleOf('a.ts', `const other = 'x'\nconst y = ['a', f()]\n`),
      moduleOf('of-b.ts', "export const it = 'b' + 'c'\n"),
    ]
    expect([...blamedTexts(harmless, changed)].sort()).toEqual([12, 2, 3])
    expect([...blamedTexts(harmless, [changed[0] ?? moduleOf('', '')])].sort()).toEqual([12, 2])
    expect([...blamedTexts(harmless, harmless)]).toEqual([])
  })

  test('does not take what a key did for a refusal of its value', async () => {
    const [subject] = subjects
    if (subject === undefined) throw new Error('no subject')
    const small = { ...subject, document: { info: { title: 'a title', version: '1' } } }
    const both = positionsOf(small.document, { keywords: new Set() }).filter(({ name }) =>
      /^\/info\/(title|title \(key\))$/.test(name),
    )
    const judged: string[] = []
    const watched = {
      difference: () => null,
      // A harmless title is refused, and a key of another name, which is where its title is.
      run: async (_: unknown, document: { info: Record<string, unknown> }) => {
        const key = Object.keys(document.info).find((name) => document.info[name] !== '1') ?? ''
        const isRefused = key !== 'title' || String(document.info.title).includes('Harmless')
        const errors = [{ code: 'NX1', at: { pointer: `/info/${key}` } }]
        return isRefused
          ? { refused: [], errors, files: [] as never[] }
          : { refused: null, errors: [], files: [] as never[], problems: [] }
      },
      attack: async (_: unknown, { name }: { name: string }) => {
        judged.push(name)
        return { outcome: name.endsWith('(key)') ? 'refused' : 'carried', problems: [] }
      },
    }
    const { counts } = await attackInRounds(watched, small, both, Object.entries({ a: 'a' }))
    expect(counts).toEqual({ carried: 1, unused: 0, refused: 1, threw: 0 })
    expect(judged.sort()).toEqual(['/info/title', '/info/title (key)'])
  })

  test.each([
    ['a comment', (text: string) => `\n// ${text}\n`],
    ['a block comment', (text: string) => `\n/* ${text} */\n`],
    ['a text in quotes', (text: string) => `\nexport const planted = '${text}'\n`],
  ])(
    'finds %s that takes a title as it is, with many attacks in a document as with one',
    async (_, planted) => {
      const subject = subjects.find(({ name }) => name === 'swagger-2.0')
      if (subject === undefined) throw new Error('no subject')
      const compile = async (input: { readonly projectDir: string }) => {
        const result = await compiler.pipeline.compile(input)
        const text = readFileSync(join(input.projectDir, subject.file ?? ''), 'utf8')
        const title = String(JSON.parse(text).info?.title)
        const [first, ...files] = result.files
        if (first === undefined) return result
        return { ...result, files: [{ ...first, text: first.text + planted(title) }, ...files] }
      }
      const pipeline = { ...compiler.pipeline, compile }
      const holed = new Battery({ ...compiler, pipeline }, await openImporter(root))
      const some = positionsOf(subject.document, { keywords: compiler.keywords }).filter(
        ({ name }) => /^\/info\/(title|description)$/.test(name),
      )
      const chosen = Object.entries(payloads).filter(([name]) =>
        ['single quote', 'newline', 'end of a block comment'].includes(name),
      )
      const { failures } = await attackInRounds(holed, subject, some, chosen)
      const alone: string[] = []
      for (const position of some)
        for (const [name, payload] of chosen) {
          const { problems } = await holed.attack(subject, position, payload)
          if (problems.length > 0) alone.push(`${position.name} <- ${name}`)
        }
      holed.close()
      const together = failures.map(({ position, payload }) => `${position} <- ${payload}`)
      expect(together.sort()).toEqual(alone.sort())
      expect(together.length).toBeGreaterThan(0)
    },
    timeoutMs,
  )

  test.each([
    ['a call', 'export const a = { b: 1 }', 'export const a = { b: f() }'],
    [
      'a tag of a comment',
      '/** x */\nexport const a = 1',
      '/** x\n * @internal */\nexport const a = 1',
    ],
    ['a directive', '// x\nexport const a = 1', '// @ts-ignore\nexport const a = 1'],
    ['a reference', 'export {}', '/// <reference path="x" />\nexport {}'],
    ['a template literal', "export const a = 'x'", `export const a = \`x${'$'}{1}\``],
  ])('sees %s', (_, before, after) => {
    expect(shapeOf('a.ts', before).shape).not.toBe(shapeOf('a.ts', after).shape)
  })

  test('sees no difference in names, keys and texts', () => {
    const [one, other] = [
      "export const a = { b: 'c' }; a.b",
      "export const x = { 'y z': '' }; x['y z']",
    ]
    expect(shapeOf('a.ts', one ?? '').shape).toBe(shapeOf('a.ts', other ?? '').shape)
    expect(() => shapeOf('a.ts', "export const a = 'x")).toThrow('is no TypeScript')
  })

  test('imports modules for real, and sees a trap that one sets', async () => {
    const importAll = await openImporter(root)
    importAll([{ path: 'src/generated/a.ts', text: `globalThis.${trapName} = 1` }])
    expect(Reflect.get(globalThis, trapName)).toBe(1)
    Reflect.deleteProperty(globalThis, trapName)
  })

  test.each(['\u001b[2J', '\u009b31m', '\r', '\u202e', '\u200b', '\ud800', '\0'])(
    'sees %j on its way to a terminal',
    (text) => expect(isSafeForTerminals(`a${text}b`)).toBe(false),
  )
})
