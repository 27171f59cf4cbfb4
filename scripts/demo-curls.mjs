// Owns what the demo invites to try: each curl, and the answer it gives.

const amount = 250n * 10n ** 18n

/** The document, checked. */
const petCurls = ({ api, json }) => [
  {
    title: 'pets that are available',
    command: `curl -i '${api}/pets?status=available&limit=10'`,
    expect: { status: 200, headers: { 'x-total-count': '1' }, body: [{ id: 1, name: 'Rex' }] },
  },
  {
    title: 'take in a pet',
    command: `curl -i ${json} -d '{"name":"Polly","tags":["parrot"]}' ${api}/pets`,
    expect: {
      status: 201,
      headers: { location: '/v1/pets/3' },
      body: { id: 3, name: 'Polly', status: 'available', tags: ['parrot'] },
    },
  },
  {
    title: 'one pet',
    command: `curl -i ${api}/pets/3`,
    expect: { status: 200, body: { id: 3, name: 'Polly' } },
  },
  {
    title: 'a body that does not match the document: 400, and where',
    command: `curl -i ${json} -d '{"name":"","color":"red"}' ${api}/pets`,
    expect: {
      status: 400,
      type: 'application/problem+json',
      body: { title: 'Bad Request', status: 400 },
    },
  },
  {
    title: 'a path that does not: refused before any JavaScript runs',
    command: `curl -i ${api}/pets/rex`,
    expect: { status: 400, type: 'application/problem+json', body: { status: 400 } },
  },
  {
    title: 'a pet that is not there',
    command: `curl -i ${api}/pets/99`,
    expect: {
      status: 404,
      type: 'application/problem+json',
      body: { status: 404, detail: 'There is no pet 99.' },
    },
  },
]

/** What needs the key of the shop. */
const saleCurls = ({ api, auth }) => [
  {
    title: 'selling needs the key of the shop: 401 without it',
    command: `curl -i -X DELETE ${api}/pets/3`,
    expect: { status: 401, type: 'application/problem+json', body: { status: 401 } },
  },
  {
    title: 'and 204 with it',
    command: `curl -i -X DELETE ${auth} ${api}/pets/3`,
    expect: { status: 204 },
  },
]

/** The contract, read and written. */
const tokenCurls = ({ api, auth, json, token, accounts: [shop, customer] }) => {
  const transfer = (value) => `-d '{"to":"${customer}","value":"${value}"}' ${api}/token/transfers`
  return [
    {
      title: 'the token, read from the chain',
      command: `curl -i ${api}/token`,
      expect: {
        status: 200,
        body: {
          name: 'Demo Token',
          symbol: 'DEMO',
          decimals: 18,
          totalSupply: `${token.initialSupply}`,
        },
      },
    },
    {
      title: 'pay a customer: a signed transaction, mined before the answer comes',
      command: `curl -i ${json} ${auth} ${transfer(amount)}`,
      expect: { status: 201, body: { to: customer, value: `${amount}` } },
    },
    {
      title: 'what the customer holds now',
      command: `curl -i ${api}/token/balances/${customer}`,
      expect: { status: 200, body: { account: customer, balance: `${amount}` } },
    },
    {
      title: 'two balances in one call of the contract',
      command: `curl -i '${api}/token/holdings?account=${shop}&account=${customer}'`,
      expect: {
        status: 200,
        body: [{ balance: `${token.initialSupply - amount}` }, { balance: `${amount}` }],
      },
    },
    {
      title: 'more than the shop has: the contract refuses, 409',
      command: `curl -i ${json} ${auth} ${transfer(token.initialSupply * 2n)}`,
      expect: { status: 409, type: 'application/problem+json', body: { status: 409 } },
    },
  ]
}

/** What every server answers. */
const managementCurls = ({ url }) => [
  {
    title: 'is it well, and what did it count',
    command: `curl -i ${url}/healthz`,
    expect: { status: 200 },
  },
  {
    title: 'metrics for Prometheus',
    command: `curl -i ${url}/metrics`,
    expect: { status: 200, text: 'http_server_request_duration_seconds' },
  },
]

/** Curls in the order to run them; `expect` is the answer of a fresh demo. */
export const demoCurls = ({ url, key, token, accounts }) => {
  const given = {
    url,
    token,
    accounts,
    api: `${url}/v1`,
    json: `-H 'content-type: application/json'`,
    auth: `-H 'X-Shop-Key: ${key}'`,
  }
  return [petCurls, saleCurls, tokenCurls, managementCurls].flatMap((curls) => curls(given))
}
