// What `nexus build` refuses as stale: what a bundle is made of, told by what is wrong with it, and nothing else.

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compileInputs, writeCompiled } from '../../../cli/src/commands/project/compile.js'
import type { ProjectConfig } from '../../../cli/src/commands/project/config.js'
import { refuseStale } from '../../../cli/src/commands/project/current.js'
import { staleFiles } from '../../../cli/src/commands/project/stale.js'
import { openTerminal } from '../../../cli/src/commands/terminal.js'
import { documentDefaults } from '../../../cli/src/ir/document-options.js'
import { schemaDefaults } from '../../../cli/src/ir/schema-options.js'

const document = (name: string) => `
openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /one:
    get: { operationId: ${name}, tags: [a], responses: { '204': { description: None. } } }
`
const terminal = {
  ...openTerminal({ color: false }),
  print: () => {},
  say: () => {},
  warn: () => {},
}
const config: ProjectConfig = {
  openapi: 'api.yaml',
  contracts: [],
  schemas: schemaDefaults,
  document: documentDefaults,
  accepted: [],
}

let dir = ''
const at = (file: string) => join(dir, file)
const compiled = () => {
  const { contracts, schemas } = config
  const inputs = { projectDir: dir, openapi: at('api.yaml'), contracts, schemas }
  return compileInputs(
    { ...inputs, document: documentDefaults, unconfigured: [], configured: null },
    terminal,
  )
}
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-current-'))
  writeFileSync(at('api.yaml'), document('one'))
  await writeCompiled(await compiled(), { mode: 'write' }, terminal)
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const told = async (): Promise<string> => {
  try {
    await refuseStale(dir, config, terminal)
    return ''
  } catch (error) {
    return String(error)
  }
}

describe('a build', () => {
  it('does without tests and without nexus.lock, of which no bundle holds anything', async () => {
    expect(await told()).toBe('')
    rmSync(at('test'), { recursive: true })
    rmSync(at('nexus.lock'))
    expect(await told()).toBe('')
  })

  it('says where names come from that it cannot know without nexus.lock', async () => {
    const schema = (name: string) =>
      `    ${name}: { type: object, properties: { a: { type: string } } }\n`
    const using = (...names: string[]) =>
      `${document('one')}  /two:\n    get:\n      responses:\n${names
        .map(
          (name, i) =>
            `        '20${i}': { description: d, content: { application/json: { schema: { $ref: '#/components/schemas/${name}' } } } }\n`,
        )
        .join('')}components:\n  schemas:\n${names.map(schema).join('')}`
    writeFileSync(at('api.yaml'), using('pet'))
    await writeCompiled(await compiled(), { mode: 'write' }, terminal)
    writeFileSync(at('api.yaml'), using('Pet', 'pet'))
    await writeCompiled(await compiled(), { mode: 'write' }, terminal)
    expect(await told()).toBe('')
    rmSync(at('nexus.lock'))
    const failure = await refuseStale(dir, config, terminal).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      kind: 'stale',
      help: expect.stringMatching(/^nexus\.lock is not here, .*: copy it to where this is built/),
    })
  })

  it('refuses generated code that was edited, and a handler that is missing', async () => {
    rmSync(at('test'), { recursive: true })
    appendFileSync(at('src/generated/app.ts'), '// edited')
    expect(await told()).toMatch(/stale: 1 file\n {2}src\/generated\/app\.ts is not what/)
    rmSync(at('src/handlers/a/one.ts'))
    expect(await told()).toMatch(/stale: 2 files\n[\s\S]*src\/handlers\/a\/one\.ts is missing$/)
  })
})

it('says of a handler whose file has the new name for something else what is wrong with it', async () => {
  const handler = 'src/handlers/a/one.ts'
  const text = readFileSync(at(handler), 'utf8')
  writeFileSync(at(handler), `const two = 2\n${text}\nexport const three = two + 1\n`)
  writeFileSync(at('api.yaml'), document('two'))
  const written = await writeCompiled(await compiled(), { mode: 'check' }, terminal)
  expect(staleFiles(written)).toContainEqual({
    file: handler,
    what: 'has the new name of its operation for something else',
  })
})
