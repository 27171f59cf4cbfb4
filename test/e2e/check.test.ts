// `nexus check` and `nexus generate --plan`: what is found, in which format, with which exit code.

import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nexus } from './processes.js'
import { projectOfEachTest } from './project-of-each-test.js'

let dir = ''
projectOfEachTest((made) => {
  dir = made
})

const check = (...args: string[]) => nexus(['check', ...args], { cwd: dir })
const generate = (...args: string[]) => nexus(['generate', ...args], { cwd: dir })
const edit = (change: (text: string) => string) => {
  const file = join(dir, 'specs/tokens.yaml')
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: dir })

/** The limit of a query parameter is lowered: clients that sent more are refused. */
const lowerLimit = (text: string) => text.replace('maximum: 100', 'maximum: 50')

describe('nexus check', () => {
  it('finds what is not written yet, and nothing else in a fresh project', async () => {
    const found = await check()
    expect(found.code).toBe(6)
    expect(found.stdout).toContain('not implemented (8 findings)')
    expect(found.stdout).toMatch(
      /src\/handlers\/pets\/get-pet\.ts:\d+:1 {2}GET .*getPet.* answers 501/,
    )
    expect(await check('--skip', 'unimplemented')).toMatchObject({
      code: 0,
      stdout: 'nothing was found\n',
    })
    const file = join(dir, 'src/handlers/pets/get-pet.ts')
    writeFileSync(
      file,
      `// op.stub()\n/* op.stub() */\n${readFileSync(file, 'utf8').replaceAll('op.stub()', 'op.handler(todo)')}`,
    )
    expect((await check()).stdout).toContain('not implemented (7 findings)')
  })

  it('finds stale code, breaking changes and keywords that lost their effect, each with its exit code', async () => {
    cpSync(join(dir, 'specs/tokens.yaml'), join(dir, '../old.yaml'))
    const skip = ['--skip', 'unimplemented']
    const base = ['--base', join(dir, '../old.yaml')]
    expect(await check(...base, ...skip)).toMatchObject({ code: 0 })

    edit((text) => text.replace(/^ {2}version: .*$/m, '  version: 9.9.9'))
    edit((text) => text.replace('type: integer', 'xml: {}, type: integer'))
    expect((await check(...skip)).code).toBe(5)
    const ledger = await check(...base, ...skip)
    expect(ledger.code).toBe(8)
    expect(ledger.stdout).toMatch(
      /specs\/tokens\.yaml:\d+:\d+ {2}`xml` of the Schema Object has no effect/,
    )

    edit(lowerLimit)
    const breaking = await check(...base, ...skip)
    expect(breaking.code).toBe(7)
    expect(breaking.stdout).toMatch(
      /tokens\.yaml:\d+:\d+ {2}GET \S+ query limit: `maximum` was 100, is 50 {2}\[maximum-lowered\]/,
    )
    expect(
      (await check(...base, ...skip, '--skip', 'unimplemented', 'breaking', 'ledger', 'stale'))
        .code,
    ).toBe(0)

    const config = join(dir, 'nexus.config.ts')
    const accept = (where: string) =>
      `check: { accept: [{ rule: 'maximum-lowered', where: '${where}', reason: 'told' }] }`
    const bare = readFileSync(config, 'utf8')
    writeFileSync(
      config,
      bare.replace('defineConfig({', `defineConfig({ ${accept('* query limit')},`),
    )
    const accepted = await check(...base, ...skip)
    expect(accepted.code).toBe(8)
    expect(accepted.stdout).toMatch(/accepted \(.*\n.*\[maximum-lowered\] {2}accepted: told/)
    writeFileSync(config, bare.replace('defineConfig({', `defineConfig({ ${accept('nowhere')},`))
    const open = await check(...base, ...skip)
    expect(open.code).toBe(7)
    expect(open.stdout).toContain('accepts maximum-lowered of nowhere')
    writeFileSync(config, bare)

    edit((text) => text.replace('type: integer', 'type: intger'))
    expect(await check(...base)).toMatchObject({ code: 1 })
  })

  it('finds code that becomes no server: syntax, lost exports, handlers of another operation', async () => {
    const skip = ['--skip', 'unimplemented']
    const handler = (name: string) => join(dir, `src/handlers/pets/${name}.ts`)
    const change = (name: string, by: (text: string) => string) => {
      const before = readFileSync(handler(name), 'utf8')
      expect(by(before)).not.toBe(before)
      writeFileSync(handler(name), by(before))
    }
    change('get-pet', (text) =>
      text.replaceAll(/getPet as op|get-pet(?=')/g, (old) =>
        old === 'get-pet' ? 'list-pets' : 'listPets as op',
      ),
    )
    const bound = await check(...skip)
    expect(bound.code).toBe(11)
    expect(bound.stdout).toMatch(
      /broken \(1 finding\)\n {2}src\/handlers\/pets\/get-pet\.ts:\d+:1 {2}getPet is to answer GET \S+, and is a handler of the operation listPets: .* \[handler-of-another-operation\]/,
    )
    change('delete-pet', (text) => text.replaceAll('const deletePet ', 'const deleted '))
    const json = JSON.parse((await check(...skip, '--format', 'json')).stdout)
    expect(json.counts).toMatchObject({ broken: 2, stale: 0 })
    expect(json.findings[0]).toMatchObject({
      rule: 'code-error',
      message: expect.stringContaining('"deletePet"'),
      file: 'src/generated/handlers.ts',
      place: { line: expect.any(Number), column: expect.any(Number) },
    })
    change('create-pet', (text) => `${text}\nconst broken = (\n`)
    expect((await check(...skip)).stdout).toMatch(
      /src\/handlers\/pets\/create-pet\.ts:\d+:\d+ {2}.*\[code-error\]/,
    )
    expect((await check(...skip, 'broken')).code).toBe(0)
  })

  it('compares with a revision of git', async () => {
    git('init', '-q')
    git('add', 'specs', 'abi', 'nexus.config.ts')
    git('commit', '-qm', 'one')
    git('tag', 'before')
    edit(lowerLimit)
    git('commit', '-qam', 'two')
    const args = ['--skip', 'unimplemented', 'stale']
    expect((await check('--base', 'before', ...args)).code).toBe(7)
    expect((await check('--base', 'HEAD', ...args)).code).toBe(0)
    const abi = join(dir, 'abi/Token.json')
    writeFileSync(abi, readFileSync(abi, 'utf8').replace('"name": "balanceOf"', '"name": "held"'))
    const contract = await check('--base', 'HEAD', ...args)
    expect(contract.code).toBe(9)
    expect(contract.stdout).toMatch(
      /breaks code that calls contracts \(1 finding\)\n {2}abi\/Token\.json {2}contract token balanceOf\(address\): .* \[function-removed\]/,
    )
    expect((await generate('--plan')).stdout).toMatch(/, since .*: 1 change\n.*\[function-added\]/)
    const unknown = await check('--base', 'nothing', ...args)
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toContain('neither a file nor a revision')
  })

  it('prints JSON and SARIF', async () => {
    edit(lowerLimit)
    const json = JSON.parse((await check('--format', 'json')).stdout)
    expect(json.counts).toMatchObject({ error: 0, unimplemented: 8, breaking: 0 })
    expect(json.counts.stale).toBeGreaterThan(0)
    const sarif = JSON.parse((await check('--format', 'sarif')).stdout)
    expect(sarif.version).toBe('2.1.0')
    const [run] = sarif.runs
    const rules = run.tool.driver.rules.map(({ id }: { id: string }) => id)
    expect(rules).toEqual(['stale', 'unimplemented'])
    expect(run.results.every((each: { ruleId: string }) => rules.includes(each.ruleId))).toBe(true)
    for (const rule of run.tool.driver.rules)
      expect(rule).toMatchObject({
        shortDescription: { text: expect.stringMatching(/./) },
        fullDescription: { text: expect.stringMatching(/./) },
        help: { text: expect.stringContaining('Next step: ') },
      })
    for (const { ruleId, ruleIndex, locations } of run.results) {
      expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId)
      const { artifactLocation, region } = locations[0].physicalLocation
      expect(artifactLocation.uri).not.toMatch(/^\/|^\.\.|:/)
      expect(region.startLine).toBeGreaterThan(0)
    }
    expect(run.results.at(-1).locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: expect.stringMatching(/^src\/handlers\//) },
      region: { startLine: expect.any(Number), startColumn: 1 },
    })
  })
})

describe('nexus generate --plan', () => {
  it('tells the files and what breaks since the last generation, and writes nothing', async () => {
    expect((await generate()).code).toBe(0)
    edit(lowerLimit)
    edit((text) => text.replace('operationId: getPet', 'operationId: fetchPet'))
    const { code, stdout, stderr: said } = await generate('--plan')
    expect(code).toBe(0)
    expect(said).not.toContain('nexus dev')
    expect(stdout).toContain(
      '  move     src/handlers/pets/get-pet.ts -> src/handlers/pets/fetch-pet.ts',
    )
    expect(stdout).toMatch(/^renamed: 1 name\n {2}GET \/v1\/pets\/\{\}: getPet -> fetchPet$/m)
    expect(stdout).toMatch(
      /breaks clients \(HTTP\), since the last generation: 1 change\n.*\[maximum-lowered\]/,
    )
    expect(stdout).toMatch(
      /breaks handlers \(types\), since the last generation: 1 change\n.*\[operation-renamed\]/,
    )
    expect(existsSync(join(dir, 'src/handlers/pets/fetch-pet.ts'))).toBe(false)
    // What `nexus dev` keeps there while it runs: this process does.
    mkdirSync(join(dir, '.nexus/dev', String(process.pid)), { recursive: true })
    const json = await generate('--plan', '--json')
    expect(json.stderr).toContain('`nexus check --base main` compares')
    const plan = JSON.parse(json.stdout)
    expect(plan).toMatchObject({
      base: 'the last generation',
      changes: [{ rule: 'maximum-lowered' }, { rule: 'operation-renamed' }],
    })

    const { stderr } = await generate()
    expect(stderr).toContain(
      'moved: src/handlers/pets/get-pet.ts -> src/handlers/pets/fetch-pet.ts',
    )
    expect(stderr).toContain('NX5030')
    expect(readFileSync(join(dir, 'src/handlers/pets/fetch-pet.ts'), 'utf8')).toContain(
      'export const fetchPet = op.stub()',
    )
    expect((await generate('--plan')).stdout).toMatch(
      /^files: nothing would change\nrenamed: nothing\n/,
    )
  })

  it('warns where tsconfig.json compiles what it sets aside', async () => {
    const config = JSON.parse(readFileSync(join(dir, 'tsconfig.json'), 'utf8'))
    writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify({ ...config, exclude: [] }))
    expect((await generate()).code).toBe(0)
    appendFileSync(join(dir, 'src/handlers/token/create-transfer.ts'), '// mine\n')
    edit((text) =>
      text
        .replace('/token/transfers:', '/token/sends:')
        .replace('operationId: createTransfer', 'operationId: send'),
    )
    const { stderr } = await generate()
    expect(stderr).toMatch(
      /warning NX5011 .*_removed\/token\/create-transfer\.ts.*\n +--> tsconfig\.json\n.*"exclude": \["src\/handlers\/_removed"\]/,
    )
  })

  it('compares with HEAD where nothing is remembered, and says so where there is neither', async () => {
    rmSync(join(dir, '.nexus'), { recursive: true, force: true })
    expect((await generate('--plan')).stdout).toContain('no earlier version to compare with')
    git('init', '-q')
    git('add', 'specs')
    git('commit', '-qm', 'one')
    edit(lowerLimit)
    expect((await generate('--plan')).stdout).toMatch(
      /breaks clients \(HTTP\), since HEAD: 1 change/,
    )
  })
})
