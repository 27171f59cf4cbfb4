// Owns TLS of the engine as the rest of the runtime sees it: contexts that a listener is given, and their renewal.

import type { NativeEngine } from '@nexusrt/native'
import { engineError } from './engine-error.js'

/** What a listener proves and asks for; all of it PEM text. */
export interface TlsMaterial {
  /** The first is for clients that name no server, or one that no certificate is for. */
  readonly certificates: readonly {
    readonly chain: string
    readonly key: string
    readonly passphrase: string
  }[]
  readonly clientCertificates: 'none' | 'optional' | 'required'
  readonly clientAuthorities: string
  /** Of TLS 1.2; `''` for the default. */
  readonly ciphers: string
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3'
  /** Whether ALPN offers `h2`. */
  readonly http2: boolean
}

/** TLS of a listener. */
export class TlsContext {
  readonly #native: NativeEngine
  readonly id: number

  /** @throws {EngineError} `ETLS` with OpenSSL's reason. */
  constructor(native: NativeEngine, material: TlsMaterial) {
    this.#native = native
    this.id = apply(native, material, -1)
  }

  /**
   * New connections get this from now on; those that are open go on. Sessions stay resumable, unless other clients
   * are asked for.
   * @throws {EngineError} `ETLS`; what was there before stays.
   */
  replace(material: TlsMaterial): void {
    apply(this.#native, material, this.id)
  }
}

const apply = (native: NativeEngine, material: TlsMaterial, replaced: number): number => {
  try {
    return native.tls(material, replaced)
  } catch (error) {
    throw engineError(error, 'setting up TLS')
  }
}
