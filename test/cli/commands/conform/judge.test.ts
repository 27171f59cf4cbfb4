// Verdicts of `nexus conform`: what an answer has to be, case by case; and the reports that tell them.

import pc from 'picocolors'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../../../cli/src/commands/conform/ask.js'
import { judge, type Verdict } from '../../../../cli/src/commands/conform/judge.js'
import { type Result, render } from '../../../../cli/src/commands/conform/report.js'
import type { ConformCase, DeclaredReply } from '../../../../cli/src/ir/conform-cases.js'

const asked = (more: Partial<ConformCase> = {}): ConformCase => ({
  operation: 'getPet',
  kind: 'valid',
  detail: '',
  request: { method: 'GET', target: '/pets/1', headers: {}, body: null },
  status: null,
  secured: false,
  announcedBytes: null,
  ...more,
})

const json = (status: number, value: unknown, more: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...more },
  text: JSON.stringify(value),
})
const problem = (status: number, more: Answer['headers'] = {}): Answer =>
  json(status, { status, detail: 'd' }, { 'content-type': 'application/problem+json', ...more })
const empty = (status: number): Answer => ({ status, headers: {}, text: '' })

const replies: readonly DeclaredReply[] = [
  {
    status: '200',
    contents: [{ type: 'application/json', schema: 'number' }],
    headers: [
      { name: 'x-total', required: true, schema: 'number', explode: false, hint: 'integer' },
      {
        name: 'x-tags',
        required: false,
        schema: 'object',
        explode: false,
        hint: { items: 'string' },
      },
    ],
  },
  { status: '204', contents: [], headers: [] },
  { status: '4XX', contents: [], headers: [] },
  { status: '302', contents: [{ type: 'image/*', schema: null }], headers: [] },
]
const contract = {
  replies: new Map([['getPet', replies]]),
  fits: (schema: string, value: unknown) => typeof value === schema,
  misfit: (schema: string) => ({ pointer: '/a', rule: `must be ${schema}` }),
}
const usual = 'application/problem+json'
const verdict = (
  each: ConformCase,
  answer: Answer,
  authorised = false,
  problemType = usual,
): Verdict => judge(each, answer, { authorised, problemType }, contract)

const total = { 'x-total': '1' }

describe('a server with a format of its own for problems', () => {
  const told = json(404, { code: 'NOT_FOUND' })
  it('may tell an error in it that declares no body; another server may not', () => {
    expect(verdict(asked(), told, false, 'application/json').outcome).toBe('passed')
    expect(verdict(asked(), told)).toEqual({
      outcome: 'failed',
      reason: 'a body of type application/json is not declared',
    })
  })

  it('may not answer a status in it that is not declared', () => {
    const reason = 'the status 201 is not declared'
    expect(verdict(asked(), json(201, {}), false, 'application/json').reason).toBe(reason)
  })
})

describe('a valid request', () => {
  it.each<[string, Answer, Verdict['outcome'], string]>([
    ['its declared answer', json(200, 1, total), 'passed', ''],
    ['a declared answer without a body', empty(204), 'passed', ''],
    ['a problem of a declared range', problem(404), 'passed', ''],
    [
      'a type of a declared range',
      { status: 302, headers: { 'content-type': 'image/png' }, text: 'x' },
      'passed',
      '',
    ],
    ['a stub', problem(501), 'skipped', 'not implemented'],
    ['a refusal', problem(400), 'failed', 'answered 400: d'],
    ['another status', problem(503), 'failed', 'the status 503 is not declared'],
    ['no required header', json(200, 1), 'failed', 'the required header x-total is missing'],
    [
      'a header of another type',
      json(200, 1, { 'x-total': 'many' }),
      'failed',
      'the header x-total does not match its schema: many',
    ],
    [
      'another shape',
      json(200, 'text', total),
      'failed',
      'does not match its schema at /a: must be number: "text"',
    ],
    ['what is no JSON', { ...json(200, 1, total), text: '{' }, 'failed', 'the body is no JSON'],
    [
      'another media type',
      { ...json(200, 1, total), headers: { ...total, 'content-type': 'text/plain' } },
      'failed',
      'the type text/plain is not declared',
    ],
    [
      'a body that is not declared',
      json(404, 1),
      'failed',
      'a body of type application/json is not declared',
    ],
  ])('may be answered with %s', (_, answer, outcome, reason) => {
    const found = verdict(asked(), answer)
    expect(found.outcome).toBe(outcome)
    expect(found.reason).toContain(reason)
  })

  it.each<[string, string, unknown, Verdict['outcome'], string]>([
    [
      'a declared 400 of a rule of the server',
      '400',
      { error: 'invalid_client' },
      'refused',
      'answered 400 as declared: {"error":"invalid_client"}; give an `example` that the server takes in the document',
    ],
    [
      'a 400 of a declared range',
      '4XX',
      { detail: 'Not ours.' },
      'refused',
      'declared: Not ours.;',
    ],
    ['a 400 of another shape', '400', 'text', 'failed', 'was answered 400: "text"'],
    ['a 400 that only `default` declares', 'default', {}, 'failed', 'was answered 400: {}'],
    [
      'a 400 that says what breaks the contract',
      '400',
      { errors: [{ in: 'body', pointer: '/a', code: 'type' }] },
      'failed',
      'was answered 400:  [{"in":"body"',
    ],
  ])('may be answered with %s', (_, status, body, outcome, reason) => {
    const contents = [{ type: 'application/json', schema: 'object' }]
    const declared = new Map([['getPet', [{ status, contents, headers: [] }]]])
    const known = { ...contract, replies: declared }
    const found = judge(asked(), json(400, body), { authorised: false, problemType: usual }, known)
    expect(found).toEqual({ outcome, reason: expect.stringContaining(reason) })
  })

  it('of a secured operation is not judged without credentials', () => {
    const secured = asked({ secured: true })
    expect(verdict(secured, problem(403)).outcome).toBe('skipped')
    expect(verdict(secured, json(200, 1, total), true).outcome).toBe('passed')
  })
})

