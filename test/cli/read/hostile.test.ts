// Nothing that a document holds makes the front half throw, hang or fall silent: truncations, random damage, files
// that are no documents. What exhausts it is in limits.test.ts.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadDocument } from '../../../cli/src/load/load-document.js'
import { readOpenapi } from '../../../cli/src/read/openapi/document.js'
import { compileText, type Front, root } from './front.js'

const yaml = `openapi: 3.0.3
info: {title: "A", version: '1'}
paths:
  /a/{b}:
    get:
      parameters:
      - {name: b, in: path, required: true, schema: {type: integer, format: int64}}
      responses:
        200:
          description: >-
            folded
          content: {application/json: {schema: {$ref: '#/components/schemas/T'}}}
components:
  schemas:
    T: &t
      allOf: [{type: object, properties: {x: {$ref: '#/components/schemas/T'}}}]
    U: *t
`

const json = JSON.stringify(
  {
    openapi: '3.1.0',
    info: { title: 'é\n', version: '1' },
    paths: {
      '/a': {
        post: {
          requestBody: { content: { 'a/b': { schema: { enum: [1, 'x'] } } } },
          responses: { 200: { description: '' } },
        },
      },
    },
    components: { schemas: { A: { $ref: '#/components/schemas/A', minimum: -1.5e3 } } },
  },
  null,
  1,
)

const hasOutcome = ({ api, diagnostics }: Front): boolean => api !== null || diagnostics.length > 0

describe('every truncation', () => {
  it.each([
    ['api.yaml', yaml],
    ['api.json', json],
  ])('of %s ends with an API or a diagnostic', (file, text) => {
    for (let length = 0; length <= text.length; length++) {
      const front = compileText(file, text.slice(0, length))
      if (!hasOutcome(front)) throw new Error(`nothing came of the first ${length} characters`)
    }
    expect(compileText(file, text).api).not.toBeNull()
  })

  it('of JSON is a located syntax error', () => {
    for (let length = 1; length < json.length; length++) {
      const { codes, diagnostics } = compileText('api.json', json.slice(0, length))
      expect(codes).toEqual(['NX1010'])
      expect(diagnostics[0]?.at?.span?.start).toBeLessThanOrEqual(length)
    }
  })
})

/** Replaces the value at a random place of a JSON tree. */
const mutate = (tree: unknown, path: readonly number[], value: unknown): unknown => {
  const [step, ...rest] = path
  if (step === undefined || typeof tree !== 'object' || tree === null) return value
  const keys = Object.keys(tree)
  const key = keys[step % Math.max(keys.length, 1)]
  if (key === undefined) return value
  const child = mutate(Reflect.get(tree, key), rest, value)
  return Array.isArray(tree)
    ? tree.map((item, index) => (String(index) === key ? child : item))
    : { ...tree, [key]: child }
}

describe('random damage', () => {
  const features = [
    'json-body',
    'security',
    'discriminator',
    'responses',
    'query-parameters',
    'nullable-30',
  ]
  const trees = features.map((name) => {
    const front = loadDocument(join(root, `specs/features/${name}.yaml`))
    return front.value?.root.root
  })

  it('to a value never throws, and tells or compiles', () => {
    const scalars = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(
        '__proto__',
        '#/',
        '#/paths',
        '{',
        { $ref: '#' },
        { $ref: 'x' },
        { type: 'object' },
      ),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...trees),
        fc.array(fc.nat(9), { maxLength: 9 }),
        scalars,
        (tree, path, value) => {
          const front = compileText('api.json', JSON.stringify(mutate(tree, path, value)))
          return hasOutcome(front)
        },
      ),
      { numRuns: 1500, seed: 7 },
    )
  })

  it('to the text never throws, and tells or compiles', () => {
    const texts = ['json-body', 'yaml-anchors', 'security'].map((name) =>
      readFileSync(join(root, `specs/features/${name}.yaml`), 'utf8'),
    )
    const junk = fc.constantFrom(
      '\t',
      '\n',
      ': ',
      '- ',
      '*a',
      '&a ',
      '[',
      '}',
      '"',
      "'",
      '|',
      '>',
      '#',
      '!!',
      '%',
      '\0',
      '\ud800',
      '<<: ',
      '? ',
      '---\n',
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), junk), {
          minLength: 1,
          maxLength: 4,
        }),
        (text, damage) => {
          const broken = damage.reduce((each, [at, piece]) => {
            const offset = Math.floor(at * each.length)
            return each.slice(0, offset) + piece + each.slice(offset + 1)
          }, text)
          return hasOutcome(compileText('api.yaml', broken))
        },
      ),
      { numRuns: 400, seed: 7 },
    )
  })

  it('to anything at all never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('a.json', 'a.yaml', 'a'),
        (text, file) => hasOutcome(compileText(file, text)),
      ),
      { numRuns: 500, seed: 7 },
    )
  })
})

const head = 'openapi: 3.1.0\ninfo: { title: a, version: a }\npaths: {}\n'

