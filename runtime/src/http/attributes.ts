// Owns what parts of an application tell each other about one request: values under typed keys.

/** The key of a value that middleware leaves for what runs after it. */
export interface Attribute<T> {
  readonly name: string
  /** Only a type: what is kept under the key. */
  readonly kept?: T
}

/**
 * Makes a key. Keys are compared by identity: two of one name are two.
 *
 * @example
 * const tenant = attribute<Tenant>('tenant')
 * context.attributes.set(tenant, await find(context.header('x-tenant')))
 */
export const attribute = <T>(name: string): Attribute<T> => Object.freeze({ name })

/**
 * Values kept beside one request.
 *
 * @example
 * const user = attribute<string>('user')
 * context.attributes.set(user, 'ada')
 * context.attributes.require(user).toUpperCase()
 */
export class Attributes {
  readonly #values = new Map<Attribute<unknown>, unknown>()

  /** The value under `key`, undefined before it is set. */
  get<T>(key: Attribute<T>): T | undefined {
    return this.#values.get(key) as T | undefined
  }

  /**
   * The value under `key`.
   * @throws {TypeError} when nobody has set it: middleware is missing, or runs too late.
   */
  require<T>(key: Attribute<T>): T {
    if (!this.#values.has(key)) throw new TypeError(`Nothing has set the attribute ${key.name}.`)
    return this.#values.get(key) as T
  }

  set<T>(key: Attribute<T>, value: T): void {
    this.#values.set(key, value)
  }
}
