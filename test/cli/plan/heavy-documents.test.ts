// What a small document asks of the compiler grows like the document, not like two to its power; what cannot, is
// refused by a limit that has a name. Work is counted: looks at schemas, and characters of output.

import { describe, expect, it } from 'vitest'
import { compareApis } from '../../../cli/src/check/changes/compare.js'
import { checkApi } from '../../../cli/src/check/check-api.js'
import { emitClient } from '../../../cli/src/emit/client/client.js'
import { emitApi } from '../../../cli/src/emit/outputs.js'
import type { Api } from '../../../cli/src/ir/api.js'
import type { ApiPlan } from '../../../cli/src/ir/plan/output.js'
import type { Schema } from '../../../cli/src/ir/schema.js'
import { planApi } from '../../../cli/src/plan/api.js'
import { planConformance } from '../../../cli/src/plan/trials/conform-cases.js'
import { declaredReplies } from '../../../cli/src/plan/trials/declared-answers.js'
import { mockAnswers } from '../../../cli/src/plan/trials/mock-answers.js'
import { Issues } from '../../../runtime/src/validate/issues.js'
import { compileDocument, documentOf, errorsOf, evaluate, type Validate } from '../emit/evaluate.js'
import { compileText } from '../read/front.js'
import {
  applicatorFamilies,
  defaultsInDefaults,
  families,
  manyShapes,
  patternedBranches,
  tower,
} from './heavy-documents.js'

/** The same document, whose schemas count how often something of them is looked at. */
const counted = (api: Api): { readonly api: Api; readonly looks: () => number } => {
  let looks = 0
  const watch = (schema: Schema): Schema =>
    new Proxy(schema, {
      get: (target, name) => {
        looks++
        return Reflect.get(target, name)
      },
    })
  const schemas = new Map([...api.schemas].map(([id, schema]) => [id, watch(schema)]))
  return { api: { ...api, schemas }, looks: () => looks }
}

const workOf = (document: object): { readonly looks: number; readonly characters: number } => {
  const front = compileText('api.json', JSON.stringify(document))
  if (front.api === null) throw new Error(front.codes.join(' '))
  const { api, looks } = counted(front.api)
  checkApi(api)
  const { value } = planApi(api, { source: 'api.json', answers: 'included' })
  if (value === null) throw new Error('nothing was planned')
  aroundOf(api, value)
  const client = emitClient(value, '', 'client.ts')
  const characters = [...emitApi(value), client].reduce((sum, file) => sum + file.text.length, 0)
  return { looks: looks(), characters }
}

/** What commands ask of a planned document beside its files. */
const aroundOf = (api: Api, plan: ApiPlan): void => {
  mockAnswers(api, plan, 1)
  planConformance(api, plan)
  declaredReplies(api, plan)
  compareApis(api, api)
}

/** A document of twice the size: as much as cubes of it, where a power of two would be thousands of times more. */
const growthMax = 8

describe('twice the document is no multiple of the work', () => {
  it.each(Object.entries(families))('%s', (_, make) => {
    const [small, large] = [workOf(make(10)), workOf(make(20))]
    expect(large.looks / small.looks).toBeLessThan(growthMax)
    expect(large.characters / small.characters).toBeLessThan(growthMax / 2)
  })
})

/** Looks at schemas for 30 levels: with two ways at each there are a thousand million ways down. */
const looksMax = 2_000_000

describe('levels that each name the next one twice are no power of two', () => {
  it.each(Object.entries(applicatorFamilies))('%s', (_, make) => {
    expect(workOf(make(30)).looks).toBeLessThan(looksMax)
  })
})

describe('wide documents cost as much as they are wide', () => {
  it.each([
    'a union of many',
    'a union of many texts',
    'allOf of many',
    'one discriminator of many',
  ])('%s', (name) => {
    const make = families[name] as (n: number) => object
    const [small, large] = [workOf(make(200)), workOf(make(400))]
    expect(large.looks / small.looks).toBeLessThan(2.2)
    expect(large.characters / small.characters).toBeLessThan(2.2)
  })
})