describe('files', () => {
  const withFolder = (run: (folder: string) => void): void => {
    const folder = mkdtempSync(join(tmpdir(), 'nexus-front-'))
    try {
      run(folder)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  const codesOf = (folder: string, ref: string): readonly string[] => {
    mkdirSync(join(folder, 'api'), { recursive: true })
    writeFileSync(
      join(folder, 'api/api.yaml'),
      `${head}components: { schemas: { A: { $ref: '${ref}' } } }`,
    )
    const { value } = loadDocument('api/api.yaml', { cwd: folder })
    return value === null ? ['none'] : readOpenapi(value).diagnostics.map(({ code }) => code)
  }

  it('outside the folder are not read, not by `..`, a link or an absolute path', () => {
    withFolder((folder) => {
      writeFileSync(join(folder, 'secret.yaml'), 'type: string')
      expect(codesOf(folder, '../secret.yaml')).toEqual(['NX1030'])
      expect(codesOf(folder, join(folder, 'secret.yaml'))).toEqual(['NX1030'])
      symlinkSync('../secret.yaml', join(folder, 'api/link.yaml'))
      expect(codesOf(folder, 'link.yaml')).toEqual(['NX1030'])
      symlinkSync('..', join(folder, 'api/up'))
      expect(codesOf(folder, 'up/secret.yaml')).toEqual(['NX1030'])
      writeFileSync(join(folder, 'api/fine.yaml'), 'type: string')
      expect(codesOf(folder, 'fine.yaml')).toEqual([])
    })
  })

  it.each([
    ['file:///etc/hosts', 'NX1030'],
    ['FILE:/etc/hosts', 'NX1030'],
    ['..%2f..%2f..%2fetc/hosts', 'NX1030'],
    ['%2e%2e/secret.yaml', 'NX1030'],
    ['inner/../../secret.yaml', 'NX1030'],
    ['/etc/hosts', 'NX1030'],
    ['C:/hosts.yaml', 'NX1030'],
    ['..\\\\secret.yaml', 'NX1001'],
    ['a%00.yaml', 'NX1030'],
    ['%zz.yaml', 'NX1030'],
    ['data:text/plain,type: string', 'NX1030'],
    ['//example.com/a.yaml', 'NX1031'],
    ['HTTPS://example.com/a.yaml', 'NX1031'],
    ['folder', 'NX1002'],
    ['fifo', 'NX1002'],
    ['loop.yaml', 'NX1002'],
    ['empty.yaml', 'NX1004'],
    ['cut.yaml', 'NX1003'],
    ['wide.yaml', 'NX1003'],
    ['byte.yaml', 'NX2005'],
  ])('a reference to %s is refused where it stands', (ref, code) => {
    withFolder((folder) => {
      writeFileSync(join(folder, 'secret.yaml'), 'type: string')
      mkdirSync(join(folder, 'api/folder'), { recursive: true })
      const put = (name: string, content: string | Buffer) =>
        writeFileSync(join(folder, 'api', name), content)
      execFileSync('mkfifo', [join(folder, 'api/fifo')])
      symlinkSync('loop.yaml', join(folder, 'api/loop.yaml'))
      put('empty.yaml', '')
      put('byte.yaml', '1')
      put('cut.yaml', Buffer.from('description: é').subarray(0, -1))
      put('wide.yaml', Buffer.from('\ufefftype: string', 'utf16le'))
      expect(codesOf(folder, ref)[0]).toBe(code)
    })
  })

  it('outside the folder may be read when the project root is wider', () => {
    withFolder((folder) => {
      mkdirSync(join(folder, 'api'))
      writeFileSync(join(folder, 'shared.yaml'), 'type: string')
      writeFileSync(
        join(folder, 'api/api.yaml'),
        `${head}components: { schemas: { A: { $ref: '../shared.yaml' } } }`,
      )
      const { value } = loadDocument('api/api.yaml', { cwd: folder, projectRoot: '.' })
      const read = value === null ? null : readOpenapi(value)
      expect(read?.diagnostics).toEqual([])
      expect(read?.value?.schemas.get('shared.yaml#')?.types).toEqual(['string'])
    })
  })

  it('are limited in size and number, and devices are not files', () => {
    withFolder((folder) => {
      writeFileSync(join(folder, 'api.yaml'), head)
      const codesWith = (limits: object): readonly string[] =>
        loadDocument('api.yaml', { cwd: folder, limits }).diagnostics.map(({ message }) => message)
      expect(codesWith({ fileBytesMax: 10 })).toEqual([
        'the file is larger than 10 bytes (limit fileBytesMax)',
      ])
      expect(codesWith({ totalBytesMax: 10 })[0]).toContain('limit totalBytesMax')
      expect(codesWith({ filesMax: 0 })[0]).toContain('limit filesMax')
      expect(loadDocument('/dev/zero').diagnostics.map(({ code }) => code)).toEqual(['NX1002'])
    })
  })
})
