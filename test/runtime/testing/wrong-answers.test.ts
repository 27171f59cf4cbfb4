// Owns the cases of answers that servers of tests hold against their schemas: the checks come from the compiler of the
// project that a generated app lies in.

import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defineApp, operation } from '../../../runtime/src/index.js'
import { startApp } from '../../../runtime/src/testing/index.js'
import { writeString } from '../../../runtime/src/validate/index.js'

const document = (name: string): string => `openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets:
    get:
      operationId: getPet
      responses:
        '200': { description: OK., content: { application/json: { schema: ${name} } } }
        default: { description: Else., content: { application/problem+json: {} } }
`
const short = '{ type: string, maxLength: 3 }'

const dir = mkdtempSync(join(tmpdir(), 'nexus-wrong-answers-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
afterEach(() => vi.restoreAllMocks())
const put = (path: string, text: string): void => writeFileSync(join(dir, path), text)

mkdirSync(join(dir, 'node_modules/@nexusrt'), { recursive: true })
symlinkSync(resolve('cli'), join(dir, 'node_modules/@nexusrt/cli'))
put('package.json', '{"type":"module"}')

const configuration = (settings: string): void =>
  put('nexus.config.ts', `export default { openapi: 'api.yaml', ${settings} }\n`)

beforeEach(() => {
  put('api.yaml', document(short))
  configuration('')
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})

/** A generated app, as far as a test of it can tell, that answers `text`. */
const appThatAnswers = (text: string, madeAt = 'src/generated/app.ts') => {
  const getPet = operation({
    id: 'getPet',
    method: 'GET',
    path: '/pets',
    tag: 'pets',
    params: [],
    body: null,
    security: [],
    read: () => {},
    replies: { 200: { contentType: 'application/json', write: writeString } },
  })
  const handlers = [getPet.handler(() => getPet.reply(200, text as never))]
  return defineApp({ config: {}, handlers, madeAt: pathToFileURL(join(dir, madeAt)).href })
}

const misfit =
  'answer 200 of getPet does not fit its schema at its root: must have at most 3 characters'

test('one that does not fit is a 500, is printed, and fails the close', async () => {
  const server = await startApp(appThatAnswers('long text'))
  expect((await server.fetch('/pets')).status).toBe(500)
  expect(server.wrongAnswers).toEqual([misfit])
  expect(process.stderr.write).toHaveBeenCalledWith(`${misfit}\n`)
  await expect(server.close()).rejects.toThrow(`were sent as 500:\n  ${misfit}`)
  await expect(server.fetch('/pets')).rejects.toThrow()
})

test('a test that wants one takes it out', async () => {
  const server = await startApp(appThatAnswers('long text'))
  await server.fetch('/pets')
  expect(server.wrongAnswers.splice(0)).toEqual([misfit])
  await server.close()
})

test('what a writer refuses counts as well, and what fits does not', async () => {
  const [fits, refused] = [appThatAnswers('abc'), appThatAnswers(7 as never)]
  const first = await startApp(fits)
  expect((await first.fetch('/pets')).status).toBe(200)
  await first.close()
  const second = await startApp(refused)
  expect((await second.fetch('/pets')).status).toBe(500)
  expect(second.wrongAnswers.splice(0)).toEqual([
    'answer 200 of getPet does not fit its schema at its root: expected a string, found a number',
  ])
  await second.close()
})

test.each<[string, () => Promise<Awaited<ReturnType<typeof startApp>>>]>([
  ['checkAnswers: false', () => startApp(appThatAnswers('long text'), { checkAnswers: false })],
  [
    "a configuration that says 'never'",
    () => {
      configuration("schemas: { checkAnswers: 'never' }")
      return startApp(appThatAnswers('long text'))
    },
  ],
  ['a bundle', () => startApp(appThatAnswers('long text', 'dist/server.js'))],
])('%s lets answers pass', async (_, start) => {
  const server = await start()
  expect((await server.fetch('/pets')).status).toBe(200)
  await server.close()
})

test('of one app, the newest server decides', async () => {
  const app = appThatAnswers('long text')
  const first = await startApp(app)
  const second = await startApp(app, { checkAnswers: false })
  expect((await first.fetch('/pets')).status).toBe(200)
  await Promise.all([first.close(), second.close()])
})

test('checks are made again when a document or a setting is another one, and else not', async () => {
  const statusOf = async (): Promise<number> => {
    const server = await startApp(appThatAnswers('long text'))
    const { status } = await server.fetch('/pets')
    server.wrongAnswers.length = 0
    await server.close()
    return status
  }
  const kept = () => statSync(join(dir, '.nexus/answers.json')).ino
  expect(await statusOf()).toBe(500)
  const first = kept()
  expect(await statusOf()).toBe(500)
  expect(kept()).toBe(first)
  put('api.yaml', document('{ type: string, maxLength: 30 }'))
  expect(await statusOf()).toBe(200)
  expect(kept()).not.toBe(first)
  put('api.yaml', document(short))
  expect(await statusOf()).toBe(500)
  configuration("schemas: { checkAnswers: 'never' }")
  expect(await statusOf()).toBe(200)
})

test('a document that does not compile is the error of starting, with what does without', async () => {
  put('api.yaml', document("{ $ref: '#/components/schemas/Pet' }"))
  await expect(startApp(appThatAnswers(''))).rejects.toMatchObject({
    message: expect.stringMatching(
      /^Answers cannot be held against their schemas: api\.yaml: .*Pet/,
    ),
    help: expect.stringContaining('startApp(app, { checkAnswers: false })'),
  })
})

test('so is a compiler that is not there', async () => {
  rmSync(join(dir, 'node_modules/@nexusrt/cli'))
  rmSync(join(dir, '.nexus'), { recursive: true, force: true })
  try {
    await expect(startApp(appThatAnswers(''))).rejects.toMatchObject({
      message: expect.stringContaining('@nexusrt/cli is not installed'),
      help: expect.stringContaining('devDependencies'),
    })
  } finally {
    symlinkSync(resolve('cli'), join(dir, 'node_modules/@nexusrt/cli'))
  }
})
