// `--allow-remote` by the command line, over HTTPS to a server of this machine: fetched once, then from the lock.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, inject, it } from 'vitest'
import { identify } from '../native/certificates.js'
import { nexus } from './processes.js'
import { copyProject, temporaryFolder } from './shared-project.js'

const shared = inject('sharedProject')
let folder = ''
let dir = ''
const asked: string[] = []
const authority = identify('authority')
const { cert, key } = identify('localhost', { issuer: authority, names: ['localhost'] })
const server = createServer({ cert, key }, (request, response) => {
  asked.push(request.url ?? '')
  response.end('type: object\nproperties: { name: { type: string } }\nrequired: [name]\n')
})

beforeEach(async () => {
  folder = temporaryFolder()
  dir = copyProject(shared, folder)
  writeFileSync(join(folder, 'authority.pem'), authority.cert)
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
})
afterEach(() => {
  if (server.listening) server.close()
  rmSync(folder, { recursive: true, force: true })
})

const run = (...args: string[]) =>
  nexus([...args, '--openapi', 'remote.json'], {
    cwd: dir,
    env: { NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem') },
  })

it('a remote document is fetched once, and then compiled without a network', async () => {
  const origin = `https://localhost:${(server.address() as AddressInfo).port}/`
  const pet = { 'application/json': { schema: { $ref: `${origin}pet.yaml` } } }
  const get = { operationId: 'getPet', responses: { 200: { description: 'A pet.', content: pet } } }
  const document = {
    openapi: '3.1.0',
    info: { title: 't', version: 'v' },
    paths: { '/pet': { get } },
  }
  writeFileSync(join(dir, 'remote.json'), JSON.stringify(document))

  const refused = await run('generate')
  expect(refused).toMatchObject({ code: 1 })
  expect(await run('new', 'made', '--no-install')).toMatchObject({ code: 1 })
  expect(existsSync(join(dir, 'made'))).toBe(false)
  expect(refused.stderr).toContain(`allow it with \`--allow-remote ${origin}\``)
  expect(await run('generate', '--allow-remote', 'ftp://a')).toMatchObject({ code: 2 })
  expect(asked).toEqual([])

  const allow = ['--allow-remote', origin]
  expect(await run('check', ...allow)).toMatchObject({ code: 1 })
  expect(await run('generate', ...allow)).toMatchObject({ code: 0 })
  expect(asked).toEqual(['/pet.yaml'])
  expect(readFileSync(join(dir, 'nexus.remote.json'), 'utf8')).toContain(`${origin}pet.yaml`)

  await new Promise((resolve) => server.close(resolve))
  expect((await run('check', ...allow, '--skip', 'unimplemented')).stderr).not.toContain('NX107')
  expect(await run('client', ...allow)).toMatchObject({ code: 0 })
  expect(readFileSync(join(dir, 'client.ts'), 'utf8')).toContain('name: string')
  expect(existsSync(join(dir, 'src/generated/operations/get-pet.ts'))).toBe(true)
})

it('a new project is allowed what its making was, and has the lock', async () => {
  const origin = `https://localhost:${(server.address() as AddressInfo).port}/`
  const schema = { $ref: `${origin}pet.yaml` }
  const document = {
    openapi: '3.1.0',
    info: { title: 't', version: 'v' },
    paths: {},
    components: { schemas: { Pet: schema } },
  }
  writeFileSync(join(dir, 'remote.json'), JSON.stringify(document))
  const made = await run('new', 'made', '--no-install', '--allow-remote', origin)
  expect(made, made.stderr).toMatchObject({ code: 0 })
  expect(readFileSync(join(dir, 'made/nexus.config.ts'), 'utf8')).toContain(`allow: ['${origin}']`)
  expect(readFileSync(join(dir, 'made/nexus.remote.json'), 'utf8')).toContain(`${origin}pet.yaml`)
  expect(existsSync(join(dir, 'nexus.remote.json'))).toBe(false)
})
