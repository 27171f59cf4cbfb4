// Owns reading the certificates of a server: files into PEM texts that belong together, errors that say what to do,
// warnings of what will not be trusted, and noticing that a file changed.

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import type { CertificateConfig, TlsSettings } from '../config/tls.js'
import type { TlsMaterial } from '../native/tls.js'
import { StartError } from './errors.js'

/** What one certificate is for, and how long. */
export interface CertificateFacts {
  readonly names: string
  readonly validTo: string
}

export interface LoadedTls {
  readonly material: Omit<TlsMaterial, 'http2'>
  readonly certificates: readonly CertificateFacts[]
  /** What clients will object to. */
  readonly warnings: readonly string[]
}

const soonDays = 14
const dayMs = 24 * 60 * 60 * 1000

/** How files are watched. */
export interface WatchPace {
  /** How often they are looked at. */
  readonly intervalMs: number
  /** How long is waited for the other files of a change, a key behind its certificate. */
  readonly settleMs: number
}

/** Certificates are renewed days before they end. */
const usualPace: WatchPace = { intervalMs: 10_000, settleMs: 1000 }

/**
 * Reads and checks what the settings name.
 *
 * @throws {StartError} that names the file and what would be right.
 */
export const loadTls = (settings: TlsSettings, nowMs: number = Date.now()): LoadedTls => {
  const read = settings.certificates.map((each) => readCertificate(each))
  const ca = settings.ca === null ? '' : textOf(settings.ca, 'the client authorities')
  if (settings.ca !== null) certificatesIn(ca, settings.ca)
  return {
    material: {
      certificates: read.map(({ pem }) => pem),
      clientCertificates: settings.clientCertificates,
      clientAuthorities: ca,
      ciphers: settings.ciphers,
      minVersion: settings.minVersion,
    },
    certificates: read.map(({ leaf }) => ({ names: namesOf(leaf), validTo: leaf.validTo })),
    warnings: read.flatMap(({ leaf }) => warningsOf(leaf, nowMs)),
  }
}

/** Calls `onChange` when files of the settings changed, once for those that change together; the result stops it. */
export const watchTls = (
  settings: TlsSettings,
  onChange: () => void,
  pace: WatchPace = usualPace,
): (() => void) => {
  const texts = settings.certificates.flatMap(({ cert, key }) => [cert, key])
  const files = [...texts, settings.ca ?? ''].filter((each) => each !== '' && !isPem(each))
  let timer: NodeJS.Timeout | null = null
  const settle = (): void => {
    timer ??= setTimeout(() => {
      timer = null
      onChange()
    }, pace.settleMs).unref()
  }
  for (const file of files) {
    watchFile(file, { interval: pace.intervalMs, persistent: false }, settle)
  }
  return () => {
    for (const file of files) unwatchFile(file, settle)
    if (timer !== null) clearTimeout(timer)
  }
}

const isPem = (text: string): boolean => text.includes('-----BEGIN')

// PEM text where it stands, as secrets in variables are; else a file.
const textOf = (given: string, what: string): string => {
  if (isPem(given)) return given
  try {
    return readFileSync(given, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`
    const help = 'Correct the path; it is relative to where the server starts.'
    throw new StartError(`The file of ${what}, ${given}, ${why}.`, help, { cause })
  }
}

const placeOf = (given: string): string => (isPem(given) ? 'the text given' : given)

const readCertificate = ({ cert, key, passphrase }: CertificateConfig) => {
  const chain = textOf(cert, 'the TLS certificate')
  const keyText = textOf(key, 'the TLS key')
  const leaf = certificatesIn(chain, cert)[0] as X509Certificate
  checkKey(leaf, keyText, { cert, key, passphrase: passphrase ?? '' })
  return { leaf, pem: { chain, key: keyText, passphrase: passphrase ?? '' } }
}

const certificatesIn = (text: string, given: string): X509Certificate[] => {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  const help = 'It must hold PEM: -----BEGIN CERTIFICATE----- and so on, the certificate first.'
  if (blocks.length === 0)
    throw new StartError(`There is no certificate in ${placeOf(given)}.`, help)
  try {
    return blocks.map((block) => new X509Certificate(block))
  } catch (cause) {
    throw new StartError(`A certificate in ${placeOf(given)} cannot be read.`, help, { cause })
  }
}

const checkKey = (
  leaf: X509Certificate,
  text: string,
  { cert, key, passphrase }: Required<CertificateConfig>,
): void => {
  let matches: boolean
  try {
    matches = leaf.checkPrivateKey(createPrivateKey({ key: text, passphrase }))
  } catch (cause) {
    const isEncrypted = /ENCRYPTED/.test(text)
    throw new StartError(
      `The TLS key in ${placeOf(key)} cannot be read${isEncrypted ? ' with this passphrase' : ''}.`,
      isEncrypted
        ? 'Set TLS_PASSPHRASE.'
        : 'It must hold PEM: -----BEGIN PRIVATE KEY----- and so on.',
      { cause },
    )
  }
  if (matches) return
  throw new StartError(
    `The TLS key in ${placeOf(key)} is not that of the certificate in ${placeOf(cert)}.`,
    'Give the key that the certificate was requested with, and the server certificate first in its file.',
  )
}

const namesOf = (leaf: X509Certificate): string => leaf.subjectAltName ?? leaf.subject

const warningsOf = (leaf: X509Certificate, nowMs: number): string[] => {
  const endsMs = Date.parse(leaf.validTo)
  const of = `the TLS certificate for ${namesOf(leaf)}`
  if (endsMs <= nowMs) return [`${of} expired on ${leaf.validTo}: clients will refuse it`]
  if (Date.parse(leaf.validFrom) > nowMs) return [`${of} is not valid before ${leaf.validFrom}`]
  if (endsMs - nowMs < soonDays * dayMs) return [`${of} expires on ${leaf.validTo}`]
  return []
}
