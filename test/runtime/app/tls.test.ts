// Owns TLS as an operator meets it: settings, files that do not fit together, certificates renewed while serving.

import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterAll, describe, expect, it } from 'vitest'
import { openTls } from '../../../runtime/src/app/server-tls.js'
import { loadTls } from '../../../runtime/src/app/tls-files.js'
import { resolveTls, type TlsConfig, type TlsSettings } from '../../../runtime/src/config/tls.js'
import * as runtime from '../../../runtime/src/index.js'
import { startApp } from '../../../runtime/src/testing/index.js'
import { identify } from '../../native/certificates.js'
import { eventually } from '../../waiting.js'
import { makeApp } from './fixture-app.mjs'

const folder = mkdtempSync(join(tmpdir(), 'nexus-tls-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const authority = identify('Test Authority')
const site = identify('a.test', { names: ['a.test'], issuer: authority })
const other = identify('b.test', { names: ['b.test'], issuer: authority })
const cert = file('site.pem', site.cert)
const key = file('site.key', site.key)

const settingsOf = (config: TlsConfig, env: Record<string, string> = {}): TlsSettings =>
  resolveTls(config, env) as TlsSettings

describe('TLS settings', () => {
  it('are off where nothing asks for TLS', () => {
    expect(resolveTls(undefined, {})).toBe(null)
  })

  it('come from variables before the configuration', () => {
    const env = { TLS_CERT: 'x.pem', TLS_KEY: 'x.key', TLS_MIN_VERSION: 'TLSv1.3' }
    expect(settingsOf({ cert: 'y.pem', key: 'y.key' }, env)).toEqual({
      certificates: [{ cert: 'x.pem', key: 'x.key' }],
      clientCertificates: 'none',
      ca: null,
      minVersion: 'TLSv1.3',
      ciphers: '',
    })
  })

  it.each<[TlsConfig, Record<string, string>, string]>([
    [{}, {}, 'TLS is wanted, and there is no certificate.'],
    [{ cert }, {}, 'There is a TLS certificate, and no key for it.'],
    [{ key }, {}, 'There is a TLS key, and no certificate for it.'],
    [{ cert, key }, { TLS_MIN_VERSION: 'TLSv1.1' }, 'TLS_MIN_VERSION is "TLSv1.1".'],
    [
      { cert, key, clientCertificates: 'required' },
      {},
      'Client certificates are asked for, and no authority says which are good.',
    ],
  ])('%j with %j are refused', (config, env, message) => {
    expect(() => resolveTls(config, env)).toThrow(message)
  })
})

describe('TLS files', () => {
  it.each<[TlsConfig, RegExp]>([
    [{ cert: join(folder, 'none.pem'), key }, /certificate, .*none\.pem, does not exist/],
    [{ cert: key, key }, /There is no certificate in .*site\.key/],
    [{ cert, key: cert }, /The TLS key in .*site\.pem cannot be read/],
    [{ cert, key: file('other.key', other.key) }, /other\.key is not that of the certificate in/],
    [
      { cert, key, ca: key, clientCertificates: 'optional' },
      /There is no certificate in .*site\.key/,
    ],
  ])('%j are refused', (config, message) => {
    expect(() => loadTls(settingsOf(config))).toThrow(message)
  })

  it('may be PEM text, as secrets are', () => {
    expect(loadTls(settingsOf({ cert: site.cert, key: site.key })).certificates[0]?.names).toBe(
      'DNS:a.test',
    )
  })

  it('are warned of when they expire, or did', () => {
    const loaded = (to: Date) => {
      const from = new Date(to.getTime() - 10 * 86_400_000)
      const old = identify('old.test', { names: ['old.test'], issuer: authority, from, to })
      return loadTls(settingsOf({ cert: old.cert, key: old.key })).warnings
    }
    expect(loaded(new Date(Date.now() - 1000))[0]).toMatch(/old\.test expired on/)
    expect(loaded(new Date(Date.now() + 86_400_000))[0]).toMatch(/old\.test expires on/)
    expect(loaded(new Date(Date.now() + 90 * 86_400_000))[0]).toMatch(/is not valid before/)
    expect(loadTls(settingsOf({ cert, key })).warnings).toEqual([])
  })
})

describe('a server with TLS', () => {
  const shownBy = async (port: number): Promise<string> => {
    const socket = connect({ port, host: '127.0.0.1', servername: 'a.test', ca: authority.cert })
    await once(socket, 'secureConnect')
    const { serialNumber } = socket.getPeerCertificate()
    socket.destroy()
    return serialNumber
  }

  it('serves HTTPS, and takes renewed files without a restart', async () => {
    const environment = { TLS_CERT: cert, TLS_KEY: key }
    const { server, url, close } = await startApp(makeApp(runtime, []), { environment })
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:/)
    const before = await shownBy(server.port)
    const renewed = identify('a.test', { names: ['a.test'], issuer: authority })
    writeFileSync(cert, renewed.cert)
    server.reloadTls()
    // The key is still the old one: what was there before stays.
    expect(await shownBy(server.port)).toBe(before)
    writeFileSync(key, renewed.key)
    server.reloadTls()
    expect(await shownBy(server.port)).not.toBe(before)
    await close()
  })
})

describe('renewal by files', () => {
  const pace = { intervalMs: 20, settleMs: 100 }
  /** Lines that were logged, the names of certificates or the reason, and what the engine was given. */
  const opened = (settings: TlsSettings) => {
    const told: string[] = []
    const given: string[] = []
    const log = {
      info: ({ certificates }: { certificates: { names: string }[] }) =>
        told.push(certificates.map(({ names }) => names).join()),
      warn: () => {},
      error: ({ reason }: { reason: string }) => told.push(reason),
    }
    const context = { replace: () => given.push('replaced') }
    const engine = { tls: () => context }
    const tls = openTls(engine as never, settings, 'on', log as never, pace)
    return { tls, told, given }
  }
  const renewable = (name: string) => {
    const at = (identity: ReturnType<typeof identify>, ca = authority) => {
      file(`${name}.pem`, identity.cert)
      file(`${name}.key`, identity.key)
      file(`${name}.ca`, ca.cert)
    }
    at(site)
    const of = (end: string) => join(folder, `${name}.${end}`)
    const config: TlsConfig = {
      cert: of('pem'),
      key: of('key'),
      ca: of('ca'),
      clientCertificates: 'optional',
    }
    return { at, settings: settingsOf(config) }
  }

  /** Writes until it was seen: who watches looks at a file for the first time some time after it was asked to. */
  const until = (write: () => void, isTold: () => boolean) =>
    eventually(() => {
      if (!isTold()) write()
      return isTold()
    })

  it('is told once for all files of a change', async () => {
    const { at, settings } = renewable('once')
    const { tls, told, given } = opened(settings)
    const another = identify('Another Authority')
    await until(
      () => at(other, another),
      () => told.length > 1,
    )
    // Whatever else the first change brings has come by then.
    await until(
      () => at(site, authority),
      () => told.length > 2,
    )
    tls.stop()
    expect(told).toEqual(['DNS:a.test', 'DNS:b.test', 'DNS:a.test'])
    expect(given).toHaveLength(2)
  })

  it('is told once where it cannot be used, and again when somebody asks', async () => {
    const { at, settings } = renewable('unusable')
    const { tls, told } = opened(settings)
    await until(
      () => at({ ...other, cert: site.cert }),
      () => told.length > 1,
    )
    await until(
      () => at(other),
      () => told.length > 2,
    )
    tls.reload()
    tls.stop()
    const unusable = expect.stringContaining('is not that of')
    expect(told).toEqual(['DNS:a.test', unusable, 'DNS:b.test', 'DNS:b.test'])
  })
})
