// Owns edits of the user's nexus.config.ts: contracts are added at places that its syntax tree gives, and
// not a character of what is there changes. ts-morph takes long to load, so only an edit loads it.

import type { ImportDeclaration, Node, ObjectLiteralExpression, SourceFile } from 'ts-morph'

/** A property to add to `contracts`. */
export interface ContractEntry {
  readonly key: string
  /** Source of its value: TypeScript that may call `env()`. */
  readonly source: string
}

type TsMorph = typeof import('ts-morph')

/** Text to put in at an offset of the original. */
interface Insertion {
  readonly at: number
  readonly text: string
}

/**
 * The text of nexus.config.ts with `entries` in its `contracts`, which is made when it is missing; null
 * when the file does not write them as an object that can be added to.
 *
 * @example
 * await addContracts("export default { openapi: 'a.yaml' }", [{ key: 'nft', source: "{ abi: 'Nft.json' }" }])
 */
export const addContracts = async (
  text: string,
  entries: readonly ContractEntry[],
): Promise<string | null> => {
  const morph = await import('ts-morph')
  const project = new morph.Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true })
  const file = project.createSourceFile('nexus.config.ts', text)
  const config = configObject(morph, file)
  const contracts = config && propertiesOf(morph, config, entries)
  const imports = importEnv(file)
  return contracts === null || imports === null ? null : insert(text, [...contracts, ...imports])
}

const insert = (text: string, insertions: readonly Insertion[]): string => {
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  return insertions
    .toSorted((left, right) => right.at - left.at)
    .reduce((edited, { at, text: added }) => {
      const lines = added.replaceAll('\n', newline)
      return edited.slice(0, at) + lines + edited.slice(at)
    }, text)
}

/** The object of `export default defineConfig({...})`, through a constant, `satisfies` and parentheses. */
const configObject = (morph: TsMorph, file: SourceFile): ObjectLiteralExpression | null => {
  const exported = file.getExportAssignment((each) => !each.isExportEquals())
  let node: Node | undefined = exported?.getExpression()
  for (let step = 0; step < stepsMax && node !== undefined; step++) {
    if (morph.Node.isObjectLiteralExpression(node)) return node
    node = inner(morph, file, node)
  }
  return null
}

/** Wrappers around the object; a constant that names itself ends there. */
const stepsMax = 16

const inner = ({ Node: is }: TsMorph, file: SourceFile, node: Node): Node | undefined => {
  if (is.isCallExpression(node)) return node.getArguments()[0]
  if (is.isIdentifier(node)) return file.getVariableDeclaration(node.getText())?.getInitializer()
  if (is.isSatisfiesExpression(node) || is.isAsExpression(node)) return node.getExpression()
  return is.isParenthesizedExpression(node) ? node.getExpression() : undefined
}

const propertiesOf = (
  { Node: is }: TsMorph,
  config: ObjectLiteralExpression,
  entries: readonly ContractEntry[],
): Insertion[] | null => {
  const rows = entries.map(({ key, source }) => `${key}: ${source},`)
  const there = config.getProperty('contracts')
  if (there === undefined) return append(config, [`contracts: {\n${indented(rows)}\n},`])
  const value = is.isPropertyAssignment(there) ? there.getInitializer() : undefined
  return is.isObjectLiteralExpression(value) ? append(value, rows) : null
}

const indentation = '  '

const indented = (rows: readonly string[], indent = indentation): string =>
  rows
    .join('\n')
    .split('\n')
    .map((line) => `${indent}${line}`)
    .join('\n')

/** Rows behind the last property: behind its comma, and behind a comment on its line. */
const append = (object: ObjectLiteralExpression, rows: readonly string[]): Insertion[] => {
  const { properties } = object.compilerNode
  const text = object.getSourceFile().getFullText()
  const outer = /^[ \t]*/.exec(text.slice(lineStart(text, object.getStart())))?.[0] ?? ''
  const hasComma = properties.length === 0 || properties.hasTrailingComma
  const [comment = ''] = /^[ \t]*\/\/[^\r\n]*/.exec(text.slice(properties.end)) ?? []
  const at = properties.end + comment.length
  const closing = text.slice(at, object.getEnd() - 1).includes('\n') ? '' : `\n${outer}`
  const added = { at, text: `\n${indented(rows, outer + indentation)}${closing}` }
  return hasComma ? [added] : [added, { at: properties.end, text: ',' }]
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1

const configPackage = '@nexusrt/runtime/config'

/** Imports `env` where it is missing; null when that name stands for something else. */
const importEnv = (file: SourceFile): Insertion[] | null => {
  const own = file.getImportDeclarations().filter(isConfigImport)
  const names = own.flatMap((each) => each.getNamedImports())
  if (names.some((name) => name.getText() === 'env')) return []
  if (file.getLocal('env') !== undefined) return null
  const last = names.at(-1)
  if (last !== undefined) return [{ at: last.getEnd(), text: ', env' }]
  const first = file.getStatements()[0]
  const line = `import { env } from '${configPackage}'\n`
  return [{ at: first?.getStart() ?? 0, text: line }]
}

const isConfigImport = (each: ImportDeclaration): boolean =>
  !each.isTypeOnly() && each.getModuleSpecifierValue() === configPackage
