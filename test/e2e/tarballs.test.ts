// The packages as npm would publish them: packed, unpacked with only the dependencies that they declare,
// and used to make, generate, build and serve a project. Nothing is fetched.

import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Finished, npmScript, root, runNode, startNode, stopAll } from './processes.js'
import { abi, spec, temporaryFolder } from './shared-project.js'

const workspaces = ['cli', 'runtime', 'native'] as const
const engine = join(root, 'native/build/Release/nexus.node')
const npm = npmScript()

let folder = ''
const inPackage = (name: string, file = '') => join(folder, 'node_modules/@nexusrt', name, file)

interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
}
const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(inPackage(name, 'package.json'), 'utf8'))

beforeAll(async () => {
  folder = temporaryFolder()
  const args = workspaces.flatMap((name) => ['-w', name])
  const { code, stderr } = await runNode([npm, 'pack', ...args, '--pack-destination', folder], {
    cwd: root,
  })
  if (code !== 0) throw new Error(stderr)
  for (const name of workspaces) unpack(name)
})
afterEach(stopAll)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Unpacks a tarball where npm would, and links what its package.json asks for. */
const unpack = (name: string): void => {
  const tarball = readdirSync(folder).find((file) => file.startsWith(`nexusrt-${name}-`)) ?? ''
  mkdirSync(inPackage(name), { recursive: true })
  execFileSync('tar', ['xzf', join(folder, tarball), '--strip-components=1', '-C', inPackage(name)])
  for (const dependency of Object.keys(manifestOf(name).dependencies ?? {})) {
    if (!dependency.startsWith('@nexusrt/')) link(dependency, join(root, name))
  }
}

const link = (dependency: string, workspace: string): void => {
  const nested = join(workspace, 'node_modules', dependency)
  const target = join(folder, 'node_modules', dependency)
  mkdirSync(dirname(target), { recursive: true })
  if (!existsSync(target))
    symlinkSync(existsSync(nested) ? nested : join(root, 'node_modules', dependency), target)
}

const nexus = (args: readonly string[], cwd: string): Promise<Finished> =>
  runNode([inPackage('cli', 'bin/nexus.js'), ...args], { cwd })

const filesBelow = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

describe('the packed packages', () => {
  it.each(workspaces)('%s brings its licence and a page, and nothing of the build', (name) => {
    const licence = readFileSync(join(root, 'LICENSE'), 'utf8')
    expect(readFileSync(inPackage(name, 'LICENSE'), 'utf8')).toBe(licence)
    expect(readFileSync(inPackage(name, 'README.md'), 'utf8')).toContain(`# @nexusrt/${name}`)
    const leftovers = filesBelow(inPackage(name)).filter((file) =>
      /\.map$|\.tsbuildinfo$/.test(file),
    )
    expect(leftovers).toEqual([])
  })

  it('leave nothing in the checkout', () => {
    expect(existsSync(join(root, 'cli/templates'))).toBe(false)
  })

  it('make and generate a project from the example', async () => {
    const made = await nexus(['new', 'notes', '--no-install'], folder)
    expect(made.code, made.stderr).toBe(0)
    const dir = join(folder, 'notes')
    const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
    expect(manifest.dependencies).toEqual({
      '@nexusrt/runtime': `^${manifestOf('runtime').version}`,
    })
    expect(manifest.devDependencies['@nexusrt/cli']).toBe(`^${manifestOf('cli').version}`)
    expect(existsSync(join(dir, '.gitignore'))).toBe(true)
    expect(await nexus(['generate', '--check'], dir)).toMatchObject({ code: 0 })
    rmSync(join(dir, 'src/generated'), { recursive: true })
    expect(await nexus(['generate'], dir)).toMatchObject({ code: 0 })
    expect(await nexus(['generate', '--check'], dir)).toMatchObject({ code: 0 })
  })

  it('serve a project with a contract', async () => {
    const made = await nexus(
      ['new', 'shop', '--openapi', spec, '--abi', abi, '--no-install'],
      folder,
    )
    expect(made.code, made.stderr).toBe(0)
    const dir = join(folder, 'shop')
    const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
    expect(Object.keys(manifest.dependencies)).toEqual(['@nexusrt/runtime', 'ethers'])
    const unchecked = await nexus(['build'], dir)
    expect(unchecked.code).toBe(3)
    expect(unchecked.stderr).toContain('types cannot be checked: typescript is not installed')
    const built = await nexus(['build', '--no-types'], dir)
    expect(built.code, built.stderr).toBe(0)
    const env = { PORT: '0', HOST: '127.0.0.1', NEXUS_NATIVE: engine }
    const without = await runNode(['dist/server.js'], { cwd: dir, env })
    expect(without.code).toBe(1)
    expect(without.stderr).toContain('it is not installed: npm install ethers@6')
    link('ethers', join(root, 'runtime'))
    const server = startNode(['dist/server.js'], { cwd: dir, env })
    const [, url] = await server.waitFor(/"url":"(http:[^"]+)"/)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect((await fetch(`${url}/v1/pets`)).status).toBe(501)
    expect(await server.stop()).toBe(0)
    // What follows has no contract, and does without.
    rmSync(join(folder, 'node_modules/ethers'))
  })

  it('serve the page of the docs, and say what traces need, without the packages that few servers use', async () => {
    const { dependencies } = manifestOf('runtime')
    expect(Object.keys({ ...dependencies, ...manifestOf('native').dependencies })).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/opentelemetry|swagger|scarf|node-gyp|ethers/),
      ]),
    )
    const dir = join(folder, 'notes')
    const built = await nexus(['build', '--no-types'], dir)
    expect(built.code, built.stderr).toBe(0)
    const env = { PORT: '0', HOST: '127.0.0.1', NEXUS_NATIVE: engine, NEXUS_DOCS: 'page' }
    const server = startNode(['dist/server.js'], { cwd: dir, env })
    const [, url] = await server.waitFor(/"url":"(http:[^"]+)"/)
    const bundle = await fetch(`${url}/docs/swagger-ui-bundle.js`)
    expect([bundle.status, (await bundle.text()).length > 1_000_000]).toEqual([200, true])
    expect(await server.stop()).toBe(0)
    const traced = { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }
    const untraced = startNode(['dist/server.js'], { cwd: dir, env: traced })
    await untraced.waitFor(/"help":"npm install @opentelemetry\/sdk-node@/)
    const [, plain] = await untraced.waitFor(/"url":"(http:[^"]+)"/)
    expect((await fetch(`${plain}/healthz`)).status).toBe(200)
    expect(await untraced.stop()).toBe(0)
  })

  it('say how to get an engine where none fits', async () => {
    writeFileSync(join(folder, 'load.mjs'), "(await import('@nexusrt/native')).loadAddon()")
    const { code, stderr } = await runNode(['load.mjs'], { cwd: folder })
    expect(code).toBe(1)
    expect(stderr).toContain(`Build it: node ${inPackage('native', 'scripts/build.mjs')}`)
    expect(existsSync(inPackage('native', 'scripts/build.mjs'))).toBe(true)
  })
})
