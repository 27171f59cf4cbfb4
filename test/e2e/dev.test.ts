// `nexus dev`: reloads under load without a lost request, survives every bad edit, ends in order.

import { once } from 'node:events'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import WebSocket from 'ws'
import { eventually } from '../waiting.js'
import { startClient } from './keep-alive-client.js'
import { isAlive, nexus, nexusBin, type Running, startNode, stopAll } from './processes.js'
import { copyProject, temporaryFolder, writeHandlers } from './shared-project.js'

const shared = inject('sharedProject')
const edits = 50
const clients = 4
/** Each generation's state holds this much; a leak of generations cannot hide. */
const ballastBytes = 1 << 20

let folder = ''
let dir = ''

beforeEach(() => {
  folder = temporaryFolder()
  dir = copyProject(shared, folder)
  writeHandlers(dir)
})
afterEach(async () => {
  await stopAll()
  rmSync(folder, { recursive: true, force: true })
})

const inProject = (file: string) => join(dir, file)
const edit = (file: string, change: (text: string) => string) =>
  writeFileSync(inProject(file), change(readFileSync(inProject(file), 'utf8')))

const startDev = async (...args: string[]): Promise<{ dev: Running; url: string }> => {
  const dev = startNode([nexusBin, 'dev', '--port', '0', ...args], {
    cwd: dir,
    env: { LOG_LEVEL: 'warn' },
  })
  const [, url = ''] = await dev.waitFor(/listening on (http:\S+)/)
  await dev.waitFor(/serving generation 1 /)
  return { dev, url }
}

const firstPet = async (url: string): Promise<string> => {
  const response = await fetch(`${url}/v1/pets`)
  const [pet] = (await response.json()) as { name: string }[]
  return pet?.name ?? ''
}

/** A handler that answers `version`, and the collected heap in bytes when it is asked for one pet. */
const versionedHandler = (version: number) => `
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { listPets as op } from '#generated/operations/list-pets'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const heap = () => {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

export const listPets = op.handler(({ query }) =>
  op.reply(
    200,
    [{ id: ${version}, name: 'v${version}', status: 'sold', tags: query.limit === 1 ? [String(heap())] : [] }],
    { headers: { 'x-total-count': 1 } },
  ),
)
`

const heapOf = async (url: string): Promise<number> => {
  const response = await fetch(`${url}/v1/pets?limit=1`)
  const [pet] = (await response.json()) as { tags: string[] }[]
  return Number(pet?.tags[0])
}

const socketPath = `
  /shout:
    get:
      operationId: shout
      tags: [pets]
      x-nexus-websocket:
        receive: { type: object, required: [text], properties: { text: { type: string } } }
        send: { type: object, required: [said], properties: { said: { type: string } } }
      responses: { '101': { description: Open. } }`

