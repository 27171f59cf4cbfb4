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
const saidOf = async (targets: readonly string[], limits: Record<string, number> = {}) => {
  const info = { title: 'a', version: '1' }
  const deep = JSON.parse(`${'['.repeat(90)}${']'.repeat(90)}`)
  put('api.json', { openapi: '3.1.0', info, paths: {}, 'x-deep': deep })
  const actions = targets.map((target) => ({ target, update: { 'x-seen': true } }))
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
  `the targets of the overlay look at more than ${max} values (limit targetStepsMax)`,
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
    expect(said?.slice(0, 2)).toEqual(tooManySteps(2_000_000))
  })

  it('shares its steps with the others', async () => {
    const targets = Array.from({ length: 20 }, () => '$..info')
    expect(await saidOf(targets, { targetStepsMax: 5_000 })).toEqual([])
    const [said] = await saidOf(targets, { targetStepsMax: 1_000 })
    expect(said?.slice(0, 2)).toEqual(tooManySteps(1_000))
  })
})
