// Answers of `nexus mock`: examples first, then values of the schema; chosen by the seed, and by nothing else.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compile, mockAnswersOf } from '../../../cli/src/pipeline.js'

const dir = mkdtempSync(join(tmpdir(), 'nexus-mock-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const operation = (operationId: string, responses: object) => ({ get: { operationId, responses } })
const json = (media: object) => ({ description: 'd', content: { 'application/json': media } })

const answers = async (paths: object, seed: number) => {
  const document = { openapi: '3.1.0', info: { title: 't', version: 'v' }, paths }
  writeFileSync(join(dir, 'api.json'), JSON.stringify(document))
  const result = await compile({ projectDir: dir, openapi: 'api.json', contracts: [] })
  return new Map(mockAnswersOf(result, seed)?.map(({ name, replies }) => [name, replies]))
}

const states = { type: 'string', enum: ['a', 'b', 'c', 'd'] }
const paths = {
  '/example': operation('example', { '201': json({ schema: { type: 'integer' }, example: 7 }) }),
  '/choice': operation('choice', { 200: json({ schema: states }) }),
  '/secret': operation('secret', {
    200: json({
      schema: {
        type: 'object',
        required: ['id', 'password'],
        properties: {
          id: { type: 'integer', readOnly: true, const: 3 },
          password: { type: 'string', writeOnly: true },
        },
      },
    }),
  }),
  '/empty': operation('empty', { 204: { description: 'd' } }),
  '/header': operation('header', {
    '2XX': {
      description: 'd',
      headers: { 'X-Total': { required: true, schema: { const: 4 } }, 'X-May': { schema: {} } },
    },
  }),
  '/never': operation('never', { 200: json({ schema: { enum: [] } }) }),
}

describe('mock answers', () => {
  it('are what the document declares of a success', async () => {
    const found = await answers(paths, 1)
    const value = (status: string, body: unknown) => ({
      status,
      headers: {},
      contents: [expect.objectContaining({ type: 'application/json', value: body })],
    })
    expect(found.get('example')).toEqual([value('201', 7)])
    expect(found.get('secret')).toEqual([value('200', { id: 3 })])
    expect(found.get('empty')).toEqual([{ status: '204', headers: {}, contents: [] }])
    expect(found.get('header')).toEqual([
      { status: '2XX', headers: { 'x-total': '4' }, contents: [] },
    ])
    expect(found.get('never')).toEqual([])
  })

  it('are chosen by the seed, and not by what else the document has', async () => {
    const chosen = async (seed: number, more: object = {}) =>
      (await answers({ ...more, '/choice': paths['/choice'] }, seed)).get('choice')?.[0]
        ?.contents[0]?.value
    const seeds = [0, 1, 2, 3, 4, 5, 6, 7]
    const first = await Promise.all(seeds.map((seed) => chosen(seed)))
    expect(new Set(first).size).toBeGreaterThan(1)
    expect(first.every((value) => states.enum.includes(String(value)))).toBe(true)
    for (const seed of seeds)
      expect(await chosen(seed, { '/empty': paths['/empty'] })).toBe(first[seed])
  })
})
