// `nexus generate`: current code stays as it is, stale code is found, files of the user are never touched.

import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nexus, root, startNode } from './processes.js'
import { projectOfEachTest } from './project-of-each-test.js'
import { abi, spec } from './shared-project.js'

let dir = ''
projectOfEachTest((made) => {
  dir = made
})

const generate = (...args: string[]) => nexus(['generate', ...args], { cwd: dir })
const edit = (file: string, change: (text: string) => string) =>
  writeFileSync(join(dir, file), change(readFileSync(join(dir, file), 'utf8')))

const newOperation = `
  /pets/{petId}/photo:
    get:
      operationId: getPhoto
      tags: [pets]
      parameters: [{ $ref: '#/components/parameters/PetId' }]
      responses: { '204': { description: None yet. } }
`
const addOperation = (text: string) => text.replace('\n  /token:\n', `${newOperation}  /token:\n`)

describe('nexus generate', () => {
  it('finds a fresh project current, and rewrites nothing', async () => {
    const file = join(dir, 'src/generated/app.ts')
    const past = new Date('2020-01-01')
    utimesSync(file, past, past)
    expect(await generate('--check')).toMatchObject({ code: 0 })
    const { code, stderr } = await generate()
    expect(code).toBe(0)
    expect(stderr).toContain('0 files written')
    expect(statSync(file).mtime).toEqual(past)
  })

  it('--check exits 1 and names what is stale; --dry-run lists it and changes nothing', async () => {
    edit('specs/tokens.yaml', addOperation)
    const check = await generate('--check')
    expect(check.code).toBe(1)
    expect(check.stdout).toContain('src/generated/operations/get-photo.ts')
    expect(check.stderr).toContain('nexus generate')
    const dry = await generate('--dry-run')
    expect(dry.code).toBe(0)
    expect(dry.stdout).toContain('src/handlers/pets/get-photo.ts')
    expect((await generate('--check')).code).toBe(1)
  })

  it('adds the handler of a new operation and leaves the others to their owner', async () => {
    const mine = '// mine\n'
    edit('src/handlers/pets/get-pet.ts', (text) => `${mine}${text}`)
    edit('src/server.ts', (text) => `${mine}${text}`)
    edit('specs/tokens.yaml', addOperation)
    const { code, stderr } = await generate()
    expect(code).toBe(0)
    expect(stderr).toContain('new, yours: src/handlers/pets/get-photo.ts')
    expect(readFileSync(join(dir, 'src/handlers/pets/get-pet.ts'), 'utf8').startsWith(mine)).toBe(
      true,
    )
    expect(readFileSync(join(dir, 'src/server.ts'), 'utf8').startsWith(mine)).toBe(true)
    expect(await generate('--check')).toMatchObject({ code: 0 })
  })

  it('repairs a generated file that was edited', async () => {
    const before = readFileSync(join(dir, 'src/generated/app.ts'), 'utf8')
    edit('src/generated/app.ts', () => 'broken')
    expect((await generate('--check')).code).toBe(1)
    expect((await generate()).code).toBe(0)
    expect(readFileSync(join(dir, 'src/generated/app.ts'), 'utf8')).toBe(before)
  })

  it('says where an error is, and writes nothing', async () => {
    edit('specs/tokens.yaml', (text) =>
      text.replace('type: integer, minimum: 1, maximum: 100', 'type: intger'),
    )
    const { code, stderr } = await generate()
    expect(code).toBe(1)
    expect(stderr).toMatch(/--> specs\/tokens\.yaml:\d+:\d+/)
    expect(stderr).toContain('intger')
  })

  it('--ledger tells every keyword with its place, and --strict ends with 4 when one has no effect', async () => {
    const ledger = await generate('--ledger')
    expect(ledger).toMatchObject({ code: 0 })
    expect(ledger.stdout).toMatch(/^specs\/tokens\.yaml:1:1 {2}enforced {2}OpenAPI: openapi$/m)
    expect(ledger.stdout).toMatch(/\d+ keywords: \d+ enforced, \d+ typed only, 0 ignored/)
    expect(await generate('--strict', '--check')).toMatchObject({ code: 0 })
    edit('specs/tokens.yaml', (text) =>
      text
        .replace(/^components:/m, 'components:\n  x-a: 1')
        .replace('type: integer', 'xml: {}, type: integer'),
    )
    const strict = await generate('--strict')
    expect(strict.code).toBe(4)
    expect(strict.stderr).toMatch(
      /specs\/tokens\.yaml:\d+:\d+ {2}ignored {3}Schema: xml {2}\(not compiled yet\)/,
    )
    expect(await generate('--check')).toMatchObject({ code: 0 })
    const { stdout } = await generate('--ledger', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ ignored: 1, extensions: 1 })
    expect(await generate('--json')).toMatchObject({ code: 2 })
    edit('specs/tokens.yaml', (text) =>
      text.replace('xml: {}, type: integer', 'enum: [], type: integer'),
    )
    const impossible = await generate('--strict')
    expect(impossible.code).toBe(4)
    expect(impossible.stderr).toContain('1 schema accepts nothing')
  })

  it('takes files from flags', async () => {
    const { code, stderr } = await generate('--check', '--openapi', spec, '--abi', abi)
    // The same documents from elsewhere: only the line that names them differs.
    expect([0, 1], stderr).toContain(code)
    const missing = await generate('--openapi', 'specs/token.yaml')
    expect(missing.code).toBe(2)
    expect(missing.stderr).toContain('did you mean specs/tokens.yaml?')
  })

  it('adds an ABI that the configuration does not name to it, and the server starts', async () => {
    cpSync(join(root, 'specs/examples/token/Token.json'), join(dir, 'abi/Points.json'))
    const before = readFileSync(join(dir, 'nexus.config.ts'), 'utf8')
    const args = ['--openapi', 'specs/tokens.yaml', '--abi', 'abi/Points.json']
    const check = await generate('--check', ...args)
    expect(check.code).toBe(1)
    expect(check.stdout).toMatch(/edit +nexus\.config\.ts/)
    expect(readFileSync(join(dir, 'nexus.config.ts'), 'utf8')).toBe(before)

    const { code, stderr } = await generate(...args)
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('nexus.config.ts: added contracts.points (abi/Points.json)')
    expect(stderr).toContain('set POINTS_ADDRESS')
    const after = readFileSync(join(dir, 'nexus.config.ts'), 'utf8')
    for (const line of before.split('\n')) expect(after).toContain(line)
    expect(await generate('--check')).toMatchObject({ code: 0 })
    expect(await generate('--check', ...args)).toMatchObject({ code: 0 })

    // It type-checks before it bundles.
    const built = await nexus(['build'], { cwd: dir })
    expect(built.code, built.stderr).toBe(0)
    const env = { PORT: '0', HOST: '127.0.0.1' }
    const server = startNode(['dist/server.js'], { cwd: dir, env })
    await server.waitFor(/"url":"http/)
    await server.stop()
  })

  it('says what to write where the configuration cannot be added to, and changes nothing', async () => {
    edit('nexus.config.ts', (text) =>
      text.replace('contracts: {', 'contracts: Object.assign({}, {'),
    )
    edit('nexus.config.ts', (text) => text.replace('\n  },\n  server', '\n  }),\n  server'))
    cpSync(join(dir, 'abi/Token.json'), join(dir, 'abi/Points.json'))
    const { code, stderr } = await generate('--abi', 'abi/Points.json')
    expect(code).toBe(1)
    expect(stderr).toContain('nexus.config.ts has no entry for points')
    expect(stderr).toContain("points: {\n        abi: 'abi/Points.json',")
    expect(existsSync(join(dir, 'src/generated/contracts/points.ts'))).toBe(false)
  })

  it('--print shows what a pass made', async () => {
    const ir = await generate('--print', 'ir')
    expect(ir.code).toBe(0)
    expect(ir.stdout).toContain('listPets')
    const plan = await generate('--print', 'plan')
    expect(plan.stdout).toContain('listPets')
  })

  it('says what is wrong with a configuration', async () => {
    edit('nexus.config.ts', (text) => text.replace("'specs/tokens.yaml'", '42'))
    const shape = await generate()
    expect(shape.code).toBe(1)
    expect(shape.stderr).toContain('`openapi` is not a path')
    edit('nexus.config.ts', (text) => `${text}\nconst = 1`)
    const syntax = await generate()
    expect(syntax.code).toBe(1)
    expect(syntax.stderr).toMatch(/nexus\.config\.ts:\d+:\d+/)
  })
})

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd })

