// Owns the routes of /openapi.json and /docs: which of them there are, and that the API's own paths come first.

import type { DocsSetting } from '../../config/settings.js'
import type { EngineRoute } from '../../native/engine.js'
import type { Log } from '../../observe/log.js'
import { covers } from '../../observe/management.js'
import { fixedAnswer } from './document.js'
import { pageAnswers } from './page.js'

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
export const docsRoutes = ({
  document,
  docs,
  apiPaths,
  log,
}: DocsOptions): readonly EngineRoute[] => {
  if (document === null || docs === 'off') return []
  const answers = new Map([
    ['/openapi.json', fixedAnswer('application/json', document)],
    ...(docs === 'page' ? pageAnswers() : []),
  ])
  const claimedBy = apiPaths.find((path) => [...answers.keys()].some((own) => covers(path, own)))
  if (claimedBy !== undefined) {
    log.warn(
      { path: claimedBy },
      'a path of the API claims /openapi.json or /docs, so they are not served',
    )
    return []
  }
  return [...answers].map(([path, handle]) => ({
    method: 'GET',
    path,
    params: [],
    body: null,
    replyTypes: [],
    secured: false,
    handle,
  }))
}
