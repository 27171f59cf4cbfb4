// Owns that the examples of these pages compile, under the strictness of a generated project.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, test } from 'vitest'
import { blocksOf, pages } from './pages.js'
import { problemsOf, root } from './type-check.js'

/** `guide.streaming.2.ts` and the text of the example, for each of a page. */
const examplesOf = (page: string): [string, string][] => {
  const text = readFileSync(join(root, 'docs', `${page}.md`), 'utf8')
  return blocksOf(text, 'ts').map((code, index) => [
    join(root, 'test/docs', `${page.replace('/', '.')}.${index + 1}.ts`),
    code,
  ])
}

const examples = new Map(pages.runtime.flatMap(examplesOf))

test.each(pages.runtime)('%s has examples', (page) => {
  expect(examplesOf(page).length).toBeGreaterThan(0)
})

it('examples compile, and one that does not is found', () => {
  const file = join(root, 'test/docs/wrong.1.ts')
  const code =
    "import { staticFiles } from '@nexusrt/runtime/middleware'\nstaticFiles({ path: '/' })\n"
  const ambient = [join(root, 'test/docs/imagined-operations.d.ts')]
  expect(problemsOf(new Map([...examples, [file, code]]), ambient)).toEqual([
    expect.stringMatching(/^wrong\.1\.ts:2 .*root/),
  ])
}, 60_000)
