// House rules about what stands in files: no escape hatches, no leftovers, nothing of one machine.

import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { having, nativeSources, nodesIn, type Source, scriptSources, sourcesIn } from './sources.js'

/** This folder names what it forbids. */
const judged = (sources: readonly Source[]) =>
  sources.filter(({ path }) => !path.startsWith('test/house/'))

/** `path:line: text` of each line that `pattern` finds. */
const findings = (sources: readonly Source[], pattern: RegExp): string[] =>
  judged(sources).flatMap(({ path, text }) =>
    text
      .split('\n')
      .map((line, index) => ({ line, number: index + 1 }))
      .filter(({ line }) => pattern.test(line))
      .map(({ line, number }) => `${path}:${number}: ${line.trim()}`),
  )

const isOfKind = (node: ts.Node, kind: ts.SyntaxKind): boolean =>
  ts.isAsExpression(node) && node.type.kind === kind

const bare = (node: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(node) ? bare(node.expression) : node

/**
 * What the type checker believes whatever x is: `x as unknown as T`, `x as never`, `<T>x`, `x!`, and a variable or
 * field `x!: T`. `any` is nowhere at all.
 */
const isUncheckedCast = (node: ts.Node): boolean =>
  ts.isTypeAssertionExpression(node) ||
  ts.isNonNullExpression(node) ||
  ((ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node)) &&
    node.exclamationToken !== undefined) ||
  isOfKind(node, ts.SyntaxKind.NeverKeyword) ||
  (ts.isAsExpression(node) && isOfKind(bare(node.expression), ts.SyntaxKind.UnknownKeyword))

