// Owns the routes of /openapi.json and /docs: which of them there are, and that the API's own paths come first.

import type { DocsSetting } from '../../config/settings.js'
import { internalError } from '../../http/problem.js'
import type { EngineRoute } from '../../native/engine.js'
import type { Log } from '../../observe/log.js'
import { covers } from '../../observe/management.js'
import { fixedReply } from './document.js'
import { pageReplies, partAnswers } from './page.js'

/** What decides about the routes. */
export interface DocsOptions {
  /** The document as JSON; without it there is nothing to serve. */
  readonly document: Uint8Array | null
  readonly docs: DocsSetting
  /** Paths of the API: one that answers a path of ours keeps it. */
  readonly apiPaths: readonly string[]
  readonly log: Log
}

/** The routes; they take no parameters and are open to all. */
export const docsRoutes = async ({
  document,
  docs,
  apiPaths,
  log,
}: DocsOptions): Promise<readonly EngineRoute[]> => {
  if (document === null || docs === 'off') return []
  const fixed = new Map([
    ['/openapi.json', fixedReply({ contentType: 'application/json', body: document })],
    ...(docs === 'page' ? pageReplies() : []),
  ])
  const parts = docs === 'page' ? partAnswers() : new Map<string, EngineRoute['handle']>()
  const own = [...fixed.keys(), ...parts.keys()]
  const claimedBy = apiPaths.find((path) => own.some((each) => covers(path, each)))
  if (claimedBy !== undefined) {
    log.warn(
      { path: claimedBy },
      'a path of the API claims /openapi.json or /docs, so they are not served',
    )
    return []
  }
  const replies = [...fixed].map(async ([path, reply]) => ({
    ...publicRoute(path, () => internalError()),
    fixed: await reply,
  }))
  const answers = [...parts].map(([path, handle]) => publicRoute(path, handle))
  return [...(await Promise.all(replies)), ...answers]
}

const publicRoute = (path: string, handle: EngineRoute['handle']): EngineRoute => ({
  method: 'GET',
  path,
  params: [],
  body: null,
  replyTypes: [],
  secured: false,
  handle,
})
