// Owns the cases of problem documents (RFC 9457): order of members, defaults, hostile extensions.

import { expect, test } from 'vitest'
import {
  type ProblemDetails,
  problemReply,
  writeProblem,
} from '../../../runtime/src/http/problem.js'
import { reasonPhrase } from '../../../runtime/src/http/status.js'

test('members come in the order of RFC 9457, extensions after them', () => {
  const problem = { hint: 1, detail: 'd', status: 404, title: 't', errors: [], instance: '/i' }
  expect(writeProblem(problem)).toBe(
    '{"type":"about:blank","title":"t","status":404,"detail":"d","instance":"/i","errors":[],"hint":1}',
  )
})

test('title and type have defaults; a caller can name its own', () => {
  expect(problemReply(404, { detail: 'There is no pet 7.' }).body).toBe(
    '{"type":"about:blank","title":"Not Found","status":404,"detail":"There is no pet 7."}',
  )
  expect(problemReply(409, { detail: 'd', type: '/taken', title: 'Taken' }).body).toBe(
    '{"type":"/taken","title":"Taken","status":409,"detail":"d"}',
  )
})

test("the status is the answer's, whatever an extension says", () => {
  const init = { detail: 'd', status: 200 }
  expect(JSON.parse(String(problemReply(404, init).body)).status).toBe(404)
})

test('an extension named __proto__ is a member like any other', () => {
  const problem = JSON.parse('{"detail":"d","__proto__":{"status":1}}') as ProblemDetails
  expect(writeProblem(problem)).toBe('{"type":"about:blank","detail":"d","__proto__":{"status":1}}')
})

test('reason phrases of registered statuses, nothing for others', () => {
  expect([reasonPhrase(413), reasonPhrase(599)]).toEqual(['Content Too Large', ''])
})
