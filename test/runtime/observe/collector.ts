// Owns an OTLP endpoint for tests: what a server exports to it, and the spans inside.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly attributes: { key: string; value: Record<string, unknown> }[]
  readonly status: { code?: number }
  readonly events?: { name: string }[]
}

export interface Export {
  readonly contentType: string | undefined
  readonly body: Buffer
}

/** `kind` of a span, as OTLP numbers it. */
export const spanKinds = { server: 2, client: 3 } as const

export class Collector {
  readonly exports: Export[] = []
  readonly #server: Server

  constructor() {
    this.#server = createServer(async (request, response) => {
      const body = await readAll(request)
      if (request.url === '/v1/traces')
        this.exports.push({ contentType: request.headers['content-type'], body })
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  }

  /** Listens on a free port; gives the endpoint's URL. */
  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.close()
  }

  /** Of exports in JSON. */
  spans(): Span[] {
    return this.exports.flatMap(({ body }) =>
      JSON.parse(body.toString()).resourceSpans.flatMap((r: { scopeSpans: { spans: Span[] }[] }) =>
        r.scopeSpans.flatMap(({ spans }) => spans),
      ),
    )
  }
}

const readAll = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export const attribute = (span: Span | undefined, key: string): unknown =>
  Object.values(span?.attributes.find((a) => a.key === key)?.value ?? {})[0]
