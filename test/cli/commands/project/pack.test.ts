// What `nexus build --vendor` and `nexus new --vendor` pack: packages that no registry has, however they are named.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packInto } from '../../../../cli/src/commands/project/pack.js'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(realpathSync(tmpdir()), 'nexus-pack-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const folder = (name: string, dependencies: Record<string, string> = {}) => {
  put(`${name}/package.json`, JSON.stringify({ name, version: '1.0.0', dependencies }))
  put(`${name}/index.js`, 'export {}\n')
}

describe('packages that no registry has', () => {
  it('are packed, be they file:, link:, linked workspaces or what these need; tarballs are copied', async () => {
    const dependencies = {
      filed: 'file:../filed',
      linked: `link:${join(root, 'linked')}`,
      worked: '^1.0.0',
      made: 'file:../made-1.0.0.tgz',
      published: '^2.0.0',
    }
    folder('api', dependencies)
    folder('filed')
    folder('linked', { below: 'link:../below' })
    folder('below')
    folder('worked')
    put('made-1.0.0.tgz', 'a tarball')
    put('api/node_modules/published/package.json', '{}')
    mkdirSync(join(root, 'node_modules'))
    symlinkSync('../worked', join(root, 'node_modules/worked'))
    const vendor = join(root, 'vendor')
    mkdirSync(vendor)
    const packed = await packInto(join(root, 'api'), vendor, dependencies)
    const ours = ['filed', 'linked', 'below', 'worked', 'made']
    expect(packed.dependencies).toEqual({
      ...Object.fromEntries(ours.map((name) => [name, `file:vendor/${name}-1.0.0.tgz`])),
      published: '^2.0.0',
    })
    expect(readdirSync(vendor).sort()).toEqual(ours.map((name) => `${name}-1.0.0.tgz`).sort())
    expect(existsSync(join(root, 'filed/filed-1.0.0.tgz'))).toBe(false)
    expect(packed.folders).toHaveLength(4)
  })
})
