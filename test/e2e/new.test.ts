// `nexus new`: a project that type-checks, passes its tests, serves; or nothing at all.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { nexus, npmScript, root, runNode, startNode, stopAll } from './processes.js'
import {
  copyProject,
  linkDependencies,
  spec,
  temporaryFolder,
  writeHandlers,
} from './shared-project.js'

const shared = inject('sharedProject')
let folder = ''

beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(async () => {
  await stopAll()
  rmSync(folder, { recursive: true, force: true })
})

const npm = npmScript()

type Locked = Record<string, { version?: string; dependencies?: Record<string, string> }>

const lockOf = (dir: string): Locked =>
  JSON.parse(readFileSync(join(dir, 'package-lock.json'), 'utf8')).packages

/** `name@version > dependency@version`, a dependency looked for as Node.js does: in each node_modules on the way up. */
const edgesOf = (packages: Locked): string[] =>
  Object.entries(packages).flatMap(([path, { version, dependencies = {} }]) => {
    const name = path.split('node_modules/').at(-1)
    return path.startsWith('node_modules/') && !name?.startsWith('@nexusrt/')
      ? Object.keys(dependencies).map(
          (dependency) =>
            `${name}@${version} > ${dependency}@${found(packages, path, dependency)?.version}`,
        )
      : []
  })

const found = (packages: Locked, path: string, name: string): Locked[string] | undefined => {
  const below = packages[`${path === '' ? '' : `${path}/`}node_modules/${name}`]
  if (below !== undefined || path === '') return below
  return found(packages, path.slice(0, Math.max(path.lastIndexOf('/node_modules/'), 0)), name)
}

const tool = (dir: string, script: string, args: readonly string[]) =>
  runNode([join(dir, 'node_modules', script), ...args], { cwd: dir })

