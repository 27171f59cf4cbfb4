// House rule about tests: they wait for what must happen, never for a time that a slow machine needs longer than.

import ts from 'typescript'
import { expect, it } from 'vitest'
import { having, type Source, sourcesIn } from './sources.js'

/** Files that may look at clocks, sleep in loops, or measure memory, each with its reason. */
const allowed: Readonly<Record<string, string>> = {
  'test/waiting.ts': 'is how all others wait',
  'test/runtime/conversations/talk.ts': 'records goldens of answers that no golden describes yet',
  'test/runtime/app/fixture-app.mjs': 'has handlers that take as long as their path says',
  'test/runtime/body/decoding.test.ts': 'compares memory within one synchronous call',
}

const runsTests = /^(test|it|describe|beforeAll|beforeEach|afterAll|afterEach)\b/

/** Names by which a file calls `setTimeout` of `node:timers/promises`, and the global one. */
const timersOf = ({ text }: Source): Set<string> => {
  const named = /import \{ setTimeout(?: as (\w+))? \} from 'node:timers\/promises'/.exec(text)
  return new Set(['setTimeout', named?.[1] ?? 'setTimeout'])
}

const isExecutor = (node: ts.Node): boolean =>
  ts.isNewExpression(node.parent) && node.parent.expression.getText() === 'Promise'

/** A function with a name of its own, at the top of a file: tests call it to wait. */
const isHelper = ({ parent }: ts.Node): boolean =>
  ts.isSourceFile(parent) ||
  (ts.isVariableDeclaration(parent) && ts.isSourceFile(parent.parent.parent.parent))

/**
 * Whether a call stands in the body of a test, in a loop, or in a helper of tests: it is waited for, and what follows
 * depends on it.
 */
const decides = (call: ts.Node): boolean => {
  let isInLoop = false
  for (let node = call.parent; node !== undefined; node = node.parent) {
    if (ts.isIterationStatement(node, false)) isInLoop = true
    if (!ts.isFunctionLike(node) || isExecutor(node)) continue
    const isGenerator = 'asteriskToken' in node && node.asteriskToken !== undefined
    const isOfTest = ts.isCallExpression(node.parent) && runsTests.test(node.parent.getText())
    return isOfTest || (!isGenerator && (isInLoop || isHelper(node)))
  }
  return isInLoop
}

const clocks = /^(performance\.now|process\.hrtime(\.bigint)?|process\.memoryUsage(\.rss)?)$/

/** `path:line: text` of sleeps that decide, clocks and reads of memory. */
const raceIn = (source: Source): string[] => {
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ESNext, true)
  const timers = timersOf(source)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const callee = node.expression.getText()
      if ((timers.has(callee) && decides(node)) || clocks.test(callee)) {
        const { line } = file.getLineAndCharacterOfPosition(node.getStart())
        found.push(`${source.path}:${line + 1}: ${node.getText().split('\n')[0]}`)
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

const raced = (text: string): number => raceIn({ path: 'a.test.ts', text }).length

it('knows what decides from what only dawdles', () => {
  const sleep = "import { setTimeout as sleep } from 'node:timers/promises'\n"
  expect(raced(`${sleep}test('a', async () => { await sleep(5); expect(1).toBe(1) })`)).toBe(1)
  expect(
    raced("it.each([1])('a', async () => { await new Promise((d) => setTimeout(d, 5)) })"),
  ).toBe(1)
  expect(raced(`${sleep}const until = async () => { while (!a) await sleep(5) }`)).toBe(1)
  expect(raced("test('a', () => { const from = performance.now() })")).toBe(1)
  expect(raced('const turn = () => new Promise((d) => setTimeout(d, 1))')).toBe(1)
  expect(raced(`${sleep}test('a', () => { start(async () => { await sleep(5) }) })`)).toBe(0)
  expect(raced(`${sleep}async function* ticks() { for (;;) { await sleep(2); yield 1 } }`)).toBe(0)
})

it('no test waits for a time', () => {
  const tests = sourcesIn(['test'], ['.ts', '.mjs']).filter(
    ({ path }) => !path.startsWith('test/golden/') && !path.startsWith('test/house/'),
  )
  expect(tests.length).toBeGreaterThan(200)
  const timed = having(tests, /setTimeout|performance|hrtime|memoryUsage/)
  const racing = timed.filter((source) => raceIn(source).length > 0)
  expect(racing.filter(({ path }) => !(path in allowed)).flatMap(raceIn)).toEqual([])
  // A reason that is no longer needed goes.
  const paths = new Set(racing.map(({ path }) => path))
  expect(Object.keys(allowed).filter((path) => !paths.has(path))).toEqual([])
})
