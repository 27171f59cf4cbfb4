// Proves that what generated code imports from the runtime is there: the compiler knows it by name only.

import ts from 'typescript'
import { expect, test } from 'vitest'
import { runtimeSymbols } from '../../../cli/src/emit/code/runtime-symbols.js'

/** `@nexusrt/runtime/web3` is `runtime/src/web3/index.ts`. */
const fileOf = (entry: string): string =>
  `runtime/src${entry.slice('@nexusrt/runtime'.length)}/index.ts`

test.each(Object.entries(runtimeSymbols))(
  '%s exports every symbol of the list',
  (entry, listed) => {
    const file = fileOf(entry)
    const source = ts.createSourceFile(file, ts.sys.readFile(file) ?? '', ts.ScriptTarget.ES2023)
    const exported = new Map<string, 'type' | 'value'>()
    source.forEachChild((node) => {
      if (
        ts.isExportDeclaration(node) &&
        node.exportClause &&
        ts.isNamedExports(node.exportClause)
      ) {
        for (const { name, isTypeOnly } of node.exportClause.elements) {
          exported.set(name.text, isTypeOnly || node.isTypeOnly ? 'type' : 'value')
        }
      }
      const named = node as { name?: ts.Node }
      const isExported =
        ts.canHaveModifiers(node) &&
        ts.getModifiers(node)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword)
      if (!isExported) return
      if (ts.isVariableStatement(node)) {
        for (const { name } of node.declarationList.declarations)
          exported.set(name.getText(source), 'value')
      } else if (named.name && ts.isIdentifier(named.name)) {
        exported.set(
          named.name.text,
          ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) ? 'type' : 'value',
        )
      }
    })
    const { values, types } = listed
    for (const name of values) expect([name, exported.get(name)]).toEqual([name, 'value'])
    for (const name of types) expect([name, exported.has(name)]).toEqual([name, true])
  },
)
