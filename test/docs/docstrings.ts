// Owns the examples of doc comments as files that can be type-checked. An example is what a reader would type: it
// imports nothing, may be a statement, an expression or a module, and takes some things for granted, which
// surroundings.ts declares for it.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { sourcesIn } from '../house/sources.js'
import { granted, names } from './surroundings.js'
import { root } from './type-check.js'

export interface DocExample {
  /** Where it stands, from the root. */
  readonly path: string
  /** What the comment belongs to. */
  readonly of: string
  readonly code: string
}

/** Each `@example` of the doc comments below these folders. */
export const docExamples = (folders: readonly string[]): DocExample[] =>
  sourcesIn(folders, ['.ts']).flatMap(({ path, text }) =>
    text.includes('@example') ? examplesIn(path, text) : [],
  )

const examplesIn = (path: string, text: string): DocExample[] => {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true)
  const found: DocExample[] = []
  const visit = (node: ts.Node): void => {
    for (const tag of ts.getJSDocTags(node))
      if (tag.tagName.text === 'example' && tag.parent.parent === node)
        found.push({ path, of: nameOf(node), code: ts.getTextOfJSDocComment(tag.comment) ?? '' })
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

const nameOf = (node: ts.Node): string => {
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations[0]?.name.getText() ?? ''
  const name = ts.getNameOfDeclaration(node as ts.Declaration)
  return name?.getText() ?? ''
}

/** The files that examples become, by path; each imports what the packages export of the names that it says. */
export const filesOf = (examples: readonly DocExample[]): ReadonlyMap<string, string> => {
  const entries = publicEntries()
  const counts = new Map<string, number>()
  return new Map(
    examples.map((example) => {
      const stem =
        `${example.path.replace(/\.ts$/, '').replaceAll('/', '.')}.${example.of}`.toLowerCase()
      const count = (counts.get(stem) ?? 0) + 1
      counts.set(stem, count)
      return [join(root, 'test/docs', `${stem}.${count}.ts`), moduleOf(example, entries)]
    }),
  )
}

/** What the example needs stands below it, so that lines of messages are its own. */
const moduleOf = ({ path, of, code }: DocExample, entries: readonly Entry[]): string => {
  const ownFile = path.replace(/^(\w+)\/src\/(.*)\.ts$/, '../../$1/dist/$2.js')
  const own = entryAt(path, ownFile)
  const heads = [granted[`${path} ${of}`] ?? granted[path] ?? '']
  const declared = declaredIn(`${heads[0]}\n${code}`)
  // What is declared needs names in its turn.
  const wanted = [...namesIn(`${heads[0]}\n${code}`)]
  for (const name of wanted) {
    if (declared.has(name)) continue
    declared.add(name)
    const line = lineFor(name, [own, ...entries])
    if (line === null) continue
    heads.push(line)
    wanted.push(...namesIn(line))
  }
  const isModule = /^export /m.test(code)
  return [isModule ? code : `async function* example() { ${code}\n}`, ...heads, 'export {}'].join(
    '\n',
  )
}

/** Whether it needs more than what its own file exports. */
export const takesForGranted = ({ path, of }: DocExample): boolean =>
  `${path} ${of}` in granted || path in granted

/** An import from the example's own file, else a declaration of what is taken for granted, else a public export. */
const lineFor = (name: string, [own, ...entries]: readonly Entry[]): string | null => {
  if (own?.names.has(name) !== true && Object.hasOwn(names, name)) return names[name] ?? null
  const entry = [own, ...entries].find((each) => each?.names.has(name))
  return entry === undefined ? null : `import { ${name} } from '${entry.specifier}'`
}

interface Entry {
  readonly specifier: string
  readonly names: ReadonlySet<string>
}

const publicEntries = (): Entry[] => {
  const manifest = JSON.parse(readFileSync(join(root, 'runtime/package.json'), 'utf8'))
  return Object.entries<{ readonly default?: string }>(manifest.exports).flatMap(([key, target]) =>
    target.default === undefined
      ? []
      : [
          entryAt(
            target.default.replace(/^\.\/dist\/(.*)\.js$/, 'runtime/src/$1.ts'),
            key.replace(/^\./, '@nexusrt/runtime'),
          ),
        ],
  )
}

const entryAt = (path: string, specifier: string): Entry => {
  const file = parsed(readFileSync(join(root, path), 'utf8'))
  const names = file.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement) && statement.exportClause !== undefined)
      return ts.isNamedExports(statement.exportClause)
        ? statement.exportClause.elements.map(({ name }) => name.text)
        : [statement.exportClause.name.text]
    const isExported = ts.canHaveModifiers(statement)
      ? ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
      : false
    return isExported === true ? declaredBy(statement) : []
  })
  return { specifier, names: new Set(names) }
}

const parsed = (text: string): ts.SourceFile =>
  ts.createSourceFile('example.ts', text, ts.ScriptTarget.ESNext, true)

const declaredIn = (text: string): Set<string> =>
  new Set(parsed(text).statements.flatMap(declaredBy))

const declaredBy = (statement: ts.Statement): string[] => {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : name.elements.map((each) => each.getText()),
    )
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  return isNamed && statement.name !== undefined ? [statement.name.text] : []
}

/** Identifiers that stand for something: no members, no keys. */
const namesIn = (text: string): Set<string> => {
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isKey(node)) names.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(parsed(text))
  return names
}

const isKey = (node: ts.Identifier): boolean => {
  const { parent } = node
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isPropertySignature(parent) && parent.name === node) ||
    (ts.isMethodSignature(parent) && parent.name === node)
  )
}
