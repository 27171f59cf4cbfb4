// Proves that schemas of other files are named by their keys there, as components are by theirs, and inherit alike.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type CompileResult, compile } from '../../../cli/src/pipeline.js'
import { portIn } from '../emit/bodies.js'
import { documentOf, errorsOf, evaluate } from '../emit/evaluate.js'

/** Compiles a document whose body is `reference`, with files beside it. */
const compileWith = async (
  reference: string,
  files: Record<string, object>,
): Promise<CompileResult> => {
  const projectDir = mkdtempSync(join(tmpdir(), 'nexus-files-'))
  try {
    const document = documentOf([{ $ref: reference }])
    for (const [file, content] of Object.entries({ 'api.json': document, ...files }))
      writeFileSync(join(projectDir, file), JSON.stringify(content))
    return await compile({ projectDir, openapi: 'api.json', contracts: [] })
  } finally {
    rmSync(projectDir, { recursive: true, force: true })
  }
}

const modulesOf = (result: CompileResult): string[] =>
  result.files
    .map(({ path }) => path)
    .filter((path) => path.startsWith('src/generated/schemas/'))
    .map((path) => path.slice('src/generated/schemas/'.length))
    .sort()

const text = { type: 'string' }
const page = {
  Kind: { type: 'string', enum: ['room', 'house'] },
  Listing: { allOf: [{ type: 'object', properties: { kind: { $ref: '#/Kind' }, title: text } }] },
}

test.each([
  ['listings.json#/Listing', page],
  [
    'listings.json#/schemas/Listing',
    { schemas: JSON.parse(JSON.stringify(page).replaceAll('#/', '#/schemas/')) },
  ],
])('%s is Listing, and what it refers to has its own name', async (reference, file) => {
  const result = await compileWith(reference, { 'listings.json': file })
  expect(errorsOf(result)).toBe('')
  expect(modulesOf(result)).toEqual(['kind.ts', 'listing.ts'])
})

test('what a file that is one schema is made of has no name of its own', async () => {
  const list = { type: 'array', items: { type: 'string', minLength: 1 } }
  const result = await compileWith('names.json', { 'names.json': list })
  expect(errorsOf(result)).toBe('')
  expect(modulesOf(result)).toEqual(['names.ts'])
})

const message = {
  Message: {
    type: 'object',
    required: ['kind'],
    discriminator: { propertyName: 'kind', mapping: { text: '#/Text', image: '#/Image' } },
    properties: { kind: text },
  },
  Text: child({ text }, ['text']),
  Image: child({ photo: { type: 'integer' } }, ['photo']),
}

function child(properties: object, required: string[]): object {
  return { allOf: [{ $ref: '#/Message' }, { type: 'object', properties, required }] }
}

test('a base of another file is the union of its children', async () => {
  const result = await compileWith('messages.json#/Message', { 'messages.json': message })
  expect(errorsOf(result)).toBe('')
  const { accepts } = portIn(await evaluate(result.files), 0)
  expect(accepts({ kind: 'text', text: 'a' })).toBe(true)
  expect(accepts({ kind: 'image', photo: 1 })).toBe(true)
  expect(accepts({ kind: 'image', text: 'a' })).toBe(false)
  expect(accepts({ kind: 'sound' })).toBe(false)
})
