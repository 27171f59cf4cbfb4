// Proves the tree of path templates against looking at every template.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TemplateTree } from '../../../cli/src/plan/trials/template-tree.js'

const segment = fc.constantFrom('', 'a', 'b', 'constructor', '{a}', '{b}', 'x{c}')
const template = fc.array(segment, { maxLength: 5 }).map((parts) => `/${parts.join('/')}`)

const isMatch = (each: string, path: string): boolean => {
  const [parts, segments] = [each.split('/'), path.split('/')]
  return (
    parts.length === segments.length &&
    parts.every((part, i) => part.includes('{') || part === segments[i])
  )
}

it('counts the templates that a path matches', () => {
  fc.assert(
    fc.property(fc.array(template, { maxLength: 20 }), template, (templates, path) => {
      const all = templates.filter((each) => isMatch(each, path)).length
      const tree = new TemplateTree(templates)
      expect([tree.count(path, 100), tree.count(path, 2)]).toEqual([all, Math.min(all, 2)])
    }),
    { numRuns: 500 },
  )
})

it('asks no template twice: thousands of paths are held against thousands of templates', () => {
  const templates = Array.from({ length: 20_000 }, (_, i) => `/t${i}/{id}/end`)
  const tree = new TemplateTree(templates)
  expect(templates.every((each) => tree.count(each, 2) === 1)).toBe(true)
})
