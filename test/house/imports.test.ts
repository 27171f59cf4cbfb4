// House rules about who may know whom: imports go one way, and every dependency has one home.

import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { cyclesIn } from './cycles.js'
import {
  importsOf,
  includesOf,
  nativeSources,
  nodesIn,
  resolveImport,
  type Source,
  scriptSources,
  sourcesIn,
} from './sources.js'

const passes = ['load', 'read', 'check', 'plan', 'emit', 'write']
const shared = ['ir', 'diagnostics', 'files']

const cli = () => sourcesIn(['cli/src'], ['.ts'])
const runtime = () => sourcesIn(['runtime/src'], ['.ts'])

/** `cli/src/plan/api.ts` is in `plan`, `cli/src/pipeline.ts` in `pipeline`. */
const partOf = (path: string): string =>
  path
    .replace(/^cli\/src\//, '')
    .split('/')[0]
    ?.replace(/\.(js|ts)$/, '') ?? ''

/** What each part of the compiler may import besides itself. */
const allowed: Record<string, readonly string[]> = {
  main: ['commands'],
  // The entry of the package for servers of tests.
  testing: ['commands'],
  commands: ['pipeline', ...shared],
  pipeline: [...passes, ...shared],
  diagnostics: ['ir'],
  ir: ['diagnostics'],
  files: [],
  ...Object.fromEntries(passes.map((pass) => [pass, shared])),
}

/** What each room of the runtime may load besides itself; types are free. `app` brings all of them together. */
const mayLoad: Record<string, readonly string[]> = {
  app: [
    'body',
    'config',
    'http',
    'middleware',
    'native',
    'observe',
    'realtime',
    'resilience',
    'validate',
    'web3',
  ],
  body: ['http', 'validate'],
  dev: ['app', 'config', 'observe'],
  http: ['validate'],
  // Errors of the start, and what a route of files is.
  middleware: ['app', 'config', 'http', 'observe'],
  native: ['body', 'http', 'validate'],
  observe: ['http'],
  realtime: ['app', 'body', 'http', 'observe', 'validate'],
  // The error of a hook that cannot say who it is.
  security: ['app'],
  // What checks of answers import is handed to them.
  testing: ['app', 'patterns', 'validate'],
  web3: ['observe', 'resilience'],
  webhooks: ['config', 'http', 'resilience', 'validate'],
}

/**
 * What each room may import besides itself and the files that stand beside the rooms. The first of each know none of
 * the others.
 */
const rooms: Record<string, Record<string, readonly string[]>> = {
  // The parts of a command know those of no other: what two of them ask of a project is `project`'s.
  'cli/src/commands': {
    project: [],
    check: ['project'],
    conform: [],
    dev: ['project'],
    generate: ['project'],
    mock: [],
    new: ['project'],
  },
  'cli/src/emit': {
    code: [],
    checks: ['code'],
    schemas: ['checks', 'code'],
    operations: ['checks', 'code', 'schemas'],
    client: ['code', 'operations', 'schemas'],
    document: [],
    contracts: ['code'],
  },
  'cli/src/plan': {
    names: [],
    // These three make one decision together: what a place holds says what is checked, and the other way around.
    schemas: ['checks', 'exact-numbers', 'names'],
    checks: ['exact-numbers', 'schemas'],
    'exact-numbers': ['checks', 'operations', 'schemas'],
    samples: ['checks', 'schemas'],
    operations: ['checks', 'names', 'schemas', 'trials'],
    trials: ['checks', 'exact-numbers', 'samples', 'schemas'],
    contracts: ['names'],
  },
}

/** `checks` for `cli/src/plan/checks/answers.ts` of `cli/src/plan`; null for a file beside the rooms, or elsewhere. */
const roomIn = (pass: string, path: string): string | null =>
  path.startsWith(`${pass}/`) && path.split('/').length === 5 ? (path.split('/')[3] ?? null) : null

/** What every room may load: it knows none of them. */
const texts = 'text'

/** `runtime/src/http/reply.js` is in `http`, `runtime/src/config.ts` in `config`. */
const roomOf = (path: string): string =>
  path
    .replace(/^runtime\/src\//, '')
    .split('/')[0]
    ?.replace(/\.(js|ts)$/, '') ?? ''

/** Public entries are doors: they show what several rooms have. */
const isInside = ({ path }: Source): boolean =>
  !/^runtime\/src\/([a-z0-9]+\/)?index\.ts$/.test(path)

/** Relative imports of which something is left when the program runs. */
const loadedBy = (source: Source): string[] => {
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ESNext)
  const types = new Set(
    file.statements.filter(isOfTypes).map(({ moduleSpecifier }) => nameOf(moduleSpecifier)),
  )
  return importsOf(source).flatMap((specifier) =>
    types.has(specifier) ? [] : (resolveImport(source, specifier) ?? []),
  )
}

type Import = ts.ImportDeclaration | ts.ExportDeclaration

const nameOf = (specifier: ts.Expression | undefined): string =>
  specifier !== undefined && ts.isStringLiteral(specifier) ? specifier.text : ''

const isOfTypes = (statement: ts.Statement): statement is Import => {
  if (ts.isExportDeclaration(statement)) {
    const { isTypeOnly, exportClause } = statement
    const names = exportClause && ts.isNamedExports(exportClause) ? exportClause.elements : []
    return isTypeOnly || (names.length > 0 && names.every((name) => name.isTypeOnly))
  }
  if (!ts.isImportDeclaration(statement) || statement.importClause === undefined) return false
  const { isTypeOnly, namedBindings, name } = statement.importClause
  if (isTypeOnly || name !== undefined) return isTypeOnly
  const names = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : []
  return names.length > 0 && names.every((each) => each.isTypeOnly)
}

/** `file -> import` for each relative import that `forbidden` finds. */
const offences = (
  sources: readonly Source[],
  forbidden: (source: Source, target: string) => boolean,
): string[] =>
  sources.flatMap((source) =>
    importsOf(source)
      .map((specifier) => resolveImport(source, specifier))
      .filter((target): target is string => target !== null && forbidden(source, target))
      .map((target) => `${source.path} -> ${target}`),
  )

describe('imports', () => {
  it('are seen by this test', () => {
    const source = {
      path: 'a/b.ts',
      text: "import { x } from '../c.js'\nimport 'y'\nconst z = import('./z.js')",
    }
    expect(importsOf(source)).toEqual(['../c.js', 'y', './z.js'])
    expect(resolveImport(source, '../c.js')).toBe('c.js')
  })

  it('of the compiler go main -> commands -> pipeline -> passes, and no pass imports a sibling', () => {
    const wrong = offences(cli(), (source, target) => {
      const from = partOf(source.path)
      const to = partOf(target)
      return from !== to && !(allowed[from] ?? []).includes(to)
    })
    expect(wrong).toEqual([])
  })

  it.each(Object.entries(rooms))('in %s go from room to room by its table', (pass, table) => {
    const edges = new Set<string>()
    const wrong = offences(cli(), (source, target) => {
      const from = roomIn(pass, source.path)
      const to = roomIn(pass, target)
      if (from === null || to === null || from === to) return false
      edges.add(`${from} -> ${to}`)
      return !(table[from] ?? []).includes(to)
    })
    expect(wrong).toEqual([])
    const listed = Object.entries(table).flatMap(([from, to]) =>
      to.map((each) => `${from} -> ${each}`),
    )
    expect(listed.filter((edge) => !edges.has(edge))).toEqual([])
  })

  it('of the compiler never reach the runtime or the engine', () => {
    const packages = cli().flatMap((source) =>
      importsOf(source)
        .filter((specifier) => /^@nexusrt\/(runtime|native)/.test(specifier))
        .map((specifier) => `${source.path} -> ${specifier}`),
    )
    expect([...packages, ...offences(cli(), (_, target) => !target.startsWith('cli/'))]).toEqual([])
  })

  it('of the runtime never reach the compiler', () => {
    const packages = runtime().filter((source) => importsOf(source).includes('@nexusrt/cli'))
    expect(packages.map(({ path }) => path)).toEqual([])
    expect(offences(runtime(), (_, target) => !target.startsWith('runtime/'))).toEqual([])
  })

  it('of the runtime go down the table, where something is loaded', () => {
    const edges = new Set<string>()
    const offences = runtime()
      .filter(isInside)
      .flatMap((source) => {
        const from = roomOf(source.path)
        const loaded = loadedBy(source).map((target) => roomOf(target))
        for (const to of loaded) edges.add(`${from} -> ${to}`)
        const rooms = mayLoad[from] ?? []
        return loaded
          .filter((to) => to !== from && to !== texts && !rooms.includes(to))
          .map((to) => `${source.path} -> ${to}`)
      })
    expect(offences).toEqual([])
    // What nobody needs any more goes from the table.
    const listed = Object.entries(mayLoad).flatMap(([from, rooms]) =>
      rooms.map((to) => `${from} -> ${to}`),
    )
    expect(listed.filter((edge) => !edges.has(edge))).toEqual([])
  })

  it('never go in circles', () => {
    const graph = (edges: Record<string, string[]>) => new Map(Object.entries(edges))
    expect(cyclesIn(graph({ a: ['b', 'c'], b: ['c'], c: ['a'], d: ['a', 'e'] }))).toEqual([
      ['a', 'b', 'c'],
    ])
    expect(cyclesIn(graph({ a: ['a'], b: ['a'] }))).toEqual([['a']])
    const targetsOf = (source: Source): string[] =>
      importsOf(source).flatMap((specifier) => {
        const target = resolveImport(source, specifier)
        return target === null ? [] : [target.replace(/\.js$/, '.ts')]
      })
    // Types count too: files that cannot be understood one by one are one file.
    const files = [...cli(), ...runtime()].map(
      (source) => [source.path, targetsOf(source)] as const,
    )
    expect(cyclesIn(new Map(files))).toEqual([])
  })

  it('end in .js where they are relative, as Node.js wants them', () => {
    const bare = [...cli(), ...runtime()].flatMap((source) =>
      importsOf(source)
        .filter((specifier) => specifier.startsWith('.') && !/\.(js|json)$/.test(specifier))
        .map((specifier) => `${source.path} -> ${specifier}`),
    )
    expect(bare).toEqual([])
  })
})

/** A dependency, and the only places that may import it. */
const homes: readonly { readonly name: string; readonly home: RegExp }[] = [
  { name: 'commander', home: /^cli\/src\/(main\.ts|commands\/)/ },
  { name: 'picocolors', home: /^cli\/src\/(commands|diagnostics)\// },
  { name: 'esbuild', home: /^cli\/src\/commands\// },
  { name: 'handlebars', home: /^cli\/src\/emit\// },
  { name: 'ts-morph', home: /^cli\/src\/(emit|write)\// },
  { name: 'node-diff3', home: /^cli\/src\/write\// },
  { name: 'regjsparser', home: /^cli\/src\/ir\/patterns\// },
  { name: 're2js', home: /^(cli\/src\/ir|runtime\/src)\/patterns\// },
  { name: 'json-p3', home: /^cli\/src\/load\// },
  { name: 'yaml', home: /^cli\/src\/(load|diagnostics)\// },
  { name: 'abitype', home: /^runtime\/src\/web3\/index\.ts$/ },
  { name: '@noble/hashes', home: /^cli\/src\/read\/abi\/selector\.ts$/ },
  { name: 'typescript', home: /^cli\/src\/commands\/project\/(type-worker|typescript)\.ts$/ },
  { name: 'ethers', home: /^runtime\/src\/web3\// },
  { name: 'pino', home: /^runtime\/src\/observe\// },
  { name: 'jose', home: /^runtime\/src\/security\// },
  { name: 'negotiator', home: /^runtime\/src\/http\// },
  { name: 'prom-client', home: /^runtime\/src\/observe\// },
  { name: '@opentelemetry/api', home: /^runtime\/src\/observe\// },
  { name: '@opentelemetry/sdk-node', home: /^runtime\/src\/observe\// },
  { name: 'mime-types', home: /^runtime\/src\/(http\/file|middleware\/static-files\/.*)\.ts$/ },
  { name: 'url-template', home: /^runtime\/src\/http\/uri-template\.ts$/ },
  { name: 'ws', home: /^runtime\/src\/realtime\/websocket\/ws-library\.ts$/ },
  { name: 'mime-types', home: /^runtime\/src\/(http|middleware\/static-files)\// },
  { name: '@nexusrt/native', home: /^runtime\/src\/native\// },
]

const isPackage = (specifier: string, name: string): boolean =>
  specifier === name || specifier.startsWith(`${name}/`)

describe('dependencies', () => {
  it.each(homes)('$name has one home', ({ name, home }) => {
    const visitors = [...cli(), ...runtime()].filter(
      (source) =>
        !home.test(source.path) &&
        importsOf(source).some((specifier) => isPackage(specifier, name)),
    )
    expect(visitors.map(({ path }) => path)).toEqual([])
  })

  it('of the compiler and the runtime all have a home in this list', () => {
    const known = (specifier: string) =>
      /^(\.|node:|#)/.test(specifier) || homes.some(({ name }) => isPackage(specifier, name))
    const homeless = [...cli(), ...runtime()].flatMap((source) =>
      importsOf(source)
        .filter((specifier) => !known(specifier))
        .map((specifier) => `${source.path} -> ${specifier}`),
    )
    expect(homeless).toEqual([])
  })
})

/** Layers of the engine, and what each may include: addon -> net -> {http, driver} -> core. */
const layers: Record<string, readonly string[]> = {
  addon: ['net', 'http', 'driver', 'core'],
  net: ['http', 'driver', 'core'],
  http: ['core'],
  driver: ['core'],
  core: [],
}

/** A header that belongs to one layer, and that layer. */
const headerHomes: readonly { readonly header: RegExp; readonly home: RegExp }[] = [
  { header: /^(napi\.h|node_api\.h|js_native_api\.h|uv\.h)$/, home: /^native\/src\/addon\// },
  { header: /^(linux\/io_uring\.h|liburing\.h)$/, home: /^native\/src\/driver\/uring\// },
  { header: /^sys\/epoll\.h$/, home: /^native\/src\/driver\/epoll\// },
]

describe('includes', () => {
  const engine = () => nativeSources().filter(({ path }) => path.startsWith('native/src/'))

  it('go addon -> net -> {http, driver} -> core', () => {
    const wrong = engine().flatMap((source) => {
      const from = source.path.split('/')[2] ?? ''
      return includesOf(source)
        .filter((name) => {
          const to = name.split('/')[0] ?? ''
          return to in layers && to !== from && !(layers[from] ?? []).includes(to)
        })
        .map((name) => `${source.path} -> ${name}`)
    })
    expect(wrong).toEqual([])
  })

  it.each(headerHomes)('$header is included in one place', ({ header, home }) => {
    const visitors = engine().filter(
      (source) => !home.test(source.path) && includesOf(source).some((name) => header.test(name)),
    )
    expect(visitors.map(({ path }) => path)).toEqual([])
  })
})

describe('scripts', () => {
  it('load nothing that is not there before the first install', () => {
    const scripts = scriptSources().filter(({ path }) =>
      /^scripts\/(setup|steps|children|chain|demo|demo-.*|test)\.mjs$/.test(path),
    )
    expect(scripts.length).toBeGreaterThanOrEqual(6)
    const early = nodesIn(
      scripts,
      (node) =>
        ts.isImportDeclaration(node) &&
        ts.isStringLiteral(node.moduleSpecifier) &&
        !/^(node:|\.)/.test(node.moduleSpecifier.text),
    )
    expect(early).toEqual([])
  })
})
