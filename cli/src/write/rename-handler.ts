// Owns the text of a handler whose operation has another name or tag now: its imports and the name that it exports
// follow, and not a character else changes. ts-morph takes long to load, so only a rename loads it.

import { createRequire } from 'node:module'
import { posix } from 'node:path'
import type { Identifier, ImportSpecifier, Node, SourceFile } from 'ts-morph'
import type { OperationIdentity } from '../ir/output.js'

/** A handler on its way from one file to another. */
export interface HandlerRename {
  readonly from: string
  readonly to: string
  readonly before: OperationIdentity
  readonly after: OperationIdentity
}

export type RenamedHandler =
  | { readonly kind: 'renamed'; readonly text: string }
  /** The file has the new name for something else, first in this line (from 1). */
  | { readonly kind: 'taken'; readonly line: number }

/**
 * The text of the handler in its new place; nothing is renamed where the file has the new name already: the two would be
 * declared twice, or what meant the one would mean the other.
 *
 * @example
 * renameHandler("import { a as op } from '#generated/operations/a'\nexport const a = op.stub()\n", rename)
 * // text: "import { b as op } from '#generated/operations/b'\nexport const b = op.stub()\n"
 */
export const renameHandler = (text: string, rename: HandlerRename): RenamedHandler => {
  // Loaded when it is needed, and in one step with the other writes: a dynamic import would be another turn.
  const morph = createRequire(import.meta.url)('ts-morph') as typeof import('ts-morph')
  const project = new morph.Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true })
  const file = project.createSourceFile(`/${rename.from}`, text)
  const taken = takenAt(morph, file, rename)
  if (taken !== undefined) return { kind: 'taken', line: taken.getStartLineNumber() }
  renameExport(file, rename)
  renameImports(file, rename)
  placeImports(file, rename)
  // ts-morph drops the byte order mark that some editors put before a text.
  const mark = text.startsWith('\ufeff') ? '\ufeff' : ''
  return { kind: 'renamed', text: mark + file.getFullText().replace(/^\ufeff/, '') }
}

/** What has the new name before the handler gets it. */
const takenAt = (
  { Node: is, SyntaxKind }: typeof import('ts-morph'),
  file: SourceFile,
  { before, after }: HandlerRename,
): Node | undefined => {
  if (before.name === after.name) return undefined
  const listed = file.getExportDeclarations().flatMap((each) => each.getNamedExports())
  const exported = listed.map((each) => each.getAliasNode() ?? each.getNameNode())
  const again = exported.find((name) => name.getText() === after.name)
  if (again !== undefined || declaredExport(file, before.name) === null) return again
  return file
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .find((each) => each.getText() === after.name && isInScope(is, each))
}

/** Whether an identifier names something of the file, and no member of something, nothing elsewhere, and no type. */
const isInScope = (is: typeof import('ts-morph').Node, each: Identifier): boolean => {
  const parent = each.getParent()
  if (is.isPropertyAccessExpression(parent)) return parent.getNameNode() !== each
  if (is.isQualifiedName(parent)) return parent.getRight() !== each
  if (is.isImportSpecifier(parent) || is.isExportSpecifier(parent))
    return parent.getAliasNode() === undefined || parent.getAliasNode() === each
  if (is.isBindingElement(parent)) return parent.getPropertyNameNode() !== each
  if (is.isParameterDeclaration(parent)) return !is.isFunctionTypeNode(parent.getParent())
  const isMember =
    is.isPropertyAssignment(parent) ||
    is.isPropertySignature(parent) ||
    is.isPropertyDeclaration(parent) ||
    is.isMethodDeclaration(parent) ||
    is.isMethodSignature(parent) ||
    is.isGetAccessorDeclaration(parent) ||
    is.isSetAccessorDeclaration(parent)
  if (isMember) return parent.getNameNode() !== each
  return !(
    is.isTypeReference(parent) ||
    is.isTypeAliasDeclaration(parent) ||
    is.isInterfaceDeclaration(parent) ||
    is.isTypeParameterDeclaration(parent) ||
    is.isLabeledStatement(parent) ||
    is.isJSDocTag(parent)
  )
}

/** The declaration that the file exports by its own keyword under this name; null where there is none. */
const declaredExport = (file: SourceFile, name: string) => {
  const statement = file.getVariableStatement(name) ?? file.getFunction(name)
  const declared = file.getVariableDeclaration(name) ?? file.getFunction(name)
  return statement?.hasExportKeyword() ? (declared ?? null) : null
}

/** `export const a` and `export { x as a }`; what the file calls its own handler follows. */
const renameExport = (file: SourceFile, { before, after }: HandlerRename): void => {
  if (before.name === after.name) return
  for (const listed of file.getExportDeclarations().flatMap((each) => each.getNamedExports())) {
    const exported = listed.getAliasNode() ?? listed.getNameNode()
    if (exported.getText() === before.name) listed.setAlias(after.name)
  }
  // In `{ get }` the member keeps its name: `{ get: fetch }`.
  declaredExport(file, before.name)?.rename(after.name, { usePrefixAndSuffixText: true })
}

/** What is imported from the operation's module; inside of the file it is called as before. */
const renameImports = (file: SourceFile, { before, after }: HandlerRename): void => {
  for (const each of file.getImportDeclarations()) {
    if (each.getModuleSpecifierValue() !== before.module) continue
    each.setModuleSpecifier(after.module)
    for (const specifier of each.getNamedImports()) renameSpecifier(specifier, before, after)
  }
}

const renameSpecifier = (
  specifier: ImportSpecifier,
  before: OperationIdentity,
  after: OperationIdentity,
): void => {
  const name = specifier.getName()
  const now = new Map([
    [before.name, after.name],
    [typesOf(before), typesOf(after)],
  ]).get(name)
  if (now === undefined || now === name) return
  const alias = specifier.getAliasNode()?.getText() ?? name
  specifier.replaceWithText(`${specifier.isTypeOnly() ? 'type ' : ''}${now} as ${alias}`)
}

/** The one type that modules of operations export. */
const typesOf = ({ name }: OperationIdentity): string =>
  `${name.charAt(0).toUpperCase()}${name.slice(1)}Types`

/** Relative imports reach what they reached from the old folder. */
const placeImports = (file: SourceFile, { from, to }: HandlerRename): void => {
  const [old, now] = [posix.dirname(from), posix.dirname(to)]
  if (old === now) return
  for (const literal of file.getImportStringLiterals()) {
    const specifier = literal.getLiteralValue()
    if (!specifier.startsWith('.')) continue
    const path = posix.relative(now, posix.join(old, specifier))
    literal.setLiteralValue(path.startsWith('.') ? path : `./${path}`)
  }
}