describe('a limit refuses', () => {
  it('members that merge along circles: their shapes are as many as a product', async () => {
    const result = await compileDocument(manyShapes())
    expect(errorsOf(result)).toContain('NX4050 members merge into more than 512 shapes here')
    expect(result.files).toEqual([])
  })

  it('defaults that are put into each other', async () => {
    expect(errorsOf(await compileDocument(defaultsInDefaults(30)))).toMatch(
      /^NX1105 defaults put into each other are more than \d+ values \(limit defaultValuesMax\)/,
    )
    expect(errorsOf(await compileDocument(defaultsInDefaults(8)))).toBe('')
  })

  it.each(['anyOf', 'allOf'] as const)('%s of branches with many patterns', async (kind) => {
    expect(errorsOf(await compileDocument(patternedBranches(30, kind)))).toMatch(
      /^NX4181 patterns of names meet .* more than 200000 times here \(limit patternMeetingsMax\) \/components\/schemas\/S0$/,
    )
    expect(errorsOf(await compileDocument(patternedBranches(6, kind)))).toBe('')
  })

  it('chains of schemas in place, at the schema where it becomes too long', async () => {
    const document = (families['a chain of allOf'] as (n: number) => object)(300)
    const errors = errorsOf(await compileDocument(document))
    expect(errors).toMatch(/^NX2132 .* \/components\/schemas\/L\d+$/)
  })
})

describe('long documents', () => {
  it('a union of many is one: the last branch lets in, and none leaves its own issues', async () => {
    const { files } = await compileDocument(
      documentOf([
        { anyOf: Array.from({ length: 20 }, (_, i) => ({ type: 'string', maxLength: i })) },
      ]),
    )
    const validate = (await evaluate(files)).get('schemas/s0')?.validateS0 as Validate
    const issuesOf = (value: unknown): string[] => {
      const issues = new Issues()
      validate(value, issues)
      return issues.list.map(({ code }) => code)
    }
    expect(issuesOf('x'.repeat(19))).toEqual([])
    expect(issuesOf('')).toEqual([])
    expect(issuesOf('x'.repeat(20))).toEqual(['anyOf'])
    expect(issuesOf(1)).toEqual(['anyOf'])
  })

  it('1,200 schemas below each other end no stack', async () => {
    const document = (families['members of members, twice'] as (n: number) => object)(1200)
    expect(errorsOf(await compileDocument(document))).toBe('')
  })

  it('enumerations of 10,000 members are a set that is made once', async () => {
    const document = (families['many members of an enumeration'] as (n: number) => object)(10_000)
    const { files } = await compileDocument(document)
    const text = files.find(({ path }) => path.endsWith('schemas/s0.ts'))?.text ?? ''
    expect(text.match(/'member 9999'/g)).toHaveLength(2)
  })
})

it('a branch forgets the defaults that a circle of schemas put in', async () => {
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
  const { files } = await compileDocument(
    documentOf([ref('A')], {
      A: { allOf: [ref('B'), ref('C')] },
      B: { type: 'object', properties: { w: ref('W') } },
      C: { type: 'object', properties: { flag: { type: 'boolean', default: true } } },
      W: { type: 'object', properties: { a: ref('A'), x: ref('X') } },
      X: { anyOf: [{ ...ref('W'), required: ['z'] }, { type: 'object' }] },
    }),
  )
  const text = files.find(({ path }) => path.endsWith('schemas/x.ts'))?.text ?? ''
  expect(text).toContain('issues.keep(')
})

it('a member that is joined at every level is looked at once, not for each way to it', () => {
  const document = tower(
    30,
    { type: 'object', properties: { n: { type: 'string' } } },
    (below, i) => ({
      anyOf: [
        below,
        { allOf: [below, { type: 'object', properties: { n: { maxLength: i, type: 'string' } } }] },
        { type: 'object', properties: { other: { type: 'string' } } },
      ],
    }),
  )
  expect(workOf(document).looks).toBeLessThan(looksMax)
})
