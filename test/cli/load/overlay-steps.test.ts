// What the targets of an overlay may cost: each comes to an end, by a limit that has a name.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compile } from '../../../cli/src/pipeline.js'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-overlay-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const put = (file: string, value: unknown) => writeFileSync(join(dir, file), JSON.stringify(value))

/** Codes and messages of a deep document with an overlay of these targets. */
const saidOf = (targets: readonly string[], limits: Record<string, number> = {}) =>
  saidByActions(
    targets.map((target) => ({ target, update: { 'x-seen': true } })),
    limits,
  )

const saidByActions = async (
  actions: readonly object[],
  limits: Record<string, number> = {},
  more: object = {},
) => {
  const info = { title: 'a', version: '1' }
  const deep = JSON.parse(`${'['.repeat(90)}${']'.repeat(90)}`)
  put('api.json', { openapi: '3.1.0', info, paths: {}, 'x-deep': deep, ...more })
  put('over.json', { overlay: '1.0.0', info, actions })
  const document = { overlays: [join(dir, 'over.json')], limits }
  const { diagnostics } = await compile({
    projectDir: dir,
    openapi: 'api.json',
    contracts: [],
    document,
  })
  return diagnostics.map(({ code, message, at }) => [code, message, at?.pointer])
}

const tooManySteps = (max: number) => [
  'NX1020',
  `the targets of the overlay look at more than ${max} values, beside four looks at each of the document (limit targetStepsMax)`,
]

describe('a target of an overlay', () => {
  it.each([
    ['goes down in as many ways as there are', `$${'..*'.repeat(8)}.nothing`],
    ['does so in a filter', '$..[?count(@..*..*..*) == 7777]'],
    ['does so in a filter of a filter', '$..[?@[?count(@..*..*) == 7777]]'],
  ])('that %s is refused at a number of steps', async (_, target) => {
    const [said] = await saidOf([target], { targetStepsMax: 20_000 })
    expect(said).toEqual([...tooManySteps(20_000), '/actions/0/target'])
  })

  it('ends by default as well', async () => {
    const [said] = await saidOf([`$${'..*'.repeat(8)}.nothing`])
    expect(said?.slice(0, 2)).toEqual(tooManySteps(200_000))
  })

  it('shares its steps with the others', async () => {
    const targets = Array.from({ length: 20 }, () => '$..info')
    expect(await saidOf(targets, { targetStepsMax: 5_000 })).toEqual([])
    const [said] = await saidOf(targets, { targetStepsMax: 1_000 })
    expect(said?.slice(0, 2)).toEqual(tooManySteps(1_000))
  })
})

describe('an overlay that grows what it finds', () => {
  const grown = (target: string, fan: number, count: number) => {
    const update = Object.fromEntries(Array.from({ length: fan }, (_, i) => [`k${i}`, { n: {} }]))
    const first = { target: '$.info', update: { 'x-a': { n: {} } } }
    return [first, ...Array.from({ length: count }, () => ({ target, update }))]
  }
  const limitOf = ([said]: readonly (readonly unknown[])[]) =>
    /limit (\w+)/.exec(String(said?.[1]))?.[1]

  it.each(['$..n', "$..['n']", '$.info..*', '$.info..[?@.n]', '$..*..*'])(
    'by %s is refused while it is small',
    async (target) => {
      for (const fan of [1, 2, 4]) {
        const count = fan === 1 && target !== '$..*..*' ? 400 : 40
        const limit = limitOf(await saidByActions(grown(target, fan, count)))
        expect(limit).toMatch(/^(overlayValuesMax|targetStepsMax|nestingDepthMax)$/)
      }
    },
  )

  it('may add as many values as the document has, and more by a limit', async () => {
    const actions = [{ target: '$', update: { 'x-list': Array.from({ length: 300 }, () => 1) } }]
    expect(await saidByActions(actions, { overlayValuesMax: 250 })).toEqual([])
    expect(limitOf(await saidByActions(actions, { overlayValuesMax: 100 }))).toBe(
      'overlayValuesMax',
    )
  })

  it('may look at a large document as often as at a small one', async () => {
    const actions = Array.from({ length: 2 }, () => ({ target: '$..info', update: {} }))
    const list = Array.from({ length: 2_000 }, (_, i) => i)
    expect(await saidByActions(actions, { targetStepsMax: 1 }, { 'x-list': list })).toEqual([])
  })
})
