// Serves the plaintext of the benchmark with node:http2, over its own streams and without TLS.
import { createServer } from 'node:http2'
import { greeting } from './work.mjs'

const server = createServer()
server.on('stream', (stream, headers) => {
  const isKnown = headers[':path'] === '/plaintext'
  const body = isKnown ? greeting : ''
  stream.respond({
    ':status': isKnown ? 200 : 404,
    'content-type': 'text/plain',
    'content-length': Buffer.byteLength(body),
  })
  stream.end(body)
})
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'))
