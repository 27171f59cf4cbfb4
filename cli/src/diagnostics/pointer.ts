// Owns JSON pointers (RFC 6901): joining and splitting. Not following them.

/** The pointer of a member: `child('/paths', '/pets')` is `/paths/~1pets`. */
export const child = (pointer: string, key: string | number): string =>
  `${pointer}/${typeof key === 'number' ? key : escapeToken(key)}`

/** Member names of a pointer, unescaped: `/paths/~1pets` gives `['paths', '/pets']`. */
export const tokensOf = (pointer: string): readonly string[] =>
  pointer === '' ? [] : pointer.slice(1).split('/').map(unescapeToken)

/** The last member name of a pointer, `''` for the whole document. */
export const lastToken = (pointer: string): string =>
  unescapeToken(pointer.slice(pointer.lastIndexOf('/') + 1))

/** The pointer of what holds it. */
export const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'))

const escapeToken = (key: string): string =>
  key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key

const unescapeToken = (token: string): string =>
  token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token
