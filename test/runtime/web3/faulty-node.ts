// Owns a node that misbehaves on demand: an HTTP server before a real anvil, with a fault per request.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { promisify } from 'node:util'

/** What happens to one request; null passes it on. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Record<string, string> }
  | { readonly kind: 'body'; readonly body: string }
  /** Switches to another protocol that nobody asked for, and keeps the connection. */
  | { readonly kind: 'switch' }
  /** Passes the request on and drops the connection instead of answering. */
  | { readonly kind: 'swallow' }
  /** Drops the connection without passing anything on. */
  | { readonly kind: 'drop' }
  | { readonly kind: 'hang' }
  /** Answers with a status, and goes on and on. */
  | { readonly kind: 'endless'; readonly status: number }

export interface NodeRequest {
  readonly method: string
  readonly params: readonly unknown[]
}

export interface FaultyNode {
  readonly url: string
  /** Every request, in order. */
  readonly requests: NodeRequest[]
  /** Number of connections accepted. */
  connections(): number
  /** Number of connections that are open. */
  open(): Promise<number>
  stop(): Promise<void>
}

/** `faultOf` is asked for each request, with how many of its method came before. */
export const startFaultyNode = async (
  upstream: string | null,
  faultOf: (request: NodeRequest, before: number) => Fault | null,
): Promise<FaultyNode> => {
  const requests: NodeRequest[] = []
  let connections = 0
  const server = createServer(async (request, response) => {
    const text = await bodyOf(request)
    const asked = JSON.parse(text) as NodeRequest
    const before = requests.filter(({ method }) => method === asked.method).length
    requests.push(asked)
    const fault = faultOf(asked, before)
    if (!fault || fault.kind === 'swallow') {
      const answer = await forward(upstream, text)
      if (fault) response.destroy()
      else response.setHeader('content-type', 'application/json').end(answer)
    } else answerWith(fault, response)
  })
  server.on('connection', () => connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    open: async () => (await promisify(server.getConnections.bind(server))()) ?? 0,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const answerWith = (fault: Exclude<Fault, { kind: 'swallow' }>, response: ServerResponse): void => {
  if (fault.kind === 'status') response.writeHead(fault.status, fault.headers).end('no')
  else if (fault.kind === 'body') response.end(fault.body)
  else if (fault.kind === 'drop') response.destroy()
  else if (fault.kind === 'switch') response.socket?.write(switching)
  else if (fault.kind === 'endless') goOn(response.writeHead(fault.status))
}

const switching =
  'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'

const goOn = (response: ServerResponse): void => {
  const piece = Buffer.alloc(1024 * 1024)
  response.on('drain', () => response.write(piece))
  response.write(piece)
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

const forward = async (upstream: string | null, body: string): Promise<string> => {
  if (!upstream) throw new Error('this node has no chain behind it')
  const headers = { 'content-type': 'application/json' }
  return (await fetch(upstream, { method: 'POST', headers, body })).text()
}