describe('nexus dev', () => {
  it('refuses an answer that does not fit its schema, and says where', {
    timeout: 60_000,
  }, async () => {
    edit('src/handlers/pets/list-pets.ts', () =>
      versionedHandler(1).replace("'sold'", "'eaten' as never"),
    )
    const { dev, url } = await startDev('--no-types')
    const response = await fetch(`${url}/v1/pets`)
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('eaten')
    await dev.waitFor(
      /answer 200 of listPets does not fit its schema at \/0\/status: must be one of/,
    )
  })

  it(`loses no request across ${edits} edits under load, and memory returns to its level`, async () => {
    edit('src/state.ts', (text) =>
      text.replace('return {', `return { ballast: Buffer.alloc(${ballastBytes}, 1),`),
    )
    writeFileSync(inProject('src/handlers/pets/list-pets.ts'), versionedHandler(1))
    // Without the wait for the type checker, edits come closer upon each other.
    const { dev, url } = await startDev('--no-types')
    const load = Array.from({ length: clients }, () =>
      startClient(Number(new URL(url).port), '/v1/pets'),
    )
    const before = await heapOf(url)
    for (let version = 2; version <= edits + 1; version++) {
      writeFileSync(inProject('src/handlers/pets/list-pets.ts'), versionedHandler(version))
      await dev.waitFor(new RegExp(`serving generation ${version} `))
      expect(await firstPet(url)).toBe(`v${version}`)
    }
    const seen = await Promise.all(load.map((client) => client.stop()))
    expect(seen.flatMap(({ surprises }) => surprises)).toEqual([])
    expect(Math.min(...seen.map(({ answers }) => answers))).toBeGreaterThan(edits)
    // A generation is disposed when its last request is answered, and collected some time later. The rest is
    // code and caches of the engine, which differ from one Node.js to the next.
    await expect
      .poll(async () => (await heapOf(url)) - before, { timeout: 30_000, interval: 500 })
      .toBeLessThan((edits / 5) * ballastBytes)
    const kept = readdirSync(inProject('.nexus/dev'), { recursive: true, encoding: 'utf8' })
    const bundles = kept.filter((name) => name.includes('bundle-'))
    expect(bundles.length).toBeLessThanOrEqual(4)
  })

  it('keeps the last good server when the specification, a type or the syntax is wrong', async () => {
    const { dev, url } = await startDev()
    const good = readFileSync(inProject('specs/tokens.yaml'), 'utf8')

    edit('specs/tokens.yaml', (text) =>
      text.replace('type: integer, minimum: 1, maximum: 100', 'type: intger'),
    )
    await dev.waitFor(/error NX\d{4}/)
    await dev.waitFor(/--> specs\/tokens\.yaml:\d+:\d+/)
    await dev.waitFor(/the last good server keeps serving/)
    expect(await firstPet(url)).toBe('Rex')

    writeFileSync(inProject('specs/tokens.yaml'), 'openapi: [')
    await dev.waitFor(/--> specs\/tokens\.yaml:\d+:\d+/)
    await dev.waitFor(/the last good server keeps serving/)
    expect(await firstPet(url)).toBe('Rex')

    writeFileSync(inProject('specs/tokens.yaml'), good)
    await dev.waitFor(/serving generation 2 /)

    const handler = readFileSync(inProject('src/handlers/pets/get-pet.ts'), 'utf8')
    edit('src/handlers/pets/get-pet.ts', (text) =>
      text.replace('op.reply(200, pet)', 'op.reply(299, pet)'),
    )
    await dev.waitFor(/src\/handlers\/pets\/get-pet\.ts.*error TS\d+/)
    await dev.waitFor(/1 type error: the last good server keeps serving/)
    edit('src/handlers/pets/get-pet.ts', () => 'export const = 1\n')
    await dev.waitFor(/src\/handlers\/pets\/get-pet\.ts:1:14/)
    await dev.waitFor(/the last good server keeps serving/)
    expect(await firstPet(url)).toBe('Rex')
    edit('src/handlers/pets/get-pet.ts', () => handler)
    await dev.waitFor(/serving generation 3 /)
    expect((await fetch(`${url}/v1/pets/1`)).status).toBe(200)
  })

  it('holds an edit back for type errors that it brings, not for those that were there', async () => {
    const [pet, pets] = ['src/handlers/pets/get-pet.ts', 'src/handlers/pets/list-pets.ts']
    const good = readFileSync(inProject(pets), 'utf8')
    const wrong = (name: string) => `\nconst ${name}: number = 'no number'\nvoid ${name}\n`
    for (const file of [pet, pets]) edit(file, (text) => text + wrong('here'))
    const { dev } = await startDev()
    // Before or after the first generation is served: the check and the server start side by side.
    await expect.poll(dev.output, { timeout: 150_000 }).toMatch(/2 type errors, and it is served/)
    edit(pets, () => good)
    await dev.waitFor(/1 type error as before[\s\S]*serving generation 2 /)
    edit(pets, (text) => text + wrong('again'))
    await dev.waitFor(/1 type error \(and 1 as before\): the last good server keeps serving/)
    await dev.waitFor(/= help.*nexus dev --no-types/)
    edit(pets, () => good)
    await dev.waitFor(/serving generation 3 /)
    // A changed contract is wrong in handlers that nobody edited; they are mended one after another.
    edit('specs/tokens.yaml', (text) => text.replace('id: { type: integer', 'id: { type: string'))
    await dev.waitFor(/(\d+) type errors? \(and 1 as before\)/)
    edit(pet, (text) => text.replace(wrong('here'), ''))
    await dev.waitFor(/type errors? as before[\s\S]*serving generation 4 /)
  })

  it('keeps a WebSocket of the document open when its hooks change', async () => {
    const handler = (word: string) => `import { shout as op } from '#generated/operations/shout'
export const shout = op.handler(() => ({ message: (socket, said) => socket.send({ said: said.text + '${word}' }) }))
`
    edit('specs/tokens.yaml', (text) => text.replace('\n  /token:\n', `${socketPath}\n  /token:\n`))
    writeFileSync(inProject('src/handlers/pets/shout.ts'), handler('!'))
    const { dev, url } = await startDev()
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/shout`)
    const said = async (text: string): Promise<string> => {
      const [data] = await Promise.all([once(socket, 'message'), socket.send(text)])
      return String(data[0])
    }
    await once(socket, 'open')
    expect(await said('{"text":"a"}')).toBe('{"said":"a!"}')
    edit('src/handlers/pets/shout.ts', () => handler('?'))
    await dev.waitFor(/serving generation 2 /)
    await expect.poll(() => said('{"text":"b"}'), { timeout: 30_000 }).toBe('{"said":"b?"}')
    socket.send('{}')
    expect((await once(socket, 'close'))[0]).toBe(1008)
  })

  it('follows the specification: a new operation is served at once', async () => {
    const { dev, url } = await startDev()
    const { servers } = (await (await fetch(`${url}/openapi.json`)).json()) as { servers: object[] }
    expect(servers[0]).toEqual({ url: '/v1', description: 'this server' })
    edit('specs/tokens.yaml', (text) =>
      text.replace(
        '\n  /token:\n',
        `\n  /hello:\n    get:\n      operationId: sayHello\n      tags: [pets]\n      responses: { '204': { description: Hello. } }\n  /token:\n`,
      ),
    )
    await dev.waitFor(/serving generation 2 /)
    expect((await fetch(`${url}/v1/hello`)).status).toBe(501)
    edit('src/handlers/pets/say-hello.ts', (text) =>
      text.replace('= op.stub()', '= op.handler(() => op.reply(204))'),
    )
    await dev.waitFor(/serving generation 3 /)
    expect((await fetch(`${url}/v1/hello`)).status).toBe(204)
    // A handler that was renamed, or deleted by mistake, leaves an operation without one.
    rmSync(inProject('src/handlers/pets/say-hello.ts'))
    await dev.waitFor(/new, yours: src\/handlers\/pets\/say-hello\.ts/)
    await dev.waitFor(/serving generation \d+ /)
    expect((await fetch(`${url}/v1/hello`)).status).toBe(501)
    // Said of the first generation; the reloads after it changed nothing about it.
    expect(dev.output().match(/contracts without an address/g)).toHaveLength(1)
  })

  it('takes a new ABI from the command line into the configuration, and serves', async () => {
    cpSync(inProject('abi/Token.json'), inProject('abi/Points.json'))
    const { dev, url } = await startDev('--no-types', '--abi', join(dir, 'abi/Points.json'))
    expect(dev.output()).toContain('nexus.config.ts: added contracts.points')
    expect(readFileSync(inProject('src/generated/contracts.ts'), 'utf8')).toContain('points')
    expect(await firstPet(url)).toBe('Rex')
  })

  it('says what to do when the port is taken', async () => {
    const taken = createServer()
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => {
        const address = taken.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    const dev = startNode([nexusBin, 'dev', '--port', String(port)], { cwd: dir })
    await dev.waitFor(new RegExp(`error.*${port}`))
    await dev.waitFor(/= help: /)
    const code = await new Promise((resolve) => {
      if (dev.child.exitCode !== null) resolve(dev.child.exitCode)
      else dev.child.once('exit', resolve)
    })
    taken.close()
    expect(code).toBe(3)
  })

  it('says that the folder cannot be written; what is a cache only stands in no way', async () => {
    writeFileSync(inProject('.nexus'), '')
    expect(await nexus(['generate'], { cwd: dir })).toMatchObject({ code: 0 })
    const { code, stderr } = await nexus(['dev', '--port', '0'], { cwd: dir })
    expect(stderr).toContain('the bundle cannot be written: ')
    expect(stderr).not.toContain('unexpectedly')
    expect(code).toBe(3)
  })

  it('ends at a wrong flag', async () => {
    const { code, stderr } = await nexus(['dev', '--port', '99999'], { cwd: dir })
    expect(stderr).toContain('--port: 99999 is not a port')
    expect(code).toBe(2)
  })

  it('takes what changes in .env into the next generation, and says what comes too late', async () => {
    edit('src/handlers/pets/list-pets.ts', () =>
      versionedHandler(1).replace("'v1'", "process.env.SHOP_NAME ?? 'none'"),
    )
    writeFileSync(inProject('.env'), 'SHOP_KEY=k\nSHOP_NAME=first\n')
    const { dev, url } = await startDev('--no-types')
    const name = () => firstPet(url)
    expect(await name()).toBe('first')
    writeFileSync(inProject('.env'), 'SHOP_KEY=k\nSHOP_NAME=second\nHOST=127.0.0.2\n')
    await dev.waitFor(/not applied yet: server\.host \(HOST\)\. It counts when the server starts/)
    await expect.poll(name, { timeout: 30_000 }).toBe('second')
    writeFileSync(inProject('.env'), 'SHOP_KEY=k\n')
    await expect.poll(name, { timeout: 30_000 }).toBe('none')
  })

  it('starts again with the next change after the server process ended', async () => {
    edit('src/handlers/pets/get-pet.ts', (text) =>
      text.replace('const pet =', 'if (path.petId === 13) process.exit(7)\n  const pet ='),
    )
    const { dev, url } = await startDev()
    await fetch(`${url}/v1/pets/13`).catch(() => null)
    await dev.waitFor(/the server process ended with code 7/)
    await dev.waitFor(/starts again with the next change/)
    edit('src/handlers/pets/get-pet.ts', (text) => text.replace('=== 13', '=== 14'))
    const [, again = ''] = await dev.waitFor(/listening on (http:\S+)/)
    expect(again).toBe(url)
    expect((await fetch(`${again}/v1/pets/13`)).status).toBe(404)
  })

  it('serves on after a second one could not start, and after .nexus was removed', async () => {
    edit('src/handlers/pets/list-pets.ts', () => versionedHandler(1))
    const { url } = await startDev('--no-types')
    const second = await nexus(['dev', '--port', new URL(url).port], { cwd: dir })
    expect(second.code).toBe(3)
    edit('src/handlers/pets/list-pets.ts', () => versionedHandler(2))
    await expect.poll(() => firstPet(url), { timeout: 30_000 }).toBe('v2')
    rmSync(inProject('.nexus'), { recursive: true })
    edit('src/handlers/pets/list-pets.ts', () => versionedHandler(3))
    await expect.poll(() => firstPet(url), { timeout: 30_000 }).toBe('v3')
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends in order on %s and leaves nothing',
    async (signal) => {
      const { dev, url } = await startDev('--no-types')
      const host = await hostPid(url)
      expect(isAlive(host)).toBe(true)
      expect(await dev.stop(signal)).toBe(0)
      expect(isAlive(host)).toBe(false)
      expect(existsSync(inProject('.nexus/dev'))).toBe(false)
    },
  )
})

/** The serving process, through a handler that says who it is. */
const hostPid = async (url: string): Promise<number> => {
  edit('src/handlers/pets/get-pet.ts', (text) =>
    text.replace('op.reply(200, pet)', 'op.reply(200, { ...pet, id: process.pid })'),
  )
  let id = 1
  await eventually(async () => {
    const pet = (await (await fetch(`${url}/v1/pets/1`)).json()) as { id: number }
    id = pet.id
    return id !== 1
  })
  return id
}
