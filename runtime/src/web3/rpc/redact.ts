// Owns keeping the secrets of an endpoint's URL out of what the node says back.

import { percentDecoded } from '../../text/percent.js'

/** Parts of a path or a query shorter than this are words such as `rpc` and `v2`, not keys. */
const secretCharsMin = 8
/** A user or a password shorter than this is in any text, and keeps nobody out. */
const credentialCharsMin = 3
/** A label of a host from this length on may be a key. */
const hostSecretCharsMin = 24
const messageCharsMax = 300

/** Host and port of `url`; labels of a host that may be keys are left out. */
export const shownHost = (url: URL): string =>
  url.host
    .split('.')
    .map((label) => (label.length >= hostSecretCharsMin ? '***' : label))
    .join('.')

/** Removes user, password, path segments and query values of `url` from a message, and cuts it. */
export const redactor = (url: URL): ((message: string) => string) => {
  const parts = [
    ...url.pathname.split('/'),
    ...url.searchParams.values(),
    ...url.hostname.split('.').filter((label) => label.length >= hostSecretCharsMin),
  ]
  const credentials = [url.username, url.password]
  const secrets = [
    ...credentials.filter((part) => part.length >= credentialCharsMin),
    ...parts.filter((part) => part.length >= secretCharsMin),
  ]
    .flatMap((part) => [part, percentDecoded(part)])
    .sort((a, b) => b.length - a.length)
    .map(secretExpression)
  return (message) => {
    const clean = secrets.reduce((text, secret) => text.replace(secret, '***'), message)
    return clean.length > messageCharsMax ? `${clean.slice(0, messageCharsMax)}...` : clean
  }
}

/** Short ones are whole words only: the user `rpc` must not make holes in `rpcUrl`. */
const secretExpression = (secret: string): RegExp => {
  const plain = secret.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  return secret.length >= secretCharsMin
    ? new RegExp(plain, 'gu')
    : new RegExp(`(?<![\\p{L}\\p{N}])${plain}(?![\\p{L}\\p{N}])`, 'gu')
}
