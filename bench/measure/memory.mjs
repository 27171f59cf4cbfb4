// Owns what a server takes of memory: at its start over bare Node.js, and for each idle keep-alive connection.
import { once } from 'node:events'
import net from 'node:net'
import { residentMiB } from './processes.mjs'
import { median } from './rounds.mjs'

/** Connections that are opened at the same time; more would overflow a listener's backlog. */
const openingMax = 200
const kib = 1024

const ask = async (socket, path) => {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  await once(socket, 'data')
}

const openOne = async (port, path) => {
  const socket = net.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  await ask(socket, path)
  return socket
}

const openAll = async (port, { path, connections }) => {
  const sockets = []
  while (sockets.length < connections) {
    const count = Math.min(openingMax, connections - sockets.length)
    const opened = await Promise.all(Array.from({ length: count }, () => openOne(port, path)))
    sockets.push(...opened)
  }
  return sockets
}

const bytesPerConnection = async (server, scenario) => {
  // The first connections make the server reserve what it reserves once; twice as many requests as are measured make
  // V8 compile what it will, which takes megabytes of its own.
  const first = await openAll(server.port, { ...scenario, connections: openingMax })
  for (let asked = 0; asked < 2 * scenario.connections; asked += openingMax)
    await Promise.all(first.map((socket) => ask(socket, scenario.path)))
  const before = residentMiB(server.pid)
  const sockets = await openAll(server.port, scenario)
  const bytes = ((residentMiB(server.pid) - before) * kib * kib) / scenario.connections
  const closed = sockets.filter((socket) => socket.closed || socket.readableEnded).length
  for (const socket of [...first, ...sockets]) socket.destroy()
  if (closed > 0) throw new Error(`${server.name} closed ${closed} idle connections too early`)
  return bytes
}

/** `start` starts a row in a fresh process; `bare` is the row of Node.js alone. */
export const measureMemory = async (scenario, rows, bare, start, rounds) => {
  const samples = new Map(rows.map((row) => [row.name, []]))
  for (let round = 0; round < rounds; round++) {
    const nothing = await start(bare)
    const base = residentMiB(nothing.pid)
    nothing.child.kill('SIGKILL')
    for (const row of rows) {
      const server = await start(row)
      const startMiB = residentMiB(server.pid) - base
      samples
        .get(row.name)
        .push({ startMiB, connection: await bytesPerConnection(server, scenario) })
      server.child.kill('SIGKILL')
    }
  }
  const medianOf = (list, key) => median(list.map((sample) => sample[key]))
  return {
    name: scenario.name,
    kind: scenario.kind,
    servers: Object.fromEntries(
      [...samples].map(([name, list]) => [
        name,
        {
          startMiBOverNode: medianOf(list, 'startMiB'),
          bytesPerIdleConnection: Math.round(medianOf(list, 'connection')),
        },
      ]),
    ),
  }
}
