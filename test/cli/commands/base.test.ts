// The base of a comparison: documents in several files and ABIs, as the last generation read them or git has them.

import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { planOf } from '../../../cli/src/commands/generate/plan.js'
import {
  brokenBecause,
  type ComparedBase,
  lastBase,
  namedBase,
} from '../../../cli/src/commands/project/base.js'
import { resolveInputs } from '../../../cli/src/commands/project/inputs.js'
import { placedChanges } from '../../../cli/src/commands/project/placed-changes.js'
import { compile, write } from '../../../cli/src/pipeline.js'
import { nothingWritten } from '../../../cli/src/write/write.js'

let folder = ''
let dir = ''
const put = (file: string, text: string) => {
  mkdirSync(dirname(join(dir, file)), { recursive: true })
  writeFileSync(join(dir, file), text)
}
const edit = (file: string, from: string, to: string) => {
  const text = readFileSync(join(dir, file), 'utf8')
  expect(text).toContain(from)
  put(file, text.replace(from, to))
}
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: folder })

const commit = () => {
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', 'one')
}

const pathItem = (name: string, callback: string) => `
collection:
  post:
    operationId: ${name}
    responses: { '204': { description: None. } }
    callbacks:
      ${callback}:
        '{$request.query.url}':
          post:
            requestBody:
              content: { application/json: { schema: { type: object, properties: { a: { type: string } } } } }
            responses: { '204': { description: None. } }
`

const abi = (...names: string[]) =>
  JSON.stringify(
    names.map((name) => {
      return { type: 'function', name, stateMutability: 'view', inputs: [], outputs: [] }
    }),
  )