describe('nexus generate in a fresh clone', () => {
  const hooks = 'src/security.ts'
  const clone = (): void => {
    git(dir, 'init', '-q')
    git(dir, 'add', '.')
    git(dir, 'commit', '-qm', 'mine')
    git(dir, 'clone', '-q', '.', '../clone')
    dir = join(dir, '../clone')
  }
  const addScheme = (text: string) =>
    text
      .replace('- shopKey: []', '- shopKey: []\n        - session: []')
      .replace(
        '  securitySchemes:\n',
        '  securitySchemes:\n    session: { type: apiKey, in: cookie, name: sid }\n',
      )

  it('merges what the compiler changes into what the user changed', async () => {
    const before = readFileSync(join(dir, hooks), 'utf8')
    writeFileSync(join(dir, hooks), `// mine, above\n${before}// mine, below\n`)
    clone()
    expect(await generate('--check')).toMatchObject({ code: 0 })
    edit('specs/tokens.yaml', addScheme)
    const { code, stderr } = await generate()
    expect(code, stderr).toBe(0)
    expect(stderr).toContain(`merged into yours: ${hooks}`)
    const after = readFileSync(join(dir, hooks), 'utf8')
    expect(after).toMatch(/^\/\/ mine, above\n[\s\S]*session[\s\S]*\/\/ mine, below\n$/)
  })

  it('tells a change of both sides in three parts, and the next step that ends it', async () => {
    edit(hooks, (text) => text.replace('shopKey: () => null', 'shopKey: () => ({ name: "me" })'))
    clone()
    edit('specs/tokens.yaml', (text) => text.replaceAll('shopKey', 'storeKey'))
    const told = await generate()
    expect(told.code).toBe(1)
    expect(told.stderr).toMatch(
      /security\.ts line \d+: nexus changes\n(?: {4}.*\n)* {2}- .*shopKey.*\n {2}\+ .*storeKey[\s\S]*where you have\n {4}.*name: "me"/,
    )
    edit(hooks, (text) => text.replaceAll('shopKey', 'storeKey'))
    expect((await generate('--keep')).code).toBe(0)
    expect((await generate()).code).toBe(0)
    expect(readFileSync(join(dir, hooks), 'utf8')).toContain('name: "me"')
  })
})