describe('a request that breaks a rule', () => {
  const challenge = { 'www-authenticate': 'Bearer' }
  it.each<[string, Partial<ConformCase>, Answer, boolean, Verdict['outcome']]>([
    ['400 where 400 is wanted', { status: 400 }, problem(400), false, 'passed'],
    ['501 where 400 is wanted', { status: 400 }, problem(501), false, 'failed'],
    [
      'a problem of another status',
      { status: 400 },
      { ...problem(404), status: 400 },
      false,
      'failed',
    ],
    [
      '401 of a secured operation without credentials',
      { status: 400, secured: true },
      problem(401, challenge),
      false,
      'passed',
    ],
    ['401 without a challenge', { status: 400, secured: true }, problem(401), false, 'failed'],
    [
      '401 or 403 with credentials of another scheme',
      { status: 400, secured: true },
      problem(401, challenge),
      true,
      'skipped',
    ],
    [
      '401 to whom nothing was sent along',
      { kind: 'unauthorised', secured: true },
      problem(401, challenge),
      true,
      'passed',
    ],
    ['405 without Allow', { status: 405 }, problem(405), false, 'failed'],
    ['405 with Allow', { status: 405 }, problem(405, { allow: 'GET' }), false, 'passed'],
  ])('%s', (_, more, answer, authorised, outcome) => {
    expect(verdict(asked(more), answer, authorised).outcome).toBe(outcome)
  })
})

describe('reports', () => {
  const results: readonly Result[] = [
    { asked: asked(), outcome: 'passed', reason: '', ms: 1.4 },
    {
      asked: asked({ kind: 'boundary', detail: 'a="<&' }),
      outcome: 'failed',
      reason: 'no\u0000 "good"',
      ms: 2,
    },
    { asked: asked({ operation: '' }), outcome: 'skipped', reason: 'why', ms: 0 },
  ]
  const untried = [{ operation: 'putPet', what: 'valid: text/xml', why: 'nothing "fits"' }]
  const paint = pc.createColors(false)

  it('for people say what failed, and by which request', () => {
    expect(render({ results, untried }, 'text', { paint })).toBe(
      [
        '✗ getPet: 1 passed, 1 failed',
        '    boundary: a="<&: no\\u{0} "good"',
        '      GET /pets/1',
        '✓ (all paths): 0 passed, 1 skipped (why)',
        '- not tried, nothing "fits" (text/xml): putPet',
        '1 passed, 1 failed, 1 skipped, 1 not tried',
      ].join('\n'),
    )
  })

  it('for programs carry everything', () => {
    expect(JSON.parse(render({ results, untried }, 'json', { paint }))).toMatchObject({
      passed: 1,
      failed: 1,
      skipped: 1,
      results: [
        { operation: 'getPet', case: 'valid', outcome: 'passed' },
        { case: 'boundary: a="<&' },
        {},
      ],
      untried,
    })
  })

  it('for CI are XML', () => {
    const xml = render({ results, untried }, 'junit', { paint })
    expect(xml).toContain('<testsuite name="getPet" tests="2" failures="1" skipped="0">')
    expect(xml).toContain('name="boundary: a=&quot;&lt;&amp;"')
    expect(xml).toContain('<failure message="no &quot;good&quot;"/>')
    expect(xml).toContain('<skipped message="why"/>')
    expect(xml).toContain('<skipped message="not tried: nothing &quot;fits&quot;"/>')
  })
})
