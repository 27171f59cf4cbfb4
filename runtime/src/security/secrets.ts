// Owns comparing secrets without telling, by the time it takes, how much of them was right.

import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Whether two secrets are the same text. Takes the same time wherever they differ; hashing hides their
 * lengths too.
 *
 * @example
 * const apiKey = ({ key }: { readonly key: string }) =>
 *   isSameSecret(key, process.env.API_KEY ?? '') ? { name: 'admin' } : null
 */
export const isSameSecret = (given: string, expected: string): boolean =>
  expected !== '' && timingSafeEqual(digest(given), digest(expected))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
