// House rules about docs/reference/configuration.md: no option and no variable is missing, and its example is one.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../../runtime/src/config/resolve.js'
import { defineConfig, env, type NexusConfig } from '../../runtime/src/config.js'
import {
  configurationOptions,
  configurationPage,
  example,
  variableDifferences,
} from './configuration-page.js'
import { root } from './sources.js'

const page = join(root, 'docs/reference/configuration.md')
const options = configurationOptions()
const paths = options.map(({ path }) => path)

const evaluated = (): NexusConfig => {
  const code = ts.transpile(example, {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2023,
  })
  const module = { exports: {} as { default?: NexusConfig } }
  const load = new Function('module', 'exports', 'require', code)
  load(module, module.exports, () => ({ defineConfig, env }))
  if (module.exports.default === undefined) throw new Error('the example exports nothing')
  return module.exports.default
}

/** Paths of what `value` has, written as the page writes them. */
const pathsIn = (value: unknown, prefix: string): string[] => {
  if (typeof value !== 'object' || value === null || 'kind' in value) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const path = prefix + key
    if (!paths.includes(path)) return pathsIn(item, prefix.replace(/\.$/, '.<name>.'))
    if (Array.isArray(item)) return [path, ...item.flatMap((each) => pathsIn(each, `${path}[].`))]
    return [path, ...pathsIn(item, `${path}.`)]
  })
}

describe('the page of the configuration', () => {
  it('is as the type and its comments have it', () => {
    const text = configurationPage(options)
    if (process.env.UPDATE_GOLDEN) writeFileSync(page, text)
    expect(readFileSync(page, 'utf8')).toBe(text)
  })

  it('sees options at every depth', () => {
    expect(paths).toEqual(
      expect.arrayContaining([
        'openapi',
        'contracts.<name>.chain.id',
        'contracts.<name>.policy.breaker.openMs',
        'document.remote.folders',
        'server.tls.certificates[].cert',
        'server.shutdown.drainTimeout',
        'log.level',
      ]),
    )
  })

  it('says something about each option', () => {
    expect(options.filter(({ about, type }) => about === '' || type === '')).toEqual([])
  })

  it('has each option in its example', () => {
    const shown = new Set(pathsIn(evaluated(), ''))
    expect(paths.filter((path) => !shown.has(path))).toEqual([])
  })

  it('has an example that a server would start with', () => {
    const sources = { flags: {}, environment: {}, hostDefault: '0.0.0.0' }
    const settings = resolveSettings(evaluated(), sources)
    expect(settings).toMatchObject({ port: 3000, managementPort: 9090, drainTimeoutMs: 10_000 })
  })

  it('names each variable of the example that a new project gets', () => {
    const text = readFileSync(join(root, 'templates/project/_env.example'), 'utf8')
    const names = [...text.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name ?? '')
    expect(names.length).toBeGreaterThan(8)
    const shown = configurationPage(options)
    expect(names.filter((name) => !shown.includes(`| \`${name}\` |`))).toEqual([])
  })

  it('names each variable that a server reads, and no other', () => {
    expect(variableDifferences(options)).toEqual({ missing: [], stale: [] })
  })
})
