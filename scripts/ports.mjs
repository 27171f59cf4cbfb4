// Owns finding a port that nobody listens on.

import { createServer } from 'node:net'

/** A port of 127.0.0.1 that was free a moment ago, for programs that cannot take port 0 themselves. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
