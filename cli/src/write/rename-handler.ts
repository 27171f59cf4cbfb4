// Owns the text of a handler whose operation has another name or tag now: its imports and the name that it exports
// follow, and not a character else changes. ts-morph takes long to load, so only a rename loads it.

import { createRequire } from 'node:module'
import { posix } from 'node:path'
import type { ImportSpecifier, SourceFile } from 'ts-morph'
import type { OperationIdentity } from '../ir/output.js'

/** A handler on its way from one file to another. */
export interface HandlerRename {
  readonly from: string
  readonly to: string
  readonly before: OperationIdentity
  readonly after: OperationIdentity
}

/**
 * The text of the handler in its new place.
 *
 * @example
 * renameHandler("import { a as op } from '#generated/operations/a'\nexport const a = op.stub()\n", rename)
 * // "import { b as op } from '#generated/operations/b'\nexport const b = op.stub()\n"
 */
export const renameHandler = (text: string, rename: HandlerRename): string => {
  // Loaded when it is needed, and in one step with the other writes: a dynamic import would be another turn.
  const morph = createRequire(import.meta.url)('ts-morph') as typeof import('ts-morph')
  const project = new morph.Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true })
  const file = project.createSourceFile(`/${rename.from}`, text)
  renameExport(file, rename)
  renameImports(file, rename)
  placeImports(file, rename)
  return file.getFullText()
}

/** `export const a` and `export { x as a }`; what the file calls its own handler follows. */
const renameExport = (file: SourceFile, { before, after }: HandlerRename): void => {
  if (before.name === after.name) return
  for (const listed of file.getExportDeclarations().flatMap((each) => each.getNamedExports())) {
    const exported = listed.getAliasNode() ?? listed.getNameNode()
    if (exported.getText() === before.name) listed.setAlias(after.name)
  }
  const declared = file.getVariableDeclaration(before.name) ?? file.getFunction(before.name)
  const statement = file.getVariableStatement(before.name) ?? file.getFunction(before.name)
  if (statement?.hasExportKeyword()) declared?.rename(after.name)
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
