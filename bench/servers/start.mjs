// Owns which servers take part and how each is started.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../scripts/ports.mjs'
import { startServer } from '../measure/processes.mjs'
import { buildFloor } from './floor.mjs'
import { buildNexus } from './nexus.mjs'

const here = dirname(fileURLToPath(import.meta.url))

const peer = (name, file) => ({
  name,
  command: process.execPath,
  args: [join(here, file)],
  env: {},
})

export const startAll = async (core) => {
  const nexus = buildNexus()
  const rows = [
    { name: 'nexus', ...nexus, env: { NEXUS_IO: 'auto' } },
    { name: 'nexus-epoll', ...nexus, env: { NEXUS_IO: 'epoll' } },
    peer('uws', 'uws.mjs'),
    peer('fastify', 'fastify.mjs'),
    peer('node', 'node-http.mjs'),
    { name: 'floor', ...buildFloor(), env: {} },
  ]
  const servers = []
  for (const row of rows) servers.push(await startServer({ ...row, core, port: await freePort() }))
  return servers
}
