// Which packages a bundle takes in: TypeScript source of the same repository, and nothing that is installed.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bundleServer } from '../../../../cli/src/commands/project/bundle.js'
import { SourcePackages } from '../../../../cli/src/commands/project/source-packages.js'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(realpathSync(tmpdir()), 'nexus-workspaces-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const workspace = (name: string, entry: string, text: string) => {
  put(
    `packages/${name}/package.json`,
    JSON.stringify({ name: `@ws/${name}`, exports: `./${entry}` }),
  )
  put(`packages/${name}/${entry}`, text)
  mkdirSync(join(root, 'node_modules/@ws'), { recursive: true })
  symlinkSync(`../../packages/${name}`, join(root, 'node_modules/@ws', name))
}
const installed = (folder: string, name: string, entry: string, text: string) => {
  put(`${folder}node_modules/${name}/package.json`, JSON.stringify({ name, exports: `./${entry}` }))
  put(`${folder}node_modules/${name}/${entry}`, text)
}

const bundle = async () => {
  const projectDir = join(root, 'packages/api')
  const packages = new SourcePackages(projectDir)
  const [, code] = await bundleServer(projectDir, join(projectDir, 'dist/server.js'), packages)
  return { code: code?.text ?? '', folders: packages.folders }
}

describe('a bundle', () => {
  it('has the TypeScript source of packages beside the project, and leaves JavaScript where it is', async () => {
    workspace(
      'source',
      'index.ts',
      "import { deep } from '@ws/deep'\nexport const source: string = deep\n",
    )
    workspace('deep', 'deep.ts', "export const deep: string = 'from deep'\n")
    workspace('built', 'index.js', 'export const built = 1\n')
    installed('', 'typed', 'index.ts', 'export const typed: number = 1\n')
    put('packages/api/tsconfig.json', '{"compilerOptions":{"paths":{"@/*":["./src/*"]}}}')
    put('packages/api/src/own.js', "export const own = 'from alias'\n")
    put(
      'packages/api/src/server.ts',
      ['@ws/source', '@ws/built', 'typed', '@/own.js', 'node:fs', 'nowhere']
        .map((name) => `export * from '${name}'\n`)
        .join(''),
    )
    const { code, folders } = await bundle()
    expect(code).toContain('from deep')
    expect(code).toContain('from alias')
    const imports = [...code.matchAll(/from "([^"]+)"/g)].map(([, name]) => name)
    expect(new Set(imports)).toEqual(
      new Set(['@ws/built', 'typed', 'node:fs', 'nowhere', '@nexusrt/runtime']),
    )
    expect(folders).toEqual(['deep', 'source'].map((name) => join(root, 'packages', name)))
  })

  it('is refused where such a package needs what the project cannot reach', async () => {
    workspace('source', 'index.ts', "export { far } from 'far'\nexport { near } from 'near'\n")
    installed('packages/source/', 'far', 'index.js', 'export const far = 1\n')
    installed('', 'near', 'index.js', 'export const near = 1\n')
    put('packages/api/src/server.ts', "export { far } from '@ws/source'\n")
    await expect(bundle()).rejects.toThrow(
      '../source/index.ts:1:21: "far" is a dependency of ../source, whose source is bundled, and the project does not have it: add it to the dependencies in package.json',
    )
  })
})
