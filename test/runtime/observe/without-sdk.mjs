// Owns a process in which OpenTelemetry's SDK is not installed: Node looks for a package that nobody has instead.

import { register } from 'node:module'

const hooks = `
export const resolve = (name, context, next) =>
  next(name === '@opentelemetry/sdk-node' ? '@opentelemetry/sdk-node-not-installed' : name, context)`

register(`data:text/javascript,${encodeURIComponent(hooks)}`)
