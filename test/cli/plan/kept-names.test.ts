// Proves that what has a name keeps it, whatever comes: names that were given are in nexus.lock, and only newcomers
// yield to them.

import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CompileResult, compile, write } from '../../../cli/src/pipeline.js'
import { assignNames } from '../../../cli/src/plan/names/assign-names.js'
import { lockPath } from '../../../cli/src/write/lock.js'
import { emptyLock, parseLock, printLock } from '../../../cli/src/write/lock-text.js'

let dir = ''
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'nexus-kept-')))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

interface Operation {
  readonly path: string
  readonly id: string | null
  readonly schema: string
}

/** Split into an input and an output type: it claims two names. */
const schema = { type: 'object', properties: { i: { type: 'integer', readOnly: true } } }

const documentOf = (operations: readonly Operation[]) => ({
  openapi: '3.1.0',
  info: { title: 't', version: '1' },
  paths: Object.fromEntries(
    operations.map(({ path, id, schema }) => {
      const content = {
        'application/json': { schema: { $ref: `#/components/schemas/${schema}` } },
      }
      const responses = { 200: { description: 'ok', content } }
      return [
        path,
        {
          post: {
            ...(id === null ? {} : { operationId: id }),
            requestBody: { content },
            responses,
          },
        },
      ]
    }),
  ),
  components: { schemas: Object.fromEntries(operations.map((each) => [each.schema, schema])) },
})

const compiled = (operations: readonly Operation[]): Promise<CompileResult> => {
  writeFileSync(join(dir, 'api.json'), JSON.stringify(documentOf(operations)))
  return compile({ projectDir: dir, openapi: 'api.json', contracts: [] })
}

const generate = async (operations: readonly Operation[]) => {
  const result = await compiled(operations)
  return { result, written: await write(result, { mode: 'write' }) }
}

const namesOf = ({ plan }: CompileResult): Map<string, string> =>
  new Map(plan?.api?.names.map(({ identity, name }) => [identity, name]))

const at = (path: string, id: string | null, schema = 'Pet'): Operation => ({ path, id, schema })

describe('what joins a project renames nothing in it', () => {
  it.each([
    ['an id that makes the same name', at('/c', 'GetPet'), at('/a', 'get_pet')],
    ['an id that is the name itself', at('/c', 'get_pet'), at('/a', 'getPet')],
    ['a path that makes the same name', at('/a-b', null), at('/a/b', null)],
    ['a schema of the name that another one is sent as', at('/a', 'x'), at('/b', 'y', 'PetInput')],
    ['a schema that differs in case', at('/a', 'x', 'Pet'), at('/b', 'y', 'PET')],
    ['a schema whose name is a made one', at('/a', 'x', 'pet'), at('/b', 'y', 'Pet')],
  ])('%s', async (_, first, joining) => {
    const before = await generate([first])
    const handlers = before.written.scaffolded.filter((path) => path.includes('/handlers/'))
    const after = await generate([joining, first])
    expect(after.written).toMatchObject({ moved: [], renamed: [], merged: [], conflicts: [] })
    const now = namesOf(after.result)
    for (const [identity, name] of namesOf(before.result)) expect(now.get(identity)).toBe(name)
    for (const path of handlers) expect(existsSync(join(dir, path))).toBe(true)
    // The newcomer yields, and stays what it is called when the first one goes.
    const joined = namesOf((await generate([joining])).result)
    for (const [identity, name] of joined) expect(now.get(identity)).toBe(name)
  })

  it('any operations, with any names, in any order', async () => {
    const id = fc.constantFrom(
      'getPet',
      'GetPet',
      'get_pet',
      'get-pet',
      'GETPet',
      'post a',
      'postA',
    )
    const name = fc.constantFrom(
      'Pet',
      'pet',
      'PET',
      'p-e-t',
      'PetInput',
      'Pet_Input',
      'petInputInput',
    )
    const path = fc.constantFrom('/a', '/a-b', '/a/b', '/a_b', '/A', '/a/b/c', '/d', '/e', '/f')
    const operation = fc.record({ path, id: fc.option(id), schema: name })
    const distinct = fc
      .uniqueArray(operation, { selector: ({ path }) => path, minLength: 2, maxLength: 8 })
      .map((list) => {
        // An id is there once, as in every valid document.
        const seen = new Set<string | null>()
        return list.filter(({ id }) => id === null || (!seen.has(id) && seen.add(id)))
      })
    await fc.assert(
      fc.asyncProperty(distinct, fc.nat(7), async (all, cut) => {
        rmSync(join(dir, lockPath), { force: true })
        const before = namesOf(await compiled(all.slice(cut % all.length)))
        const lock = printLock({ ...emptyLock, names: before })
        writeFileSync(join(dir, lockPath), lock)
        const after = namesOf(await compiled(all))
        for (const [identity, name] of before) expect(after.get(identity)).toBe(name)
        writeFileSync(join(dir, lockPath), lock)
        expect(namesOf(await compiled(all.toReversed()))).toEqual(after)
      }),
      { numRuns: 40, seed: 21 },
    )
  }, 60_000)
})

