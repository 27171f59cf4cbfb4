// House rules about documentation: pages made from code are current, and paths that pages name exist.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../../cli/src/commands/program.js'
import { blocksOf, pages } from '../docs/pages.js'
import { renderChangesPage } from './changes-page.js'
import { root, sourcesIn } from './sources.js'
import { renderSupportPage } from './support-page.js'

const page = (name: string) => join(root, 'docs', name)

/** Compares with the page, or rewrites it when UPDATE_GOLDEN is set. */
const expectPage = (name: string, text: string): void => {
  if (process.env.UPDATE_GOLDEN) writeFileSync(page(name), text)
  expect(readFileSync(page(name), 'utf8')).toBe(text)
}

type Program = ReturnType<typeof createProgram>

/** What `--help` prints, with what is added after it. */
const helpOf = (command: Program): string => {
  let text = ''
  command.configureOutput({
    writeOut: (part) => {
      text += part
    },
    getOutHasColors: () => false,
  })
  command.outputHelp()
  return text.trimEnd()
}

const cliPage = (): string => {
  const program = createProgram()
  const sections = [program, ...program.commands].map((command) => {
    const title = command === program ? 'nexus' : `nexus ${command.name()}`
    return `## ${title}\n\n\`\`\`\n${helpOf(command)}\n\`\`\`\n`
  })
  return `# The nexus command\n\nMade from the program's own help; \`UPDATE_GOLDEN=1 npx vitest run test/house/docs.test.ts\`\nrewrites it.\n\n${sections.join('\n')}`
}

// `a['b'](c)` in code is no link.
const withoutCode = (text: string): string =>
  text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '')

const markdown = () => [
  ...sourcesIn(['docs'], ['.md']),
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'].map((path) => ({
    path,
    text: readFileSync(join(root, path), 'utf8'),
  })),
]

/** Rooms that a row of the map names, from the `src` of their package: `plan/checks`. */
const mappedRooms = (): string[] => {
  const rows = readFileSync(page('architecture.md'), 'utf8').match(/^\| `.*$/gm) ?? []
  return rows.flatMap((row) => [...row.matchAll(/`([a-z0-9/-]+)\/`/g)].map(([, room = '']) => room))
}

const packagesWith = (room: string): boolean[] =>
  ['cli', 'runtime', 'native'].map((part) => existsSync(join(root, part, 'src', room)))

describe('docs', () => {
  it('describe the command as it describes itself', () => {
    expectPage('cli.md', cliPage())
  })

  it('describe the rules of changes as the registry has them', () => {
    expectPage('reference/breaking-changes.md', renderChangesPage())
  })

  it('describe the support of keywords as the registry has it', () => {
    expectPage('reference/openapi.md', renderSupportPage())
  })

  it('name each path that the compiler and `nexus dev` have below .nexus/', () => {
    const sources = sourcesIn(['cli/src', 'runtime/src'], ['.ts'])
    const quoted = sources.flatMap(({ text }) => [...text.matchAll(/'\.nexus\/([\w-]+)/g)])
    const paths = new Set(quoted.map(([, name]) => name ?? ''))
    expect(paths.size).toBeGreaterThanOrEqual(4)
    const text = readFileSync(page('reference/files.md'), 'utf8')
    expect([...paths].filter((name) => !text.includes(`.nexus/${name}`))).toEqual([])
  })

  it('have no example in TypeScript that no test type-checks', () => {
    const listed = Object.values(pages).flat()
    const found = markdown()
      .filter(({ text }) => blocksOf(text, 'ts').length > 0)
      .map(({ path }) => relative('docs', path).replace(/\.md$/, ''))
    expect(found.sort()).toEqual(listed.sort())
  })

  it('link to files that exist', () => {
    const broken = markdown().flatMap(({ path, text }) =>
      [...withoutCode(text).matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
        .map((match) => match[1] ?? '')
        .filter((link) => !existsSync(join(root, path, '..', link)))
        .map((link) => `${path} -> ${link}`),
    )
    expect(broken).toEqual([])
  })

  it('map only folders that exist', () => {
    const named = mappedRooms()
    expect(named.length).toBeGreaterThan(60)
    expect(named.filter((room) => !packagesWith(room).some(Boolean))).toEqual([])
  })

  it('map every room of the three packages', () => {
    const named = new Set(mappedRooms())
    const rooms = sourcesIn(['cli/src', 'runtime/src', 'native/src'], ['.ts', '.cc', '.h'])
      .map(({ path }) => dirname(path).split('/').slice(2).join('/'))
      .filter((room) => room !== '')
    expect([...new Set(rooms)].filter((room) => !named.has(room))).toEqual([])
  })

  it('map the folders at the root, and those that the map names in them', () => {
    const [tree = ''] = blocksOf(readFileSync(page('architecture.md'), 'utf8'), '')
    const lines = tree.split(/\n(?=\S)/).map((line) => [...line.matchAll(/(?<![\w<./@])[a-z]+\//g)])
    const named = lines.flatMap(([top, ...inside]) => [
      `${top}`,
      ...inside.map((each) => `${top}${each}`),
    ])
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((folder) => !existsSync(join(root, folder)))).toEqual([])
    const tops = new Set(lines.map(([top]) => `${top}`))
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !/^\.|^(node_modules|coverage)$/.test(entry.name))
      .map(({ name }) => `${name}/`)
    expect(folders.filter((folder) => !tops.has(folder))).toEqual([])
  })
})
