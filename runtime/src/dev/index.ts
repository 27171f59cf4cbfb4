// Owns the public entry `@nexusrt/runtime/dev`: the process in which `nexus dev` serves.

export { runDevHost } from './host.js'
export type { HostMessage, LoadFailure, LoadMessage } from './messages.js'
export type { LogForm } from './shown-line.js'
