// Owns a server with a log of its own: pino with the framework's options and more.

import pino from 'pino'
import { defineApp, log, operation, start } from '../../../runtime/dist/index.js'
import { logger } from '../../../runtime/dist/middleware/index.js'

const parts = {
  params: [],
  body: null,
  security: [],
  read: () => {},
  replies: { 204: { contentType: null } },
}
const op = operation({ ...parts, id: 'get', method: 'GET', path: '/get', tag: 'test' })
void start(
  defineApp({
    config: {},
    title: 'Own',
    version: '1',
    middleware: { app: [logger()] },
    log: (options) => pino({ ...options, base: { service: 'tickets' }, messageKey: 'message' }),
    handlers: [
      op.handler(() => {
        log.warn({ password: 'x' }, 'from a handler')
        return op.reply(204)
      }),
    ],
  }),
)
