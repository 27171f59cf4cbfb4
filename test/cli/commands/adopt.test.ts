// ABIs that only the command line names: they join the configuration, the project, and the variables of its example.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Failure } from '../../../cli/src/commands/failure.js'
import { adoptContracts } from '../../../cli/src/commands/project/adopt.js'
import { resolveInputs } from '../../../cli/src/commands/project/inputs.js'
import { openTerminal, type Terminal } from '../../../cli/src/commands/terminal.js'
import { compile, write } from '../../../cli/src/pipeline.js'

let folder = ''
let dir = ''
let said: string[] = []
const terminal: Terminal = { ...openTerminal({ color: false }), say: (text) => said.push(text) }
const put = (file: string, text: string) => {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
const read = (file: string) => readFileSync(join(dir, file), 'utf8')
const abi = JSON.stringify([
  { type: 'function', name: 'use', stateMutability: 'view', inputs: [], outputs: [] },
])

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-adopt-'))
  dir = join(folder, 'shop')
  said = []
  put(join(dir, 'nexus.config.ts'), 'export default {}\n')
  put(join(folder, 'out/Token.json'), abi)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const inputs = () => resolveInputs(dir, { abi: [join(folder, 'out/Token.json')] })
const adopt = async () => {
  const adoption = await adoptContracts(await inputs())
  adoption?.write(terminal)
  return adoption
}

describe('an ABI from outside of the project', () => {
  it('is told what contracts need that package.json does not ask for', async () => {
    const needs = '  contracts need ethers: npm install ethers@^6.17.0'
    await adopt()
    expect(said).toContain(needs)
    put(join(dir, 'nexus.config.ts'), 'export default {}\n')
    put(join(dir, 'package.json'), '{ "dependencies": { "ethers": "^6.0.0" } }')
    said = []
    await adopt()
    expect(said).not.toContain(needs)
  })

  it('is copied into it, and generated from as if it had lain there', async () => {
    put(join(dir, '.env.example'), 'PORT=3000\n#TOKEN_SIGNER_KEY=0x...')
    const before = await compile(await inputs())
    const adoption = await adopt()
    expect(adoption?.files).toEqual(['abi/Token.json', 'nexus.config.ts', '.env.example'])
    expect(read('abi/Token.json')).toBe(abi)
    expect(read('nexus.config.ts')).toContain("abi: 'abi/Token.json',")
    expect(read('.env.example')).toBe('PORT=3000\n#TOKEN_SIGNER_KEY=0x...\nTOKEN_ADDRESS=\n')
    expect(said[0]).toBe(`  abi/Token.json: copied from ${join(folder, 'out/Token.json')}`)
    await write(before, { mode: 'write' })
    const after = await write(await compile(await resolveInputs(dir, {})), { mode: 'check' })
    expect([after.stale, after.scaffolded, after.removed]).toEqual([[], [], []])
  })

  it('takes the place of no other file, and then nothing is written', async () => {
    put(join(dir, 'abi/Token.json'), '[]')
    await expect(adopt()).rejects.toMatchObject({ kind: 'usage' } satisfies Partial<Failure>)
    expect(read('abi/Token.json')).toBe('[]')
    expect(read('nexus.config.ts')).toBe('export default {}\n')
  })

  it('is not copied where the same bytes are, nor is an .env.example made', async () => {
    put(join(dir, 'abi/Token.json'), abi)
    expect((await adopt())?.files).toEqual(['nexus.config.ts'])
    expect(existsSync(join(dir, '.env.example'))).toBe(false)
    expect(await adopt()).toBe(null)
  })
})
