// `nexus mock`: answers that keep the contract, the same for the same seed, and nothing left behind.

import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { nexus, nexusBin, startNode, stopAll } from './processes.js'
import { copyProject, temporaryFolder } from './shared-project.js'

const shared = inject('sharedProject')
let folder = ''
let dir = ''

beforeEach(() => {
  folder = temporaryFolder()
  dir = copyProject(shared, folder)
})
afterEach(async () => {
  await stopAll()
  rmSync(folder, { recursive: true, force: true })
})

const start = async (...args: string[]) => {
  const mock = startNode([nexusBin, 'mock', '--port', '0', ...args], { cwd: dir })
  const [, url = ''] = await mock.waitFor(/listening on (http\S+)/)
  return { mock, url }
}
const petOf = async (url: string) => (await fetch(`${url}/v1/pets/1`)).text()

describe('nexus mock', () => {
  it('answers every operation as its contract declares, and refuses what it refuses', async () => {
    const { mock, url } = await start()
    const { code, stdout } = await nexus(['conform', '--url', url, '--header', 'X-Shop-Key: any'], {
      cwd: dir,
    })
    expect(code, stdout).toBe(0)
    expect(stdout).toMatch(/(\d+) passed, 0 failed, 0 skipped/)
    await mock.stop('SIGINT')
    expect(readdirSync(join(dir, '.nexus')).filter((name) => /^(mock|serve)/.test(name))).toEqual(
      [],
    )
  })

  it('answers the same for the same seed', async () => {
    const first = await start('--seed', '3')
    const again = await start('--seed', '3')
    expect(await petOf(again.url)).toBe(await petOf(first.url))
    expect(JSON.parse(await petOf(first.url))).toMatchObject({ id: expect.any(Number) })
  })

  it('says what is wrong with its command line', async () => {
    expect(await nexus(['mock', '--seed', 'x'], { cwd: dir })).toMatchObject({ code: 2 })
    expect(await nexus(['mock', '--port', '70000'], { cwd: dir })).toMatchObject({ code: 2 })
  })
})
