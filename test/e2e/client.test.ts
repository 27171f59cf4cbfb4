// `nexus client`: the client of the demo's document type-checks, and talks to the demo's server.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { nexus, runNode, startNode } from './processes.js'
import { projectOfEachTest } from './project-of-each-test.js'
import { writeHandlers } from './shared-project.js'

let dir = ''
projectOfEachTest((made) => {
  dir = made
})

const client = (...args: string[]) => nexus(['client', ...args], { cwd: dir })

const typeErrors = async (): Promise<string> =>
  (await runNode([join(dir, 'node_modules/typescript/bin/tsc'), '--noEmit'], { cwd: dir })).stdout

/** Uses that have to compile, and (where they say so) must not. */
const uses = `
import { createClient } from './client'

const api = createClient({ baseUrl: 'http://localhost', credentials: { shopKey: async () => 'x' } })

export const name = async (): Promise<string> => {
  const answer = await api.getPet({ path: { petId: 1 } })
  if (answer.status === 404) return answer.body.detail ?? ''
  // @ts-expect-error a pet has no such member
  void answer.body.colour
  return answer.ok ? answer.body.name : ''
}
void api.listPets()
void api.listPets({ query: { status: ['sold'] } })
// @ts-expect-error no such state
void api.listPets({ query: { status: ['lost'] } })
// @ts-expect-error the path parameter is required
void api.getPet({})
// @ts-expect-error no such status
void api.getPet({ path: { petId: 1 } }).then(({ status }) => status === 500)
// @ts-expect-error no such scheme
void createClient({ baseUrl: '', credentials: { other: 'x' } })
`

describe('nexus client', () => {
  it('makes a file whose types are the contract', async () => {
    expect(await client('--out', 'src/client.ts')).toMatchObject({
      code: 0,
      stdout: 'src/client.ts\n',
    })
    writeFileSync(join(dir, 'src/uses.ts'), uses)
    expect(await typeErrors()).toBe('')
  })

  it('overwrites its own file only', async () => {
    writeFileSync(join(dir, 'mine.ts'), '// mine\n')
    expect(await client('--out', 'src')).toMatchObject({ code: 2 })
    const unwritable = await client('--out', 'mine.ts/client.ts')
    expect(unwritable).toMatchObject({ code: 3 })
    expect(unwritable.stderr).toContain('mine.ts/client.ts cannot be written')
    const refused = await client('--out', 'mine.ts')
    expect(refused.code).toBe(2)
    expect(readFileSync(join(dir, 'mine.ts'), 'utf8')).toBe('// mine\n')
    expect((await client()).code).toBe(0)
    expect((await client()).code).toBe(0)
    expect(existsSync(join(dir, 'client.ts'))).toBe(true)
  })

  it('talks to the server', async () => {
    writeHandlers(dir)
    await client()
    const { code } = transformSync(readFileSync(join(dir, 'client.ts'), 'utf8'), {
      loader: 'ts',
      format: 'esm',
    })
    writeFileSync(join(dir, 'client.mjs'), code)
    const { createClient, UnexpectedAnswer } = await import(
      pathToFileURL(join(dir, 'client.mjs')).href
    )
    await nexus(['build'], { cwd: dir })
    const env = { PORT: '0', HOST: '127.0.0.1', SHOP_KEY: 'open sesame' }
    const server = startNode(['dist/server.js'], { cwd: dir, env })
    const [, baseUrl] = await server.waitFor(/"url":"(http[^"]+)"/)

    const stranger = createClient({ baseUrl })
    const api = createClient({
      baseUrl: `${baseUrl}/v1/`,
      credentials: { shopKey: () => 'open sesame' },
    })
    const created = await api.createPet({ body: { name: 'Rex & Söhne', tags: ['a b', 'c'] } })
    expect(created).toMatchObject({
      ok: true,
      status: 201,
      body: { name: 'Rex & Söhne', tags: ['a b', 'c'] },
    })
    const path = { petId: created.body.id }
    expect(created.rawHeaders.get('location')).toContain(`/v1/pets/${path.petId}`)
    expect(await stranger.getPet({ path })).toMatchObject({
      status: 200,
      body: { name: 'Rex & Söhne' },
    })
    const listed = await stranger.listPets({ query: { limit: 100, status: ['available', 'sold'] } })
    expect(listed.body.map(({ id }: { id: number }) => id)).toContain(path.petId)

    await expect(stranger.deletePet({ path })).rejects.toMatchObject({
      status: 401,
      operation: 'deletePet',
    })
    await expect(stranger.deletePet({ path })).rejects.toBeInstanceOf(UnexpectedAnswer)
    expect(await api.deletePet({ path })).toMatchObject({ ok: true, status: 204, body: undefined })
    expect(await api.getPet({ path })).toMatchObject({
      ok: false,
      status: 404,
      body: { title: 'Not Found' },
    })
    await expect(api.getPet({ path, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i)
  })
})
