// Answers of `nexus mock` where the document is wrong about its examples, or leaves open what a body is.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compile, mockAnswersOf } from '../../../cli/src/pipeline.js'

const dir = mkdtempSync(join(tmpdir(), 'nexus-mock-open-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const operation = (operationId: string, responses: object) => ({ get: { operationId, responses } })
const content = (type: string, media: object) => ({ description: 'd', content: { [type]: media } })
const json = (media: object) => content('application/json', media)

describe('answers of what documents have wrong, or leave open', () => {
  const failure = {
    type: 'object',
    required: ['errorCode'],
    properties: { errorCode: { type: 'string' } },
  }
  const compiled = async (responses: object) => {
    const document = {
      openapi: '3.1.0',
      info: { title: 't', version: 'v' },
      paths: { '/a': operation('a', responses) },
    }
    writeFileSync(join(dir, 'open.json'), JSON.stringify(document))
    const result = await compile({ projectDir: dir, openapi: 'open.json', contracts: [] })
    return { result, replies: mockAnswersOf(result, 1)?.[0]?.replies ?? [] }
  }

  it('an example that its schema refuses is said, and never sent', async () => {
    const { result, replies } = await compiled({
      200: json({
        schema: failure,
        examples: { bad: { value: { code: 'E1' } }, good: { value: { errorCode: 'E2' } } },
      }),
      404: json({ schema: failure, example: { code: 'E1' } }),
    })
    expect(replies.map(({ contents }) => contents[0])).toEqual([
      expect.objectContaining({
        value: { errorCode: 'E2' },
        examples: { good: { errorCode: 'E2' } },
      }),
      expect.objectContaining({ value: { errorCode: expect.any(String) }, examples: {} }),
    ])
    const said = result.diagnostics.filter(({ code }) => code === 'NX4074')
    expect(said.map(({ message, at, related }) => [message, at?.pointer, related?.length])).toEqual(
      [
        [
          '2 examples are refused by the schema: `bad`',
          '/paths/~1a/get/responses/200/content/application~1json',
          1,
        ],
      ],
    )
  })

  it('an example of an answer need not have what is writeOnly', async () => {
    const { result, replies } = await compiled({
      200: json({
        schema: {
          type: 'object',
          required: ['id', 'secret'],
          properties: { id: { type: 'integer' }, secret: { type: 'string', writeOnly: true } },
        },
        example: { id: 7 },
      }),
    })
    expect(result.diagnostics.filter(({ code }) => code === 'NX4074')).toEqual([])
    expect(replies[0]?.contents[0]?.value).toEqual({ id: 7 })
  })

  it('text is of its schema, files are what their range allows, problems tell their status', async () => {
    const { replies } = await compiled({
      200: content('text/plain', { schema: { type: 'string', enum: ['UP'] } }),
      201: content('image/*', { schema: { type: 'string', format: 'binary' } }),
      202: content('application/pdf', {}),
      404: content('application/problem+json', {
        schema: {
          type: 'object',
          properties: { status: { type: 'integer' }, title: { type: 'string' } },
        },
      }),
      409: content('application/problem+json', {
        schema: { type: 'object', required: ['status'], properties: { status: { const: 1 } } },
      }),
    })
    const [text, image, pdf, problem, odd] = replies.map(({ contents }) => contents[0])
    expect(text).toMatchObject({ kind: 'value', value: 'UP' })
    expect(image).toMatchObject({ type: 'image/png', kind: 'bytes', named: true })
    const bytes = (value: unknown) => Buffer.from(String(value), 'base64').toString('latin1')
    expect(bytes(image?.value).slice(0, 4)).toBe('\x89PNG')
    expect(pdf).toMatchObject({ type: 'application/pdf', kind: 'bytes' })
    expect(bytes(pdf?.value)).toMatch(/^%PDF-[\s\S]*%%EOF\n$/)
    expect([problem?.isProblem, odd?.isProblem]).toEqual([true, false])
  })
})
