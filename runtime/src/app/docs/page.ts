// Owns the page at /docs: Swagger UI, served from here, under a policy that lets it load nothing else. Its files are
// part of this package, and read when the page is asked for the first time, not before.

import { readFileSync } from 'node:fs'
import { redirect } from '../../http/location.js'
import type { RawRequest } from '../../http/raw-request.js'
import type { Reply } from '../../http/reply.js'
import type { FixedReply } from '../../native/engine.js'
import { fixedAnswer, fixedReply } from './document.js'
import { start } from './start.js'

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

/** Its files, and what they are. */
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

/** Its parts, by path, and where the page is for who asks for the folder of them. */
export const partAnswers = (): ReadonlyMap<string, (raw: RawRequest) => Reply> =>
  new Map([
    ...Object.entries(files).map(([name, type]) => [`/docs/${name}`, part(name, type)] as const),
    ['/docs/', () => toPage],
  ])

// Below whatever path a proxy shows it (RFC 9110, 10.2.2). Not for good: the path may become one of the API.
const toPage = redirect(302, '../docs')

/** Reads the file once. */
const part = (name: string, type: string): ((raw: RawRequest) => Reply) => {
  let answer: ((raw: RawRequest) => Reply) | null = null
  return (raw) => {
    answer ??= fixedAnswer({ contentType: type, body: readFileSync(fileOf(name)), headers })
    return answer(raw)
  }
}

/** `scripts/docs-page-files.mjs` puts them there, for a checkout and for the packed package. */
const fileOf = (name: string): URL => new URL(`../../../build/docs-page/${name}`, import.meta.url)
