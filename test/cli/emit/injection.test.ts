// Proves that nothing of a document becomes code: hostile texts in every position give the same program.

import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import type { OutputFile } from '../../../cli/src/ir/output.js'
import { compileDocument, errorsOf, evaluate } from './evaluate.js'

const dollar = '$'
const payloads = [
  '*/ globalThis.pwned = 1 /*',
  '\n globalThis.pwned = 1 //',
  '\r globalThis.pwned = 1 //',
  '\u2028 globalThis.pwned = 1 //',
  '\u2029 globalThis.pwned = 1 //',
  "'; globalThis.pwned = 1; '",
  '"; globalThis.pwned = 1; "',
  '`; globalThis.pwned = 1; `',
  `${dollar}{globalThis.pwned = 1}`,
  "\\'; globalThis.pwned = 1; //",
  '\\u0027; globalThis.pwned = 1; //',
  '\u202e globalThis.pwned = 1 \u202c',
  '\ud800',
  '{{globalThis}} {{{x}}}',
  '</script><!-- globalThis.pwned = 1 -->',
  '__proto__',
  'constructor',
  'delete',
  'a-b.c d',
  'Ｏｂｊｅｃｔ',
  '../../../../etc/passwd',
  '%27%3B globalThis.pwned = 1',
] as const

const benign = 'benign text'

/** A document with one text in every position that takes free text. */
const documentWith = (text: string) => ({
  openapi: '3.1.0',
  info: { title: text, version: text, description: text },
  tags: [{ name: text, description: text }],
  paths: {
    '/a/{id}': {
      post: {
        operationId: text,
        tags: [text],
        summary: text,
        description: text,
        parameters: [
          {
            name: 'id',
            in: 'path',
            required: true,
            description: text,
            schema: { type: 'string', minLength: 1, description: text },
          },
          {
            name: text,
            in: 'query',
            description: text,
            schema: { type: 'string', enum: [text, `${text}x`], default: text },
          },
          {
            name: `q${text}`,
            in: 'query',
            style: 'deepObject',
            schema: { type: 'object', properties: { [text]: { type: 'integer' } } },
          },
        ],
        requestBody: {
          description: text,
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Body' } } },
        },
        // Reading refuses component names of other characters, so the scheme keeps a plain one.
        security: [{ key: [text] }],
        responses: {
          200: {
            description: `${text} ${text}`,
            headers: { 'x-h': { description: text, schema: { type: 'string', enum: [text] } } },
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/Body' }, example: text },
            },
          },
          default: { description: text },
        },
      },
    },
  },
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key', description: text } },
    schemas: {
      Body: {
        title: text,
        description: text,
        type: 'object',
        required: [text],
        properties: {
          [text]: { type: 'string', description: text, const: text },
          e: { enum: [text, { [text]: text }, [text]] },
          p: { type: 'string', pattern: text.replace(/[\\^$.*+?()[\]{}|/-]|\ud800/g, '') },
          d: { type: 'string', default: text, examples: [text], format: text },
          nested: {
            type: 'object',
            properties: { [text]: { type: 'integer' }, more: { type: 'string' } },
            additionalProperties: false,
          },
        },
      },
    },
  },
})

/** Kinds of all nodes, in order: what is left of a program without its names and texts. */
const shapeOf = ({ path, text }: OutputFile): string => {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true)
  const errors = (file as unknown as { parseDiagnostics: { messageText: unknown }[] })
    .parseDiagnostics
  if (errors.length > 0)
    throw new Error(`${path}: ${JSON.stringify(errors[0]?.messageText)}\n${text}`)
  const kinds: string[] = []
  const visit = (node: ts.Node): void => {
    // Access by name or by text, and quoted or bare keys, depend on the name alone.
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
      kinds.push('access')
    else if (ts.isStringLiteral(node) || ts.isIdentifier(node) || ts.isComputedPropertyName(node))
      return void kinds.push('name')
    else kinds.push(ts.SyntaxKind[node.kind] ?? '')
    ts.forEachChild(node, visit)
  }
  visit(file)
  return kinds.join(' ')
}

const isCode = ({ path }: OutputFile): boolean =>
  /\/generated\/(schemas|operations|app|context)/.test(path)

const shapesOf = (files: readonly OutputFile[]): string[] =>
  files.filter(isCode).map(shapeOf).sort()

describe('injection', async () => {
  const expected = shapesOf((await compileDocument(documentWith(benign))).files)

  test.each(payloads.map((payload) => ({ payload, name: JSON.stringify(payload) })))(
    '$name',
    async ({ payload }) => {
      const result = await compileDocument(documentWith(payload))
      expect(errorsOf(result)).toBe('')
      for (const { path } of result.files)
        expect(path).toMatch(
          /^(src|test)\/((generated|handlers)\/[a-z0-9./-]+|security\.ts|credentials\.ts)$/,
        )
      for (const { path } of result.files) expect(path.split('/')).not.toContain('..')
      if (!inherited.has(payload)) expect(shapesOf(result.files)).toEqual(expected)
      else shapesOf(result.files)
      await evaluate(result.files)
      expect(globalThis).not.toHaveProperty('pwned')
    },
  )

  test('the texts themselves arrive', async () => {
    for (const payload of payloads) {
      const { files } = await compileDocument(documentWith(payload))
      const modules = await evaluate(files)
      const operation = [...modules].find(([path]) => path.startsWith('operations/'))?.[1]
      const [{ definition }] = Object.values(operation ?? {}) as [
        { definition: { id: string; tag: string } },
      ]
      expect(definition).toMatchObject({ id: payload, tag: payload })
    }
  })
})

/** Names that every object has are looked up as own properties: another program, on purpose. */
const inherited = new Set<string>(['__proto__', 'constructor'])