const config = (abiFile: string) =>
  `export default { openapi: 'specs/api.yaml', contracts: { token: { abi: '${abiFile}' } } }\n`

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'nexus-base-test-')))
  dir = join(folder, 'shop')
  put('nexus.config.ts', config('abi/Token.json'))
  put('abi/Token.json', abi('use', 'see'))
  put(
    'specs/api.yaml',
    `openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /events: { $ref: 'paths/events.yaml#/collection' }
  /orders: { $ref: 'paths/orders.yaml#/collection' }
`,
  )
  put('specs/paths/events.yaml', pathItem('addEvent', 'told'))
  put('specs/paths/orders.yaml', pathItem('addOrder', 'paid'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const inputs = () => resolveInputs(dir, {})
const lines = async (base: ComparedBase | null) => {
  if (base === null) throw new Error('there is no base')
  const changes = placedChanges(base.result, await compile(await inputs()))
  return changes.map(
    ({ rule, operation, place, file, line, side }) =>
      `${rule} ${operation}${place === '' ? '' : ` ${place}`} ${side} ${file}:${line}`,
  )
}

/** What both edits below are, from either base. */
const told = [
  'type-removed callback paid POST of POST /orders body /a after specs/paths/orders.yaml:11',
  'type-added callback paid POST of POST /orders body /a after specs/paths/orders.yaml:11',
  'function-removed contract token use() before abi/Token.json:1',
  'function-added contract token burn() after abi/Token.json:1',
]
const change = () => {
  edit('specs/paths/orders.yaml', 'type: string', 'type: integer')
  put('abi/Token.json', abi('see', 'burn'))
}

describe('the base', () => {
  it('is what the last generation read: documents of several files, and ABIs', async () => {
    await write(await compile(await inputs()), { mode: 'write' })
    change()
    expect(new Set(await lines(await lastBase(await inputs())))).toEqual(new Set(told))
  })

  it('is a revision of git, of a project that is not at its root', async () => {
    commit()
    change()
    expect(new Set(await lines(await namedBase('HEAD', await inputs())))).toEqual(new Set(told))
    expect((await lastBase(await inputs()))?.name).toBe('HEAD')
  })

  it('has its document and ABIs where the lock of then says that they were', async () => {
    await write(await compile(await inputs()), { mode: 'write' })
    commit()
    renameSync(join(dir, 'specs'), join(dir, 'api'))
    rmSync(join(dir, 'abi'), { recursive: true })
    put('nexus.config.ts', config('contracts/Token.json').replace('specs/', 'api/'))
    put('contracts/Token.json', abi('use'))
    const told = ['function-removed contract token see() before abi/Token.json:1']
    expect(await lines(await namedBase('HEAD', await inputs()))).toEqual(told)
  })

  it('is found by the paths of now where no lock says those of then', async () => {
    commit()
    change()
    expect(new Set(await lines(await namedBase('HEAD', await inputs())))).toEqual(new Set(told))
    put('nexus.lock', 'no lock')
    commit()
    expect(await lines(await namedBase('HEAD', await inputs()))).toEqual([])
  })

  it('runs nothing of the revision, which may be a branch of somebody else', async () => {
    await write(await compile(await inputs()), { mode: 'write' })
    const mark = join(folder, 'ran')
    put(
      'nexus.config.ts',
      `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(mark)}, '')\n${config('abi/Token.json')}`,
    )
    commit()
    put('nexus.config.ts', config('abi/Token.json'))
    change()
    expect(new Set(await lines(await namedBase('HEAD', await inputs())))).toEqual(new Set(told))
    rmSync(join(dir, '.nexus'), { recursive: true })
    expect(new Set(await lines(await lastBase(await inputs())))).toEqual(new Set(told))
    expect(existsSync(mark)).toBe(false)
  })

  it.each(['../../../../../../etc/hosts', '/etc/hosts', 'abi', '', '..', 'a\nb', 'a\0b'])(
    'reads nothing for an ABI at %j in the lock of then',
    async (path) => {
      await write(await compile(await inputs()), { mode: 'write' })
      edit('nexus.lock', '"abi/Token.json"', JSON.stringify(path))
      commit()
      expect(await lines(await namedBase('HEAD', await inputs()))).toEqual([
        'contract-added contract token after abi/Token.json:1',
      ])
    },
  )

  it('is of contracts alone where there is no document', async () => {
    put('nexus.config.ts', "export default { contracts: { token: { abi: 'abi/Token.json' } } }\n")
    await write(await compile(await inputs()), { mode: 'write' })
    put('abi/Token.json', abi('use'))
    expect(await lines(await lastBase(await inputs()))).toEqual([
      'function-removed contract token see() before abi/Token.json:1',
    ])
  })

  describe('of settings that say what documents mean', () => {
    const numbers = (schemas: string, include = '') =>
      put(
        'nexus.config.ts',
        `export default { openapi: 'specs/api.yaml', schemas: { ${schemas} }, document: { ${include} } }\n`,
      )
    const bases: [string, () => Promise<unknown>][] = [
      ['the last generation', async () => write(await compile(await inputs()), { mode: 'write' })],
      [
        'a revision of git',
        async () => {
          await write(await compile(await inputs()), { mode: 'write' })
          rmSync(join(dir, '.nexus'), { recursive: true })
          commit()
        },
      ],
    ]
    const read = '{ in: query, name: since, schema: { type: integer, format: int64 } }'
    beforeEach(() => {
      numbers("int64: 'number'")
      put(
        'specs/paths/events.yaml',
        pathItem('addEvent', 'told').replace(
          'operationId:',
          `parameters: [${read}]\n    operationId:`,
        ),
      )
      edit('specs/paths/orders.yaml', 'type: string', 'type: number, format: decimal')
    })

    it.each(bases)('is compiled with those of %s: numbers', async (_, remember) => {
      await remember()
      numbers("int64: 'bigint', decimal: 'string'")
      const base = await lastBase(await inputs())
      expect(await lines(base)).toEqual([
        'number-kept-otherwise POST /events query since after specs/paths/events.yaml:4',
        'number-kept-otherwise callback paid POST of POST /orders body /a after specs/paths/orders.yaml:11',
      ])
      if (base === null) throw new Error('there is no base')
      const changes = placedChanges(base.result, await compile(await inputs()))
      expect(changes.map(({ audience, message }) => `${audience} ${message}`)).toEqual([
        'types `int64` was number, is bigint in handlers',
        'types `decimal` was number, is string in handlers',
      ])
    })

    it.each(bases)(
      'is compiled with those of %s: operations that are left out',
      async (_, remember) => {
        await remember()
        numbers("int64: 'number'", "include: { paths: ['/events'] }")
        expect((await lines(await lastBase(await inputs())))[0]).toMatch(
          /^operation-removed POST \/orders before/,
        )
      },
    )
  })

  it.each(['[]', '{"int64":"text"}', '{"__proto__":{}}', 'null'])(
    'is compiled with settings of now where its lock has %s for them',
    async (schemas) => {
      await write(await compile(await inputs()), { mode: 'write' })
      const text = readFileSync(join(dir, 'nexus.lock'), 'utf8')
      put('nexus.lock', text.replace('"inputs": {', `"inputs": {\n  "schemas": ${schemas},`))
      commit()
      change()
      expect(new Set(await lines(await namedBase('HEAD', await inputs())))).toEqual(new Set(told))
    },
  )

  describe('of a document that refers to files above its folder', () => {
    const shared = (type: string) =>
      `Money: { type: object, properties: { amount: { type: ${type} } } }\n`
    beforeEach(() => {
      put(
        'nexus.config.ts',
        "export default { openapi: 'specs/api.yaml', document: { refRoot: '..' } }\n",
      )
      put('../common/shared.yaml', shared('string'))
      put(
        'specs/api.yaml',
        `openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /orders:
    get:
      responses:
        '200':
          description: OK.
          content: { application/json: { schema: { $ref: '../../common/shared.yaml#/Money' } } }
`,
      )
    })
    const told = [
      'type-removed GET /orders 200 /amount after ../common/shared.yaml:1',
      'type-added GET /orders 200 /amount after ../common/shared.yaml:1',
    ]

    it('is the last generation', async () => {
      await write(await compile(await inputs()), { mode: 'write' })
      put('../common/shared.yaml', shared('integer'))
      expect(new Set(await lines(await lastBase(await inputs())))).toEqual(new Set(told))
    })

    it('is a revision of git', async () => {
      commit()
      put('../common/shared.yaml', shared('integer'))
      expect(new Set(await lines(await namedBase('HEAD', await inputs())))).toEqual(new Set(told))
    })

    it('is told to be none where it does not compile', async () => {
      git('init', '-q')
      git('add', 'shop')
      git('commit', '-qm', 'one')
      const base = await namedBase('HEAD', await inputs())
      expect(brokenBecause(base)).toMatch(/^it has 1 error, the first is NX1001 .*shared\.yaml/)
      const plan = planOf(nothingWritten, [], base, await compile(await inputs()))
      expect(plan).toMatchObject({ base: null, changes: [] })
      expect(plan.uncompared).toMatch(/^HEAD cannot be compared with: it has 1 error/)
    })
  })

  it('is a file, which says nothing about ABIs', async () => {
    change()
    expect(await lines(await namedBase(join(dir, 'specs/api.yaml'), await inputs()))).toEqual([])
  })
})

describe('a base that is not there', () => {
  const failure = async (base: string) =>
    namedBase(base, await inputs()).catch((error: unknown) => error)

  it('is told by what is missing: a repository, the revision, the document', async () => {
    expect(await failure('main')).toMatchObject({
      message: expect.stringMatching(/^--base: main is no file, and .* is in no repository of Git/),
    })
    git('init', '-q', '-b', 'trunk')
    git('commit', '-qm', 'empty', '--allow-empty')
    expect(await failure('main')).toMatchObject({
      message: '--base: main is neither a file nor a revision that this repository has',
    })
    expect(await failure('trunk')).toMatchObject({
      message: expect.stringMatching(/^--base: trunk is neither .* revision that has .*api\.yaml$/),
    })
  })

  it('is told to be fetched in a clone of one commit', async () => {
    git('init', '-q')
    git('commit', '-qm', 'one', '--allow-empty')
    git('commit', '-qm', 'two', '--allow-empty')
    const head = git('rev-parse', 'HEAD').toString().trim()
    // What a clone of depth 1 has.
    writeFileSync(join(folder, '.git/shallow'), `${head}\n`)
    expect(await failure('main')).toMatchObject({
      message: '--base: main is neither a file nor a revision that this shallow clone has',
      help: expect.stringContaining('fetch-depth: 0'),
    })
  })
})
