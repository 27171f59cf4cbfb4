// Compiling and writing for a command: what stands in the way is printed, and nothing passes as current.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../cli/src/commands/failure.js'
import {
  compileInputs,
  reportDiagnostics,
  writeCompiled,
} from '../../../cli/src/commands/project/compile.js'
import type { Inputs } from '../../../cli/src/commands/project/inputs.js'
import { openTerminal, type Terminal } from '../../../cli/src/commands/terminal.js'
import { documentDefaults } from '../../../cli/src/ir/document-options.js'
import { schemaDefaults } from '../../../cli/src/ir/schema-options.js'
import type { WriteMode } from '../../../cli/src/pipeline.js'

const document = (name: string) => `
openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /${name}:
    get: { operationId: ${name}, tags: [a], responses: { '204': { description: None. } } }
`

let dir = ''
let outside = ''
let warned = ''
const at = (file: string) => join(dir, file)
const terminal: Terminal = {
  ...openTerminal({ color: false }),
  print: () => {},
  say: () => {},
  warn: (text) => {
    warned += `${text}\n`
  },
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-compile-'))
  outside = mkdtempSync(join(tmpdir(), 'nexus-outside-'))
  warned = ''
  writeFileSync(at('api.yaml'), document('one'))
})
afterEach(() => {
  for (const folder of [dir, outside]) rmSync(folder, { recursive: true, force: true })
})

const inputs = (contracts: Inputs['contracts'] = []): Inputs => ({
  projectDir: dir,
  openapi: at('api.yaml'),
  contracts,
  schemas: schemaDefaults,
  document: documentDefaults,
  unconfigured: [],
  configured: null,
})
const write = async (mode: WriteMode = 'write') =>
  writeCompiled(await compileInputs(inputs(), terminal), { mode }, terminal)
const failure = async (work: Promise<unknown>): Promise<Failure> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof Failure) return error
  throw error ?? new Error('nothing was thrown')
}

describe('writing', () => {
  it('says nothing when nothing stands in the way', async () => {
    const { written, scaffolded } = await write()
    expect(written).toContain('src/generated/app.ts')
    expect(scaffolded).toContain('src/handlers/a/one.ts')
    expect(warned).toBe('')
  })

  it.each(['write', 'check', 'dry-run'] as const)(
    'NX5005: a damaged manifest ends %s, and passes as current in none',
    async (mode) => {
      await write()
      writeFileSync(at('src/generated/manifest.json'), 'garbage')
      rmSync(at('src/generated/app.ts'))
      expect((await failure(write(mode))).kind).toBe('findings')
      expect(warned).toContain('error NX5005')
      expect(existsSync(at('src/generated/app.ts'))).toBe(false)
    },
  )

  it('NX5001: a link out of the project is not followed', async () => {
    mkdirSync(at('src'))
    symlinkSync(outside, at('src/generated'))
    expect((await failure(write())).kind).toBe('findings')
    expect(warned).toContain('error NX5001')
    expect(existsSync(join(outside, 'app.ts'))).toBe(false)
  })

  it('NX5002: what the system refuses is a matter of the machine', async () => {
    mkdirSync(at('src'))
    writeFileSync(at('src/generated'), 'a file where a folder belongs')
    expect((await failure(write())).kind).toBe('environment')
    expect(warned).toContain('error NX5002')
  })

  it('NX5003, NX5004: warnings are printed, and writing goes on', async () => {
    await write()
    const stale = at('src/generated/operations/one.ts')
    for (const mine of [stale, at('src/handlers/a/one.ts')])
      writeFileSync(mine, `${readFileSync(mine, 'utf8')}// mine\n`)
    writeFileSync(at('api.yaml'), document('two'))
    expect((await write()).scaffolded).toEqual(['src/handlers/a/two.ts'])
    expect(warned).toContain('warning NX5003')
    expect(warned).toContain('warning NX5004')
    expect(warned).not.toContain('error')
  })
})

describe('what is found', () => {
  const found = (severity: 'error' | 'warning', message: string) => ({
    diagnostics: [0, 1].map(() => ({ code: 'NX0', severity, message, at: null })),
    sources: new Map(),
  })

  it('is told once', () => {
    reportDiagnostics(found('warning', 'odd'), terminal)
    expect(warned).toBe('warning NX0  odd\n\n')
  })

  it('is told under --quiet when it is an error, not when it is a warning', () => {
    const quiet = { ...terminal, quiet: true }
    reportDiagnostics(found('warning', 'odd'), quiet)
    expect(warned).toBe('')
    reportDiagnostics(found('error', 'wrong'), quiet)
    expect(warned).toBe('error NX0  wrong\n\n')
  })
})

describe('an ABI', () => {
  const compiling = (text: string | Uint8Array) => {
    writeFileSync(at('Token.json'), text)
    return compileInputs(inputs([{ key: 'token', abi: at('Token.json') }]), terminal)
  }

  it('that is wrong is shown where it is', async () => {
    const abi = [{ type: 'function', name: 'f', inputs: [{ type: 'uint7' }], outputs: [] }]
    await failure(compiling(JSON.stringify(abi, null, 2)))
    expect(warned).toMatch(/--> Token\.json:7:\d+/)
    expect(warned).toContain('"uint7"')
  })

  it('that is not JSON is shown where its syntax breaks', async () => {
    await failure(compiling('[\n  {,}\n]'))
    expect(warned).toContain('error NX3001')
    expect(warned).toContain('--> Token.json:2:4')
  })

  it('that is not UTF-8 is refused', async () => {
    await failure(compiling(Uint8Array.of(0x5b, 0xff, 0x5d)))
    expect(warned).toContain('error NX1003')
  })

  it('that cannot be read says why', async () => {
    const missing = inputs([{ key: 'token', abi: at('None.json') }])
    await failure(compileInputs(missing, terminal))
    expect(warned).toContain('error NX1001')
    warned = ''
    const folder = inputs([{ key: 'token', abi: dir }])
    await failure(compileInputs(folder, terminal))
    expect(warned).toContain('error NX1002')
  })
})
