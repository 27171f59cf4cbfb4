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
  const statements = file.statements.map((statement) => kindsOf(statement, literals)).sort()
  return { shape: [...statements, ...directivesOf(file)].join('\n'), literals }
}

const kindsOf = (statement, literals) => {
  const kinds = []
  const visit = (node) => {
    for (const doc of node.jsDoc ?? []) {
      for (const tag of doc.tags ?? []) kinds.push(`@${tag.tagName.text}`)
    }
    kinds.push(kindOf(node))
    if (ts.isStringLiteral(node)) literals.push(node.text)
    if (ts.isIdentifier(node) && isKey(node)) literals.push(node.text)
    if (!isNamed(node)) ts.forEachChild(node, visit)
    else if (ts.isComputedPropertyName(node) && ts.isStringLiteral(node.expression))
      literals.push(node.expression.text)
  }
  visit(statement)
  return kinds.join(' ')
}

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
