// Owns a server that reads and writes one contract: what generated code does, with the calls written out.

import { defineApp, operation, start } from '../../../runtime/dist/index.js'
import {
  addressWord,
  connectContracts,
  contractSpec,
  uintAt,
  uintWord,
} from '../../../runtime/dist/web3/index.js'

const spec = contractSpec('Token', [])
const json = { contentType: 'application/json', write: (value) => JSON.stringify(value) }
const make = (id, method, handle) => {
  const parts = { params: [], body: null, security: [], read: () => {}, replies: { 200: json } }
  const op = operation({ ...parts, id, method, path: `/${id}`, tag: 'test' })
  return op.handler(async ({ contracts, signal }) => op.reply(200, await handle(contracts, signal)))
}

const supply = ({ token }, signal) =>
  token
    .read(
      spec,
      'totalSupply()',
      () => '0x18160ddd',
      (data) => uintAt(data, 0, 256),
      { signal },
    )
    .then(String)

const transfer = async ({ token }, signal) => {
  const data = `0xa9059cbb${addressWord(process.env.RECEIVER, 'to')}${uintWord(5n, 256, 'value')}`
  const sent = await token.write(spec, 'transfer(address,uint256)', () => data, { signal })
  return sent.hash
}

void start(
  defineApp({
    title: 'Contracts',
    config: {},
    handlers: [make('supply', 'GET', supply), make('transfer', 'POST', transfer)],
    openContracts: () =>
      connectContracts(
        {
          contracts: {
            token: {
              chain: { id: 31337, rpcUrl: process.env.RPC_URL },
              address: process.env.TOKEN_ADDRESS,
              signer: process.env.SIGNER_KEY,
            },
          },
        },
        { token: (link) => link },
      ),
  }),
)
