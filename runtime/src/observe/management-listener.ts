// Owns the listener of MANAGEMENT_PORT: node:http, apart from the engine, so that it answers while that drains.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Endpoint } from './management.js'

export interface ManagementListener {
  readonly port: number
  close(): Promise<void>
}

/** Listens with the endpoints alone; anything else is 404. Rejects as `net.Server` does. */
export const listenForManagement = async (
  all: readonly Endpoint[],
  at: { readonly host: string; readonly port: number },
): Promise<ManagementListener> => {
  const byPath = new Map(all.map((endpoint) => [endpoint.path, endpoint]))
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const endpoint = byPath.get(path)
    if (!endpoint || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(endpoint ? 405 : 404).end()
      return
    }
    Promise.resolve(endpoint.answer()).then(
      ({ status, contentType, body, headers }) => {
        const fields = { 'content-type': contentType ?? 'text/plain', ...headers }
        response.writeHead(status, fields as Record<string, string>).end(body ?? '')
      },
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(at.port, at.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