describe('the names of a lock', () => {
  const claims = ['a', 'b', 'c'].map((identity) => ({ identity, name: 'Pet', rank: 1 }))

  it('hold for who still wants them', () => {
    const given = new Map([
      ['b', 'Pet'],
      ['c', 'Animal'],
    ])
    const names = assignNames(claims, given)
    expect(names.get('b')).toBe('Pet')
    expect(names.get('c')).toMatch(/^Pet_[0-9a-f]{8}$/)
  })

  it('that two branches gave to two things are the name of one', () => {
    const names = assignNames(
      claims,
      new Map([
        ['c', 'Pet'],
        ['b', 'Pet'],
      ]),
    )
    expect(names.get('b')).toBe('Pet')
    expect(new Set(names.values()).size).toBe(3)
  })

  it('cannot be what nobody may be called', async () => {
    await generate([at('/a', 'x')])
    const text = readFileSync(join(dir, lockPath), 'utf8')
    writeFileSync(join(dir, lockPath), text.replace('"id x": "x"', '"id x": "x()}; evil("'))
    expect(namesOf(await compiled([at('/a', 'x')])).get('id x')).toBe('x')
  })

  it('of a shared shape stay when most places call it something else', async () => {
    const big = {
      type: 'object',
      properties: Object.fromEntries([...'abcdef'].map((key) => [key, { type: 'string' }])),
    }
    const shared = (names: readonly string[]) => {
      const properties = Object.fromEntries(names.map((name) => [name, big]))
      const schemas = { All: { type: 'object', properties } }
      return { ...documentOf([at('/a', 'x', 'All')]), components: { schemas } }
    }
    const shapes = async (names: readonly string[]) => {
      writeFileSync(join(dir, 'api.json'), JSON.stringify(shared(names)))
      const result = await compile({ projectDir: dir, openapi: 'api.json', contracts: [] })
      await write(result, { mode: 'write' })
      return [...namesOf(result).values()].filter((name) => /_[0-9a-f]{8}$/.test(name))
    }
    const before = await shapes(['zebra', 'zebraTwo'])
    expect(before).toEqual([expect.stringMatching(/^Zebra_/)])
    expect(await shapes(['a', 'zebra', 'zebraTwo'])).toEqual(before)
    rmSync(join(dir, lockPath))
    expect(await shapes(['a', 'zebra', 'zebraTwo'])).not.toEqual(before)
  })

  it('of both sides of a merge are there', () => {
    const [ours, theirs] = ['a', 'b'].map((name) =>
      printLock({ ...emptyLock, names: new Map([[name, name]]) }),
    )
    const text = `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> other\n`
    expect(parseLock(text)?.names).toEqual(
      new Map([
        ['a', 'a'],
        ['b', 'b'],
      ]),
    )
  })

  it('that changed are told: operations by method and path', async () => {
    await generate([at('/a', 'getPet')])
    const { written } = await generate([at('/a', 'fetchPet')])
    expect(written.renamed).toEqual([{ of: 'POST /a', from: 'getPet', to: 'fetchPet' }])
  })
})
