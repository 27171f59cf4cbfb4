// Owns what the configuration and the environment may say about TLS. Reads no files: app/tls-files.ts does.

import { ConfigError, parseChoice } from './units.js'

/** A certificate with its key. Files, or the PEM text itself. */
export interface CertificateConfig {
  /** The certificate, then those that lead from it to an authority. */
  readonly cert: string
  /** Its key. */
  readonly key: string
  /** Of an encrypted key. */
  readonly passphrase?: string
}

/**
 * TLS of the listener: one certificate, or several that are chosen by the name a client asks for.
 *
 * @example
 * const tls: TlsConfig = { cert: 'certs/site.pem', key: 'certs/site.key' }
 */
export interface TlsConfig {
  /** The certificate and those that lead to an authority: a file, or the PEM text. Environment: TLS_CERT. */
  readonly cert?: string
  /** Its key: a file, or the PEM text. Environment: TLS_KEY. */
  readonly key?: string
  /** Of an encrypted key. Environment: TLS_PASSPHRASE. */
  readonly passphrase?: string
  /** More certificates, each for the names in it. */
  readonly certificates?: readonly CertificateConfig[]
  /** Whether clients show a certificate. Default none. Environment: TLS_CLIENT_CERTIFICATES. */
  readonly clientCertificates?: 'none' | 'optional' | 'required'
  /** Authorities that client certificates must come from. Environment: TLS_CA. */
  readonly ca?: string
  /** Oldest version that is spoken. Default TLSv1.2. Environment: TLS_MIN_VERSION. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3'
  /** Of TLS 1.2, in OpenSSL's words. Default: forward secrecy and authenticated encryption only. */
  readonly ciphers?: string
}

/** TLS as a server starts with it. */
export interface TlsSettings {
  readonly certificates: readonly CertificateConfig[]
  readonly clientCertificates: 'none' | 'optional' | 'required'
  readonly ca: string | null
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3'
  readonly ciphers: string
}

type Variables = Readonly<Record<string, string | undefined>>

/**
 * The TLS settings, null where nothing asks for TLS. Variables come before the configuration.
 *
 * @throws {ConfigError} when they cannot be meant together.
 */
export const resolveTls = (config: TlsConfig | undefined, env: Variables): TlsSettings | null => {
  const given = config ?? {}
  const cert = env.TLS_CERT || given.cert
  const key = env.TLS_KEY || given.key
  const certificates = [...firstCertificate(cert, key, env.TLS_PASSPHRASE || given.passphrase)]
  certificates.push(...(given.certificates ?? []))
  const wanted = config !== undefined || Boolean(env.TLS_CA || env.TLS_CLIENT_CERTIFICATES)
  if (certificates.length === 0) {
    if (!wanted) return null
    throw new ConfigError('TLS is wanted, and there is no certificate.', certificateHelp)
  }
  const ca = env.TLS_CA || given.ca || null
  const clientCertificates = parseChoice(
    ['none', 'optional', 'required'],
    env.TLS_CLIENT_CERTIFICATES || given.clientCertificates,
    'TLS_CLIENT_CERTIFICATES',
  )
  if (clientCertificates !== 'none' && ca === null) {
    throw new ConfigError(
      'Client certificates are asked for, and no authority says which are good.',
      'Set TLS_CA or server.tls.ca to the file of the authorities.',
    )
  }
  const versions = ['TLSv1.2', 'TLSv1.3'] as const
  const minVersion = parseChoice(
    versions,
    env.TLS_MIN_VERSION || given.minVersion,
    'TLS_MIN_VERSION',
  )
  return { certificates, clientCertificates, ca, minVersion, ciphers: given.ciphers ?? '' }
}

const certificateHelp = 'Set TLS_CERT and TLS_KEY, or server.tls.cert and server.tls.key.'

const firstCertificate = (
  cert: string | undefined,
  key: string | undefined,
  passphrase: string | undefined,
): CertificateConfig[] => {
  if (!cert && !key) return []
  if (!cert)
    throw new ConfigError('There is a TLS key, and no certificate for it.', certificateHelp)
  if (!key) throw new ConfigError('There is a TLS certificate, and no key for it.', certificateHelp)
  return [passphrase ? { cert, key, passphrase } : { cert, key }]
}