describe('a new project', () => {
  it('type-checks under strict', async () => {
    const { code, stdout } = await tool(shared, 'typescript/bin/tsc', ['--noEmit'])
    expect(stdout).toBe('')
    expect(code).toBe(0)
  })

  it('passes its own tests', async () => {
    const { code, stdout, stderr } = await tool(shared, 'vitest/vitest.mjs', ['run'])
    expect(`${stdout}${stderr}`).toMatch(/Tests\s+.*\d+ passed/)
    expect(code, `${stdout}${stderr}`).toBe(0)
  })

  it('still passes them when its handlers are written and no chain is there', async () => {
    const dir = copyProject(shared, folder)
    writeHandlers(dir)
    const { code, stdout, stderr } = await tool(dir, 'vitest/vitest.mjs', ['run'])
    expect(code, `${stdout}${stderr}`).toBe(0)
  })

  it('tests secured operations as somebody whom test/credentials.ts lets in', async () => {
    const dir = copyProject(shared, folder)
    writeHandlers(dir)
    const file = join(dir, 'test/credentials.ts')
    const text = readFileSync(file, 'utf8')
    const given = text.replace('= {}', "= { shopKey: { headers: { 'X-Shop-Key': 'of-a-test' } } }")
    expect(given).not.toBe(text)
    const run = (env: Readonly<Record<string, string>>) =>
      runNode([join(dir, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=json'], {
        cwd: dir,
        env,
      })
    writeFileSync(file, given)
    // The environment wins over .env.test; nothing of .env is there; no port is taken that is not free.
    writeFileSync(join(dir, '.env.test'), 'SHOP_KEY=of-a-test\nMANAGEMENT_PORT=9090\n')
    writeFileSync(join(dir, '.env'), 'NEXUS_IO=of-dev-alone\n')
    const { code, stdout, stderr } = await run({})
    expect(stdout).toMatch(/with credentials \w+ answers what the contract declares/)
    expect(code, `${stdout}${stderr}`).toBe(0)
    expect((await run({ SHOP_KEY: 'another' })).code).toBe(1)
  })

  it('has tests that fail when an answer is altered', async () => {
    const dir = copyProject(shared, folder)
    const file = join(dir, 'src/generated/operations/get-pet.ts')
    const text = readFileSync(file, 'utf8')
    const altered = text.replace("kind: 'integer'", "kind: 'string'")
    expect(altered).not.toBe(text)
    writeFileSync(file, altered)
    const { code, stdout } = await tool(dir, 'vitest/vitest.mjs', ['run'])
    expect(stdout).toContain('getPet')
    expect(code).toBe(1)
  })

  it('builds, serves, and answers 501 until its handlers are written', async () => {
    const dir = copyProject(shared, folder)
    const built = await nexus(['build'], { cwd: dir })
    expect(built.stderr).not.toContain('error')
    expect(built.stdout.trim()).toBe('dist/server.js')
    expect(existsSync(join(dir, 'dist/server.js.map'))).toBe(true)

    const server = startNode(['--enable-source-maps', 'dist/server.js'], {
      cwd: dir,
      env: { PORT: '0', HOST: '127.0.0.1' },
    })
    const [, url] = await server.waitFor(/"url":"(http:[^"]+)"/)
    const answers = await Promise.all([
      fetch(`${url}/v1/pets`),
      fetch(`${url}/v1/pets/rex`),
      fetch(`${url}/v1/nothing`),
      fetch(`${url}/v1/pets/1`, { method: 'PUT' }),
      fetch(`${url}/v1/pets/1`, { method: 'DELETE' }),
      fetch(`${url}/healthz`),
    ])
    expect(answers.map(({ status }) => status)).toEqual([501, 400, 404, 405, 401, 200])
    expect(answers[1]?.headers.get('content-type')).toBe('application/problem+json')
    expect(await server.stop('SIGTERM')).toBe(0)
  })

  it('vendors what is not published, the engine included, for its image', async () => {
    const dir = copyProject(shared, folder)
    const { code, stderr } = await nexus(['build', '--vendor', '--no-types'], { cwd: dir })
    expect(code, stderr).toBe(0)
    const { dependencies } = JSON.parse(readFileSync(join(dir, 'dist/package.json'), 'utf8'))
    expect(Object.keys(dependencies)).toEqual(['@nexusrt/runtime', 'ethers', '@nexusrt/native'])
    const tarball = dependencies['@nexusrt/native'].replace('file:', '')
    const listed = execFileSync('tar', ['tzf', join(dir, 'dist', tarball)], { encoding: 'utf8' })
    expect(listed).toContain(`package/prebuilds/${process.platform}-${process.arch}/nexus.node`)
    expect(listed).not.toContain('binding.gyp')
    const { packages } = JSON.parse(readFileSync(join(dir, 'dist/package-lock.json'), 'utf8'))
    const { packages: ours } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
    const pino = 'node_modules/pino'
    expect(packages[pino]).toMatchObject({
      version: ours[pino].version,
      integrity: ours[pino].integrity,
    })
    expect(packages['node_modules/@nexusrt/native'].resolved).toMatch(/^file:vendor\//)
    expect(packages['node_modules/typescript']).toBe(undefined)

    // What the Dockerfile does. The locks that npm made for the project and this checkout say which versions belong together.
    const tested = [dir, root].flatMap((folder) => edgesOf(lockOf(folder)))
    const edges = edgesOf(packages)
    expect(edges).toContainEqual(expect.stringMatching(/^@types\/node@\S+ > undici-types@6\.19/))
    expect(edges.filter((edge) => !tested.includes(edge))).toEqual([])
    const install = [npm, 'ci', '--omit=dev', '--prefer-offline', '--no-fund', '--no-audit']
    const installed = await runNode(install, { cwd: join(dir, 'dist') })
    expect(installed.code, installed.stderr).toBe(0)
    expect(existsSync(join(dir, 'dist/node_modules/ethers/package.json'))).toBe(true)
  })

  it('is made for pnpm where that runs the command: packages of this checkout are links', async () => {
    const made = await nexus(['new', 'notes', '--no-install'], {
      cwd: folder,
      env: { npm_config_user_agent: 'pnpm/9.15.9 npm/? node/v22.12.0 linux x64' },
    })
    expect(made.code, made.stderr).toBe(0)
    expect(made.stderr).toContain('pnpm install')
    const { dependencies } = JSON.parse(readFileSync(join(folder, 'notes/package.json'), 'utf8'))
    expect(dependencies['@nexusrt/runtime']).toBe(`link:${join(root, 'runtime')}`)
    expect(readFileSync(join(folder, 'notes/README.md'), 'utf8')).toMatch(/^pnpm dev /m)
    const chosen = await nexus(['new', 'other', '--no-install', '--package-manager', 'npm'], {
      cwd: folder,
      env: { npm_config_user_agent: 'pnpm/9.15.9 npm/? node/v22.12.0 linux x64' },
    })
    expect(chosen.stderr).toContain('npm install')
    const { dependencies: files } = JSON.parse(
      readFileSync(join(folder, 'other/package.json'), 'utf8'),
    )
    expect(files['@nexusrt/runtime']).toBe(`file:${join(root, 'runtime')}`)
  })

  it('brings the packages of the checkout along where it is to be shared', async () => {
    const made = await nexus(['new', 'notes', '--vendor', '--no-install'], { cwd: folder })
    expect(made.code, made.stderr).toBe(0)
    const dir = join(folder, 'notes')
    const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
    const { '@nexusrt/runtime': runtime, '@nexusrt/native': engine } = manifest.dependencies
    const command = manifest.devDependencies['@nexusrt/cli']
    const listed = [runtime, engine, command].map((reference: string) => {
      expect(reference).toMatch(/^file:vendor\/nexusrt-\w+-[\d.]+\.tgz$/)
      const tarball = join(dir, reference.slice('file:'.length))
      return execFileSync('tar', ['tzf', tarball], { encoding: 'utf8' })
    })
    expect(listed[0]).toContain('package/dist/index.js')
    expect(listed[1]).toContain(`package/prebuilds/${process.platform}-${process.arch}/nexus.node`)
    expect(listed[2]).toContain('package/templates/project/package.json')
    const refused = await nexus(['new', 'other', '--vendor', '--package-manager', 'pnpm'], {
      cwd: folder,
    })
    expect(refused).toMatchObject({ code: 2 })
    expect(existsSync(join(folder, 'other'))).toBe(false)
  })

  it('without a specification starts from a small example that type-checks', async () => {
    const { code, stderr } = await nexus(['new', 'notes', '--no-install'], { cwd: folder })
    expect(code, stderr).toBe(0)
    const dir = join(folder, 'notes')
    expect(existsSync(join(dir, 'node_modules'))).toBe(false)
    linkDependencies(shared, dir)
    expect(await tool(dir, 'typescript/bin/tsc', ['--noEmit'])).toMatchObject({
      code: 0,
      stdout: '',
    })
    const tests = await tool(dir, 'vitest/vitest.mjs', ['run', '--reporter=json'])
    expect(tests.code, tests.stdout).toBe(0)
    expect(tests.stdout).toContain('createNote answers what the contract declares')
    expect(tests.stdout).not.toContain('answers 501 until it is written')
  })

  it('has its name, its packages and its contracts', () => {
    const manifest = JSON.parse(readFileSync(join(shared, 'package.json'), 'utf8'))
    expect(manifest.name).toBe('shop')
    expect(manifest.dependencies['@nexusrt/runtime']).toMatch(/^file:\//)
    const files = [
      'specs/tokens.yaml',
      'abi/Token.json',
      '.env.example',
      '.gitignore',
      'Dockerfile',
    ]
    expect(files.filter((file) => !existsSync(join(shared, file)))).toEqual([])
    expect(readFileSync(join(shared, 'nexus.config.ts'), 'utf8')).toContain(
      "openapi: 'specs/tokens.yaml'",
    )
  })

  it('brings the files that a document refers to', async () => {
    mkdirSync(join(folder, 'api/schemas'), { recursive: true })
    const document = {
      openapi: '3.1.0',
      info: { title: 'Split', version: '1' },
      paths: {
        '/things': {
          get: {
            operationId: 'listThings',
            responses: {
              200: {
                description: 'Things.',
                content: { 'application/json': { schema: { $ref: 'schemas/things.yaml' } } },
              },
            },
          },
        },
      },
    }
    writeFileSync(join(folder, 'api/api.json'), JSON.stringify(document))
    writeFileSync(join(folder, 'api/schemas/things.yaml'), 'type: array\nitems: { type: string }\n')
    const { code, stderr } = await nexus(
      ['new', 'split', '--openapi', 'api/api.json', '--no-install'],
      {
        cwd: folder,
      },
    )
    expect(code, stderr).toBe(0)
    expect(existsSync(join(folder, 'split/specs/schemas/things.yaml'))).toBe(true)
    const check = await nexus(['generate', '--check'], { cwd: join(folder, 'split') })
    expect(check.code, check.stderr).toBe(0)
  })
})

describe('nexus new leaves nothing behind', () => {
  it('when the folder is not empty', async () => {
    mkdirSync(join(folder, 'mine'))
    writeFileSync(join(folder, 'mine/file'), 'mine')
    const { code, stderr } = await nexus(['new', 'mine', '--no-install'], { cwd: folder })
    expect(code).toBe(2)
    expect(stderr).toContain('mine is not empty')
    expect(stderr).toContain('= help:')
    expect(readdirSync(join(folder, 'mine'))).toEqual(['file'])
  })

  it('when the document has errors', async () => {
    const broken = readFileSync(spec, 'utf8').replace(
      "'#/components/schemas/NewPet'",
      "'#/components/schemas/Missing'",
    )
    writeFileSync(join(folder, 'api.yaml'), broken)
    const { code, stderr } = await nexus(
      ['new', 'deep/er/shop', '--openapi', 'api.yaml', '--no-install'],
      {
        cwd: folder,
      },
    )
    expect(code).toBe(1)
    expect(stderr).toMatch(/error NX\d{4}/)
    expect(stderr).toMatch(/--> .*api\.yaml:\d+:\d+/)
    expect(readdirSync(folder)).toEqual(['api.yaml'])
  })

  it('when dependencies cannot be installed', async () => {
    const { code, stderr } = await nexus(['new', 'deep/shop', '--openapi', spec], {
      cwd: folder,
      env: {
        npm_config_registry: 'http://127.0.0.1:9',
        npm_config_cache: join(folder, 'cache'),
        npm_config_fetch_retries: '0',
      },
    })
    expect(code).toBe(3)
    expect(stderr).toContain('the npm registry was not reached')
    expect(existsSync(join(folder, 'deep'))).toBe(false)
  })
})
