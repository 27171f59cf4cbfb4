// Owns the cases of the issuer of tests: `jwt()` takes its tokens, and refuses those that are made wrong.

import { expect, it } from 'vitest'
import type { SecurityHookContext } from '../../../runtime/src/app/security.js'
import { jwt } from '../../../runtime/src/security/index.js'
import { type TestToken, testIssuer } from '../../../runtime/src/testing/index.js'

const names = { issuer: 'https://id.example.com', audience: 'pets' }
const context = {} as SecurityHookContext

const principalOf = async (says: TestToken) => {
  const issuer = await testIssuer(names)
  return jwt(issuer)({ token: await issuer.token(says) }, context)
}

it('signs what the hook takes, with subject, scopes and claims', async () => {
  const says = { subject: 'ann', scopes: ['read', 'write'], claims: { tenant: 7 } }
  expect(await principalOf(says)).toMatchObject({
    subject: 'ann',
    scopes: ['read', 'write'],
    claims: { tenant: 7, iss: names.issuer },
  })
})

it.each<[string, TestToken]>([
  ['expired', { expiresInSeconds: -60 }],
  ['of another issuer', { claims: { iss: 'https://else.example.com' } }],
  ['for somebody else', { claims: { aud: 'shop' } }],
])('makes tokens that the hook refuses: %s', async (_, says) => {
  expect(await principalOf(says)).toBe(null)
})

it('has keys of its own', async () => {
  const [one, other] = [await testIssuer(names), await testIssuer(names)]
  expect(await jwt(one)({ token: await other.token() }, context)).toBe(null)
})
