// Owns keeping the secrets of an endpoint's URL out of what the node says back.

import { percentDecoded } from '../../text/percent.js'

/** Parts of a path or a query shorter than this are words such as `rpc` and `v2`, not keys. */
const secretCharsMin = 8
const messageCharsMax = 300

/** Removes user, password, path segments and query values of `url` from a message, and cuts it. */
export const redactor = (url: URL): ((message: string) => string) => {
  const parts = [
    ...url.pathname.split('/'),
    ...url.searchParams.values(),
    ...url.hostname.split('.').filter((label) => label.length >= 24),
  ]
  const credentials = [url.username, url.password].filter((part) => part !== '')
  const secrets = [...credentials, ...parts.filter((part) => part.length >= secretCharsMin)]
    .flatMap((part) => [part, percentDecoded(part)])
    .sort((a, b) => b.length - a.length)
  return (message) => {
    const clean = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), message)
    return clean.length > messageCharsMax ? `${clean.slice(0, messageCharsMax)}...` : clean
  }
}
