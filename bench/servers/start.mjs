// Owns which servers take part and how each is started.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../scripts/ports.mjs'
import { startServer } from '../measure/processes.mjs'
import { buildAlone } from './alone.mjs'
import { buildFloor } from './floor.mjs'
import { buildNexus } from './nexus.mjs'

const here = dirname(fileURLToPath(import.meta.url))

const peer = (name, file) => ({
  name,
  command: process.execPath,
  args: [join(here, file)],
  env: {},
})

const ours = (name, server) => [
  { name, ...server, env: { NEXUS_IO: 'auto' } },
  { name: `${name}-epoll`, ...server, env: { NEXUS_IO: 'epoll' } },
]

/** How ours are started, and those of another tree of Nexus. */
export const rowsAgainst = (tree) => [
  ...ours('nexus', buildNexus()),
  ...ours('before', buildNexus(tree)),
]

/** How each server is started; building ours is part of it. */
export const rows = () => {
  return [
    ...ours('nexus', buildNexus()),
    peer('uws', 'uws.mjs'),
    peer('fastify', 'fastify.mjs'),
    peer('node', 'node-http.mjs'),
    peer('node-http2', 'node-http2.mjs'),
    { name: 'floor', ...buildFloor(), env: {} },
  ]
}

/** What only memory is asked of: the engine without a generated server, and Node.js without anything. */
export const bareRows = () => [
  { name: 'engine', ...buildAlone(), env: {} },
  peer('bare-node', 'bare-node.mjs'),
]

export const startRow = async (row, core) => startServer({ ...row, core, port: await freePort() })

export const startAll = async (list, core) => {
  const servers = []
  for (const row of list) servers.push(await startRow(row, core))
  return servers
}