/** Files that may have one; the rest need no syntax tree. */
const mayCast = /\bas\s+(unknown|never)\b|[\w)\]]!(?!=)|[=(,:?;]\s*<\w/

const uncheckedCasts: Record<string, { readonly count: number; readonly why: string }> = {
  'cli/src/emit/schemas/types.ts': {
    count: 1,
    why: 'a name of a table, looked up in another one of the same keys',
  },
  'runtime/src/app/admission.ts': {
    count: 2,
    why: 'hooks are typed for their scheme, and called for any',
  },
  'runtime/src/app/middleware.ts': {
    count: 1,
    why: 'middleware is typed for its operations, and called for any',
  },
  'runtime/src/app/reply-writer.ts': {
    count: 2,
    why: 'generated writers are typed for their reply and its headers, and called for any',
  },
  'runtime/src/app/route.ts': { count: 1, why: 'the state of a route is what its app is given' },
  'runtime/src/body/decoding.ts': {
    count: 2,
    why: 'zstd came after the oldest types of Node.js that we compile with; overloads of zlib',
  },
  'runtime/src/body/multipart/part-writer.ts': {
    count: 1,
    why: 'the value of a part goes to the writer that the contract has for its place',
  },
  'runtime/src/config/settings.ts': { count: 1, why: 'a default for a type parameter' },
  'runtime/src/http/extract/by-hand.ts': {
    count: 1,
    why: 'extractors of state are typed for an app, and called for any',
  },
  'runtime/src/http/extract/extractor.ts': { count: 1, why: 'a default for a type parameter' },
  'runtime/src/http/extract/reading.ts': {
    count: 1,
    why: 'extractors of state are typed for an app, and called for any',
  },
  'runtime/src/observe/metrics.ts': {
    count: 1,
    why: 'prom-client types its collectors as classes',
  },
  'runtime/src/realtime/websocket/codec.ts': {
    count: 1,
    why: 'generated writers are typed for their message, and called for any',
  },
  'runtime/src/realtime/websocket/operation.ts': {
    count: 4,
    why: 'kinds of one hook; hooks are typed for their operation, and called for any',
  },
  'runtime/src/realtime/websocket/route.ts': {
    count: 1,
    why: 'hooks are typed for their operation, and called for any',
  },
  'runtime/src/realtime/websocket/ws-library.ts': {
    count: 1,
    why: 'ws is imported only when asked',
  },
  'runtime/src/validate/write-place.ts': {
    count: 1,
    why: 'generated writers are typed for their reply, and called for any',
  },
  'runtime/src/web3/errors.ts': { count: 1, why: 'Symbol.for gives no unique symbol' },
  'runtime/src/webhooks/webhook.ts': {
    count: 1,
    why: 'generated writers are typed for their body, and called for any',
  },
}

const own = () => sourcesIn(['cli/src', 'runtime/src'], ['.ts'])
const typescript = () => sourcesIn(['cli/src', 'runtime/src', 'templates/project', 'test'], ['.ts'])
const code = () => [...scriptSources(), ...nativeSources()]
const prose = () => sourcesIn(['docs', 'templates'], ['.md', '.hbs', '.ts', '.json', 'Dockerfile'])

describe('text', () => {
  it('has no any', () => {
    const isAny = (node: ts.Node) => node.kind === ts.SyntaxKind.AnyKeyword
    expect(nodesIn(having(typescript(), /\bany\b/), isAny)).toEqual([])
  })

  it('has no enum and no default export', () => {
    expect(nodesIn(having(own(), /\benum\b/), ts.isEnumDeclaration)).toEqual([])
    const exporting = having(own(), /\bexport\s*(default|=)/)
    expect(nodesIn(exporting, (node) => ts.isExportAssignment(node))).toEqual([])
  })

  it('turns the type checker off nowhere', () => {
    const off = having(typescript(), /@ts-/).filter(({ path, text }) => {
      const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext)
      const directives: readonly { type: number }[] = Reflect.get(file, 'commentDirectives') ?? []
      // `@ts-expect-error` fails when there is nothing to expect, so it checks.
      const whole = Reflect.get(file, 'checkJsDirective')
      return whole !== undefined || directives.some(({ type }) => type === 1)
    })
    expect(off.map(({ path }) => path)).toEqual([])
  })

  it('expects type errors for a reason', () => {
    const bare = findings(typescript(), /@ts-expect-error(?!\s+\S)/)
    expect(bare).toEqual([])
  })

  it.each(['x as unknown as T', '(x as unknown) as T', 'x as never', '<T>x', 'x!.y', 'let x!: T'])(
    'knows %s for a cast that nobody checks',
    (text) => {
      const source = { path: 'a.ts', text: `const a = 1\n;${text}` }
      expect(nodesIn(having([source], mayCast), isUncheckedCast)).toHaveLength(1)
      const checked = { path: 'a.ts', text: 'const a = b as T\nconst c = !d\nif (a !== c) e()' }
      expect(nodesIn([checked], isUncheckedCast)).toEqual([])
    },
  )

  it('casts unchecked only where a reason is listed', () => {
    const casts = nodesIn(having(own(), mayCast), isUncheckedCast)
    const counts = new Map<string, number>()
    for (const cast of casts) {
      const path = cast.slice(0, cast.indexOf(':'))
      counts.set(path, (counts.get(path) ?? 0) + 1)
    }
    const listed = Object.entries(uncheckedCasts).map(([path, { count }]) => [path, count])
    expect([...counts].sort()).toEqual(listed.sort())
  })

  it('has no notes to self and no divider comments', () => {
    expect(findings(code(), /\b(FIXME|XXX|HACK|TODO)\b/)).toEqual([])
    expect(findings(code(), /^\s*(\/\/|#) ?[-=*~#]{3,}/)).toEqual([])
  })

  it('has no triple stash in templates', () => {
    const templates = sourcesIn(['templates/generated'], ['.hbs'])
    expect(templates.length).toBeGreaterThan(0)
    expect(findings(templates, /\{\{\{|\{\{&/)).toEqual([])
  })

  it('names no path of the machine it was written on', () => {
    const machine = /(^|[\s'"`(=:])\/(work|home|root|Users)\/[A-Za-z0-9]/
    expect(findings([...code(), ...prose()], machine)).toEqual([])
  })

  it('sets the exit code of the command in main.ts only', () => {
    const commands = sourcesIn(['cli/src'], ['.ts']).filter(
      ({ path }) => path !== 'cli/src/main.ts',
    )
    // The host's start-up line is code for another process.
    const own = commands.filter(({ path }) => path !== 'cli/src/commands/dev/host.ts')
    expect(findings(own, /process\.(exit\(|exitCode)/)).toEqual([])
  })

  it('has no exceptions and no RTTI in the engine', () => {
    const engine = nativeSources().filter(({ path }) =>
      /^native\/src\/(core|driver|http|net)\//.test(path),
    )
    const uncommented = engine.map(({ path, text }) => ({
      path,
      text: text.replaceAll(/\/\/.*/g, ''),
    }))
    expect(findings(uncommented, /\b(throw|dynamic_cast|typeid)\b/)).toEqual([])
  })
})
