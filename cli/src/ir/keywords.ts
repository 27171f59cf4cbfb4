// Owns the registry of keywords: what becomes of each keyword of each object of OpenAPI. Readers know an
// object's keys from here, the ledger accounts by it, and docs/reference/openapi.md is made from it.

import { documentKeywords } from './keywords/document.js'
import { operationKeywords } from './keywords/operation.js'
import { schemaKeywords } from './keywords/schema.js'
import { securityKeywords } from './keywords/security.js'
import { swaggerKeywords } from './keywords/swagger.js'
import type { Keyword, KeywordTable } from './keywords/table.js'

const registry = {
  ...documentKeywords,
  ...operationKeywords,
  ...schemaKeywords,
  ...securityKeywords,
  ...swaggerKeywords,
} as const

/** Objects of the specification, as diagnostics name them. */
export type SpecObject = keyof typeof registry

/** Every object's keywords. Extensions (`x-...`) are in none; maps (`paths`, `responses`) have names, not keywords. */
export const keywords: Readonly<Record<SpecObject, KeywordTable>> = registry

/** What the registry says of a keyword; null when the object has no such keyword in any version. */
export const keywordOf = (object: SpecObject, key: string): Keyword | null => {
  const entries = keywords[object]
  return Object.hasOwn(entries, key) ? (entries[key] ?? null) : null
}
