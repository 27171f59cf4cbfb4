// Owns the keys of an issuer: fetched when needed, kept, asked for again within limits, used on while the
// issuer is away.

import {
  type CryptoKey,
  createLocalJWKSet,
  errors,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWK,
  type JWSHeaderParameters,
} from 'jose'
import { SecurityUnavailable } from '../app/security.js'
import { fetchJson } from './fetch-json.js'

/** Finds the key of a token's header in one set. */
export type KeySet = (header: JWSHeaderParameters, token: FlattenedJWSInput) => Promise<CryptoKey>

/** Finds the key of a token's header, in whichever set is the issuer's now. */
export interface KeySource {
  readonly find: KeySet
  /** Goes up with each set. */
  readonly edition: number
  /** Whether there are other keys than those of `edition`; the issuer is asked where it may be asked again. */
  isNewerThan(edition: number): Promise<boolean>
}

/** How often and how long an issuer is asked. */
export interface KeyLimits {
  readonly maxAgeMs: number
  readonly cooldownMs: number
  readonly staleMs: number
  readonly timeoutMs: number
  readonly fetch: typeof fetch
}

/** Keys that are given once and for all. */
export const localKeySource = (set: JSONWebKeySet): KeySource => ({
  find: createLocalJWKSet(set),
  edition: 0,
  isNewerThan: async () => false,
})

/** Keys at a URL. @throws {SecurityUnavailable} when there are none to be had. */
export const keySource = (url: URL, limits: KeyLimits): KeySource =>
  new KeyCache(async () => createLocalJWKSet(await fetchKeySet(url, limits)), limits)

/** The key set at a URL. */
export const fetchKeySet = async (url: URL, limits: KeyLimits): Promise<JSONWebKeySet> => {
  const body = await fetchJson(url, limits)
  // Entries that are no keys are passed over, and the others used (RFC 7517, 5).
  if (Array.isArray(body.keys)) return { keys: body.keys.filter(isKey) }
  throw new TypeError(`${url.href} is no JSON Web Key Set`)
}

const isKey = (entry: unknown): entry is JWK =>
  typeof entry === 'object' && entry !== null && 'kty' in entry && typeof entry.kty === 'string'

/** One set of keys, loaded by `load`: at most once at a time, and at most once per cooldown. */
export class KeyCache implements KeySource {
  #keys: KeySet | null = null
  #edition = 0
  #loadedAt = Number.NEGATIVE_INFINITY
  #triedAt = Number.NEGATIVE_INFINITY
  #loading: Promise<void> | null = null
  #failure: unknown = null

  constructor(
    readonly load: () => Promise<KeySet>,
    readonly limits: KeyLimits,
  ) {}

  readonly find: KeySet = async (header, token) => {
    const keys = await this.#current()
    const edition = this.#edition
    try {
      return await keys(header, token)
    } catch (error) {
      // An unknown key may be a new one.
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      if (!(await this.isNewerThan(edition))) throw error
      return await (this.#keys ?? keys)(header, token)
    }
  }

  get edition(): number {
    return this.#edition
  }

  /** The issuer is asked again, but not for every forged token. */
  async isNewerThan(edition: number): Promise<boolean> {
    if (this.#edition === edition && (this.#loading !== null || !this.#isCooling)) {
      await this.#reload()
    }
    return this.#edition !== edition
  }

  get #isCooling(): boolean {
    return performance.now() - this.#triedAt < this.limits.cooldownMs
  }

  async #current(): Promise<KeySet> {
    const age = performance.now() - this.#loadedAt
    if (this.#keys !== null && age < this.limits.maxAgeMs) return this.#keys
    if (this.#loading !== null || !this.#isCooling) await this.#reload()
    const isUsable = performance.now() - this.#loadedAt < this.limits.maxAgeMs + this.limits.staleMs
    if (this.#keys !== null && isUsable) return this.#keys
    throw new SecurityUnavailable(
      'The keys of the issuer cannot be had.',
      Math.ceil(this.limits.cooldownMs / 1000),
      { cause: this.#failure },
    )
  }

  /** Never rejects: what went wrong is kept for whoever finds no keys. */
  #reload(): Promise<void> {
    this.#loading ??= this.#loadNow().finally(() => {
      this.#loading = null
    })
    return this.#loading
  }

  async #loadNow(): Promise<void> {
    this.#triedAt = performance.now()
    try {
      this.#keys = await this.load()
      this.#edition++
      this.#loadedAt = performance.now()
      this.#failure = null
    } catch (error) {
      this.#failure = error
    }
  }
}
