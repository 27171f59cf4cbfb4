// Proves that examples of pages with a document of their own compile: the first YAML block of a page is the document, and blocks of
// TypeScript that begin with a path, or follow a sentence that names one, are files of its project.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { makeProject } from '../cli/operations/project.js'
import { blocksOf, pages } from './pages.js'

/** What pages may call, below the keys that their configuration has. */
const abis = ['Token', 'Nft'].map((name) => ({
  key: name.toLowerCase(),
  abi: resolve(`specs/examples/token/${name}.json`),
}))

/** The file that the sentence before a block names. */
const pathBefore = (page: string, block: string): string | undefined => {
  const [before = ''] = page.split(`\`\`\`ts\n${block}`)
  return /`(src\/\S+\.ts)`[^`]*$/.exec(before)?.[1]
}

test.each(pages.ownDocument)('docs/%s.md', { timeout: 120_000 }, async (name) => {
  const page = readFileSync(`docs/${name}.md`, 'utf8')
  const [document = ''] = blocksOf(page, 'yaml')
  const examples = blocksOf(page, 'ts')
  const files = examples.flatMap((text) => {
    const path = /^\/\/ (\S+\.ts)\n/.exec(text)?.[1] ?? pathBefore(page, text)
    return path === undefined ? [] : [[path, text] as const]
  })
  expect(files).toHaveLength(examples.length)
  const contracts = name === 'guide/contracts' ? abis : []
  const project = await makeProject(document, Object.fromEntries(files), { contracts })
  try {
    expect(project.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(project.typeErrors()).toEqual([])
  } finally {
    project.remove()
  }
})
