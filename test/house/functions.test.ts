// House rule about functions: short enough to be read at once.

import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { type Source, scriptSources, sourcesIn } from './sources.js'

const linesMax = 70

/** `path:line: n lines` of functions above the limit. */
const longFunctions = (source: Source): string[] => {
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ESNext)
  const lineOf = (position: number): number => file.getLineAndCharacterOfPosition(position).line
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) {
      const first = lineOf(node.getStart(file))
      const lines = lineOf(node.getEnd()) - first + 1
      if (lines > linesMax) found.push(`${source.path}:${first + 1}: ${lines} lines`)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

const opens = /^( *)\S.*\{$/
const noFunction = /\b(namespace|class|struct|enum|union|extern)\b(?!.*\()|= \{$|^ *\{?"|\[\] = /

const indentOf = (line: string): number => line.length - line.trimStart().length

/** The same for C++ as clang-format leaves it: a body ends at the next brace that is not further right. */
const longBodies = ({ path, text }: Source): string[] => {
  const lines = text.split('\n')
  return lines.flatMap((line, first) => {
    const indent = opens.exec(line)?.[1]?.length
    if (indent === undefined || noFunction.test(line)) return []
    const last = lines.findIndex(
      (each, i) => i > first && /^ *\}/.test(each) && indentOf(each) <= indent,
    )
    const length = last - first + 1
    return length > linesMax ? [`${path}:${first + 1}: ${length} lines`] : []
  })
}

const body = (lines: number): string => '  x()\n'.repeat(lines - 2)

/** Suites are lists of cases, not functions that are read at once. */
const isSuite = ({ path }: Source): boolean => /\.test\.ts$/.test(path)

describe('functions', () => {
  it('are measured by this test', () => {
    const measured = (lines: number) => [
      longFunctions({ path: 'a.ts', text: `const f = () => {\n${body(lines)}}\n` }),
      longBodies({ path: 'a.cc', text: `namespace a {\n\nvoid f() {\n${body(lines)}}\n\n}\n` }),
    ]
    expect(measured(linesMax)).toEqual([[], []])
    expect(measured(linesMax + 1)).toEqual([['a.ts:1: 71 lines'], ['a.cc:3: 71 lines']])
  })

  it(`have at most ${linesMax} lines`, () => {
    const scripts = scriptSources().filter((source) => !isSuite(source))
    expect(scripts.length).toBeGreaterThan(100)
    const long = scripts.filter(({ text }) => text.split('\n').length > linesMax)
    expect(long.flatMap(longFunctions)).toEqual([])
    const engine = sourcesIn(['native/src'], ['.cc', '.h'])
    expect(engine.length).toBeGreaterThan(50)
    expect(engine.flatMap(longBodies)).toEqual([])
  })
})
