// Owns running the YAML parser under limits: text to syntax tree. Depth and members are watched on
// the token stack, so that hostile input stops before anything recursive sees it.

import { Composer, type Document, Lexer, type ParsedNode, Parser } from 'yaml'
import type { LimitExceeded, LoadLimits } from './limits.js'

export type YamlDocument = Document.Parsed<ParsedNode>

export interface YamlTree {
  readonly documents: readonly YamlDocument[]
  readonly exceeded: LimitExceeded | null
}

/** Parses YAML 1.2, core schema. Throws only where the parser itself has a defect. */
export const parseYamlTree = (text: string, limits: LoadLimits): YamlTree => {
  const parser = new Parser()
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    prettyErrors: false,
  })
  const documents: YamlDocument[] = []
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token))
    const exceeded = exceededBy(parser, limits)
    if (exceeded !== null) return { documents, exceeded }
  }
  for (const token of parser.end()) documents.push(...composer.next(token))
  documents.push(...composer.end(false, text.length))
  return { documents, exceeded: null }
}

const exceededBy = (parser: Parser, limits: LoadLimits): LimitExceeded | null => {
  if (parser.stack.length > limits.nestingDepthMax) {
    return { limit: 'nestingDepthMax', max: limits.nestingDepthMax, offset: parser.offset }
  }
  const top = parser.stack.at(-1)
  if (top === undefined || !('items' in top)) return null
  if (top.items.length <= limits.collectionEntriesMax) return null
  return { limit: 'collectionEntriesMax', max: limits.collectionEntriesMax, offset: parser.offset }
}
