// House rules about what stands in files: no escape hatches, no leftovers, nothing of one machine.

import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { nativeSources, nodesIn, type Source, scriptSources, sourcesIn } from './sources.js'

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

const typescript = () => sourcesIn(['cli/src', 'runtime/src', 'templates/project', 'test'], ['.ts'])
const code = () => [...scriptSources(), ...nativeSources()]
const prose = () => sourcesIn(['docs', 'templates'], ['.md', '.hbs', '.ts', '.json', 'Dockerfile'])

describe('text', () => {
  it('has no any', () => {
    expect(nodesIn(typescript(), (node) => node.kind === ts.SyntaxKind.AnyKeyword)).toEqual([])
  })

  it('has no enum, no default export and no unchecked casts of a whole file', () => {
    const own = sourcesIn(['cli/src', 'runtime/src'], ['.ts'])
    expect(nodesIn(own, ts.isEnumDeclaration)).toEqual([])
    expect(nodesIn(own, (node) => ts.isExportAssignment(node))).toEqual([])
    expect(findings(typescript(), /@ts-(ignore|nocheck)/)).toEqual([])
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
