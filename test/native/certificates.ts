// Owns certificates for tests, made on the spot: X.509 in DER (RFC 5280), signed with node:crypto. No openssl needed.

import {
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'

export interface Identity {
  readonly name: string
  /** PEM of the certificate, and of its key. */
  readonly cert: string
  readonly key: string
  readonly privateKey: KeyObject
}

export interface Wishes {
  /** DNS names of subjectAltName. */
  readonly names?: readonly string[]
  /** Who signs; without it the certificate is an authority and signs itself. */
  readonly issuer?: Identity
  readonly from?: Date
  readonly to?: Date
}

const der = (tag: number, ...content: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(content)
  const { length } = body
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}

const sequence = (...content: readonly Uint8Array[]): Buffer => der(0x30, ...content)
const oid = (...bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes))
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value))

// RFC 5280, 4.1.2.5.2: seconds, and Z.
const time = (date: Date): Buffer =>
  text(0x18, `${date.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`)

const ecdsaWithSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
const commonName = (name: string): Buffer =>
  sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), text(0x0c, name))))

const extensions = ({ names = [], issuer }: Wishes): Buffer => {
  const all: Buffer[] = []
  if (issuer === undefined) {
    const isAuthority = sequence(Buffer.from([0x01, 0x01, 0xff]))
    all.push(
      sequence(oid(0x55, 0x1d, 0x13), Buffer.from([0x01, 0x01, 0xff]), der(0x04, isAuthority)),
    )
  }
  if (names.length > 0) {
    const list = sequence(...names.map((name) => text(0x82, name)))
    all.push(sequence(oid(0x55, 0x1d, 0x11), der(0x04, list)))
  }
  return all.length === 0 ? Buffer.alloc(0) : der(0xa3, sequence(...all))
}

const dayMs = 24 * 60 * 60 * 1000

/** A key and a certificate for it. */
export const identify = (name: string, wishes: Wishes = {}): Identity => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const {
    issuer,
    from = new Date(Date.now() - dayMs),
    to = new Date(Date.now() + 90 * dayMs),
  } = wishes
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1, ...randomBytes(8)])),
    ecdsaWithSha256,
    commonName(issuer?.name ?? name),
    sequence(time(from), time(to)),
    commonName(name),
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
    extensions(wishes),
  )
  const signature = sign('sha256', toBeSigned, issuer?.privateKey ?? privateKey)
  const bits = der(0x03, Buffer.from([0]), signature)
  const base64 = sequence(toBeSigned, ecdsaWithSha256, bits).toString('base64')
  const lines = base64.match(/.{1,64}/g)?.join('\n')
  return {
    name,
    privateKey,
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}
