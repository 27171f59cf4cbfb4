// Owns running the YAML parser under limits: text to syntax tree. Depth, members and what is
// between them are watched on tokens, so that hostile input stops before anything recursive sees it.

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
  let fillers = 0
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme.length > limits.scalarCharsMax)
      return stop(documents, parser, limits, 'scalarCharsMax')
    fillers = isFiller(lexeme) ? fillers + 1 : 0
    if (fillers > limits.fillersMax) return stop(documents, parser, limits, 'fillersMax')
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token))
    // A second document is an error already; there may be thousands.
    if (documents.length > 1) return { documents, exceeded: null }
    const exceeded = exceededBy(parser, limits)
    if (exceeded !== null) return { documents, exceeded }
  }
  for (const token of parser.end()) documents.push(...composer.next(token))
  documents.push(...composer.end(false, text.length))
  return { documents, exceeded: null }
}

const stop = (
  documents: readonly YamlDocument[],
  { offset }: Parser,
  limits: LoadLimits,
  limit: keyof LoadLimits,
): YamlTree => ({ documents, exceeded: { limit, max: limits[limit], offset } })

// By its first character: a value comes after a lexeme of its own, which is none of these.
const isFiller = (lexeme: string): boolean => /^[\n\r \t#%&!]/.test(lexeme)

const exceededBy = (parser: Parser, limits: LoadLimits): LimitExceeded | null => {
  if (parser.stack.length > limits.nestingDepthMax) {
    return { limit: 'nestingDepthMax', max: limits.nestingDepthMax, offset: parser.offset }
  }
  const top = parser.stack.at(-1)
  if (top === undefined || !('items' in top)) return null
  if (top.items.length > limits.collectionEntriesMax)
    return {
      limit: 'collectionEntriesMax',
      max: limits.collectionEntriesMax,
      offset: parser.offset,
    }
  const key = top.items.at(-1)?.key
  if (!key || !('source' in key) || key.source.length <= limits.keyCharsMax) return null
  return { limit: 'keyCharsMax', max: limits.keyCharsMax, offset: key.offset }
}