describe('a file that is saved while it runs', () => {
  /** Saves `file` when the first text is put beside its file: all was read, nothing was changed. */
  const generateWhileSaving = async (file: string, text: string, ...args: string[]) => {
    const preload = `
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
const write = fs.writeFileSync
fs.writeFileSync = (path, ...rest) => {
  if (String(path).endsWith('.tmp')) {
    fs.writeFileSync = write
    syncBuiltinESMExports()
    write(${JSON.stringify(join(dir, file))}, ${JSON.stringify(text)})
  }
  return write(path, ...rest)
}
syncBuiltinESMExports()`
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` }
    return nexus(['generate', ...args], { cwd: dir, env })
  }
  const path = 'src/handlers/pets/get-pet.ts'

  it('stays as it was saved: told with the next step, exit 1, and the next run is right', async () => {
    const saved = `// mine\n${readFileSync(join(dir, path), 'utf8')}`
    edit('specs/tokens.yaml', (text) =>
      text.replace('operationId: getPet\n', 'operationId: readPet\n'),
    )
    const { code, stderr } = await generateWhileSaving(path, saved)
    expect(code).toBe(1)
    expect(stderr).toContain(`NX5070`)
    expect(stderr).toContain(`${path} was saved while`)
    expect(stderr).toContain('run `nexus generate` again')
    expect(readFileSync(join(dir, path), 'utf8')).toBe(saved)
    expect((await generate()).code).toBe(0)
    expect(readFileSync(join(dir, 'src/handlers/pets/read-pet.ts'), 'utf8')).toMatch(/^\/\/ mine\n/)
  })

  it('stays where it is nexus.config.ts, and an ABI is to join it', async () => {
    cpSync(abi, join(dir, 'abi/Second.json'))
    const saved = `// mine\n${readFileSync(join(dir, 'nexus.config.ts'), 'utf8')}`
    const { code, stderr } = await generateWhileSaving(
      'nexus.config.ts',
      saved,
      '--abi',
      'abi/Second.json',
    )
    expect([code, readFileSync(join(dir, 'nexus.config.ts'), 'utf8')]).toEqual([1, saved])
    expect(stderr).toContain('nexus.config.ts was saved while this ran')
    expect((await generate('--abi', 'abi/Second.json')).code).toBe(0)
    expect(readFileSync(join(dir, 'nexus.config.ts'), 'utf8')).toContain('abi/Second.json')
  })
})
