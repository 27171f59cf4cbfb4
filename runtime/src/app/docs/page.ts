// Owns the page at /docs: Swagger UI from its package, served from here, under a policy that lets it load nothing
// else. The package is looked for when the page is asked for the first time, not before.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { problemReply } from '../../http/problem.js'
import type { RawRequest } from '../../http/raw-request.js'
import type { Reply } from '../../http/reply.js'
import type { FixedReply } from '../../native/engine.js'
import { fixedAnswer, fixedReply } from './document.js'

const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API documentation</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
<div id="page"></div>
<script src="docs/swagger-ui-bundle.js" defer></script>
<script src="docs/start.js" defer></script>
</html>
`

// The document's URL is that of the page, so that a proxy may serve both under a path of its own.
const start = `'use strict'
SwaggerUIBundle({ url: new URL('openapi.json', location.href).href, dom_id: '#page', deepLinking: true, validatorUrl: null })
`

/** Everything comes from this server; no inline script, no frame around it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

const text = (type: string): string => `${type}; charset=utf-8`

/** Files of the package, and what they are. */
const files = {
  'swagger-ui.css': text('text/css'),
  'swagger-ui-bundle.js': text('text/javascript'),
  'favicon-32x32.png': 'image/png',
} as const

/** The page itself, by path: known before anybody asks. */
export const pageReplies = (): ReadonlyMap<string, Promise<FixedReply>> =>
  new Map([
    ['/docs', fixedReply({ contentType: text('text/html'), body: html, headers })],
    ['/docs/start.js', fixedReply({ contentType: text('text/javascript'), body: start, headers })],
  ])

/** Its parts out of the package, by path. */
export const partAnswers = (): ReadonlyMap<string, (raw: RawRequest) => Reply> =>
  new Map(
    Object.entries(files).map(
      ([name, type]) => [`/docs/${name}`, fromPackage(name, type)] as const,
    ),
  )

/** Reads the file once; a project without the package answers 404 and says why. */
const fromPackage = (name: string, type: string): ((raw: RawRequest) => Reply) => {
  let answer: ((raw: RawRequest) => Reply) | null = null
  return (raw) => {
    try {
      answer ??= fixedAnswer({ contentType: type, body: readFileSync(packageFile(name)), headers })
    } catch {
      return problemReply(404, { detail: 'The package swagger-ui-dist is not installed.' })
    }
    return answer(raw)
  }
}

const packageFile = (name: string): string =>
  createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`)
