// Owns asking a server with the bytes a test chose, and splitting its answers.

import { connect } from 'node:net'

export interface RawAnswer {
  readonly status: number
  /** Lower-case names; every line of a name. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly body: string
}

/** Sends `text`, which should ask for `Connection: close`, and reads to the end. */
export const ask = async (url: string, text: string): Promise<RawAnswer> => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.end(text)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return parse(Buffer.concat(chunks).toString('latin1'))
}

const parse = (text: string): RawAnswer => {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers: Record<string, string[]> = Object.create(null)
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    headers[name] = [...(headers[name] ?? []), line.slice(colon + 1).trim()]
  }
  return { status: Number(first.split(' ')[1]), headers, body: text.slice(end + 4) }
}

/** A request without a body, its connection closed after the answer. */
export const request = (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): string =>
  [
    `${method} ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n')
