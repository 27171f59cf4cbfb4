// Owns the cases of a node's messages: secrets of the endpoint's URL are out of them, and words are left whole.

import { expect, it } from 'vitest'
import { redactor } from '../../../runtime/src/web3/rpc/redact.js'

it.each([
  ['http://a:b@node/', 'a bad block of a to b', 'a bad block of a to b'],
  ['http://rpc:x@node/', 'rpcUrl of rpc: rpc', 'rpcUrl of ***: ***'],
  ['http://adm:hunter2@node/', 'pass=hunter2, hunter22', 'pass=***, hunter22'],
  ['http://u:p%24%2Aw(d@node/', 'was p$*w(d or p%24%2Aw(d', 'was *** or ***'],
  ['http://node/v2/k3y-0f-the.end+point', 'no k3y-0f-the.end+pointX in v2', 'no ***X in v2'],
  ['http://node/?key=a%5Cb%5D%5Bc%2Fdefg', 'no a\\b][c/defg', 'no ***'],
])('%s: %s', (url, message, clean) => {
  expect(redactor(new URL(url))(message)).toBe(clean)
})
