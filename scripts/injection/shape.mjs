// Owns the shape of generated TypeScript: what is left of a program without its names and texts, and the texts of its
// literals beside it.

import ts from 'typescript'

/**
 * The shape of a module: its statements in an order that names do not decide, and what its comments tell the compiler.
 * @throws {Error} when the text is not TypeScript
 */
export const shapeOf = (path, text) => {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS)
  const [error] = file.parseDiagnostics
  if (error !== undefined)
    throw new Error(`${path} is no TypeScript: ${JSON.stringify(error.messageText)}`)
  const literals = []
  const statements = file.statements.map((statement) => ({
    shape: kindsOf(statement, literals),
    start: statement.pos,
    end: statement.end,
  }))
  const shapes = statements.map(({ shape }) => shape).sort()
  return { shape: [...shapes, ...directivesOf(file)].join('\n'), literals, statements }
}

const kindsOf = (node, literals) => {
  const tags = (node.jsDoc ?? []).flatMap((doc) => doc.tags ?? [])
  if (ts.isStringLiteral(node)) literals.push(node.text)
  if (ts.isIdentifier(node) && isKey(node)) literals.push(node.text)
  const kind = [...tags.map(({ tagName }) => `@${tagName.text}`), kindOf(node)].join(' ')
  if (isNamed(node)) {
    if (ts.isComputedPropertyName(node)) literals.push(node.expression.text)
    return kind
  }
  // What two modules both call `any` has another name in one of them: `import { any as any$1 }`.
  if (ts.isImportSpecifier(node)) return node.isTypeOnly ? 'imported type' : 'imported'
  const children = []
  ts.forEachChild(node, (child) => void children.push(kindsOf(child, literals)))
  if (children.length === 0) return kind
  if (isUnordered(node)) children.sort()
  return `${kind}(${children.join(' ')})`
}

/** Members and cases come in the order of their names, which texts of documents decide. */
const isUnordered = (node) =>
  ts.isObjectLiteralExpression(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeLiteralNode(node) ||
  ts.isUnionTypeNode(node) ||
  ts.isNamedImports(node) ||
  ts.isNamedExports(node) ||
  ts.isCaseBlock(node) ||
  ts.isArrayLiteralExpression(node)

/** A bare key is a text as well: `{ name: 1 }` and `{ 'na-me': 1 }`, `it.name` and `it['na-me']`. */
const isKey = ({ parent }) =>
  ts.isPropertyAssignment(parent) ||
  ts.isShorthandPropertyAssignment(parent) ||
  ts.isPropertySignature(parent) ||
  ts.isPropertyAccessExpression(parent)

const isNamed = (node) =>
  ts.isStringLiteral(node) ||
  ts.isIdentifier(node) ||
  (ts.isComputedPropertyName(node) && ts.isStringLiteral(node.expression))

const kindOf = (node) => {
  if (isNamed(node)) return 'name'
  // Access by name or by text depends on the name alone.
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return 'access'
  return ts.SyntaxKind[node.kind]
}

/** What comments say to TypeScript: `@ts-ignore`, `/// <reference ...>`, `// @ts-nocheck`, pragmas. */
const directivesOf = (file) => [
  ...(file.commentDirectives ?? []).map(({ type }) => `directive ${type}`),
  ...[file.referencedFiles, file.typeReferenceDirectives, file.libReferenceDirectives]
    .flat()
    .map(({ fileName }) => `reference ${fileName}`),
  ...(file.checkJsDirective === undefined ? [] : ['check']),
  ...[...(file.pragmas?.keys() ?? [])].map((name) => `pragma ${name}`),
]
