// Which path templates are told to match the same requests, and that looking for them ends.

import { describe, expect, it } from 'vitest'
import { ambiguitiesOf, ambiguityLimits } from '../../../cli/src/check/ambiguous-routes.js'
import type { Operation } from '../../../cli/src/ir/operation.js'
import { compileText } from '../read/front.js'

const operations = (...routes: string[]): Operation[] =>
  routes.map((route) => {
    const [method, path] = route.split(' ')
    return { method, path } as Operation
  })

/** `later ~ earlier earlier`. */
const told = (...routes: string[]): string[] =>
  ambiguitiesOf(operations(...routes)).found.map(
    ({ operation, others }) => `${operation.path} ~ ${others.map(({ path }) => path).join(' ')}`,
  )

const range = <T>(n: number, of: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => of(i))

describe('templates that match the same requests', () => {
  it.each([
    [['GET /{a}/me', 'GET /books/{b}'], ['/books/{b} ~ /{a}/me']],
    [['GET /books/{b}', 'GET /films/{b}', 'GET /{a}/me'], ['/{a}/me ~ /books/{b} /films/{b}']],
    [['GET /{a}/me', 'POST /books/{b}'], []],
    [['GET /{a}/me', 'GET /books/me'], []],
    [['GET /{a}/{b}', 'GET /books/{b}', 'GET /{a}/me', 'GET /books/me'], ['/{a}/me ~ /books/{b}']],
    [['GET /{a}/me/x', 'GET /books/{b}/y'], []],
    [['GET /{a}/me', 'GET /books/{b}/c'], []],
    [['GET /{a}/x/{c}/z', 'GET /k/{b}/y/{d}'], ['/k/{b}/y/{d} ~ /{a}/x/{c}/z']],
    [['GET /{a}.json/me', 'GET /books/{b}'], ['/books/{b} ~ /{a}.json/me']],
  ])('%j', (routes, expected) => {
    expect(told(...routes)).toEqual(expected)
  })

  it('are looked for near those that begin alike: 20,000 operations take no step too many', () => {
    const routes = range(20_000, (i) => `GET /group${i % 100}/item${i}/{id}`)
    expect(ambiguitiesOf(operations(...routes))).toEqual({ found: [], isComplete: true })
  })

  it('are looked for up to a limit, which is told', () => {
    const routes = range(4000, (i) => (i % 2 === 0 ? `GET /l${i}/{b}/x` : `GET /{a}/m${i}/y`))
    expect(ambiguitiesOf(operations(...routes))).toEqual({ found: [], isComplete: false })
    const paths = Object.fromEntries(
      routes.map((route) => {
        const path = route.slice(4)
        const [, name] = /\{(.)\}/.exec(path) ?? []
        const parameters = [{ name, in: 'path', required: true, schema: {} }]
        return [path, { get: { parameters, responses: { 204: { description: 'd' } } } }]
      }),
    )
    const document = { openapi: '3.1.0', info: { title: 't', version: '1' }, paths }
    const { printed } = compileText('api.json', JSON.stringify(document))
    expect(printed).toContain(
      `in ${ambiguityLimits.stepsMax} steps, and not further (limit stepsMax)`,
    )
  })

  it('are told of the first few only', () => {
    const routes = [...range(50, (i) => `GET /l${i}/{b}`), 'GET /{a}/me']
    const [only] = ambiguitiesOf(operations(...routes)).found
    expect(only?.others).toHaveLength(ambiguityLimits.matchesMax)
  })
})
