// Owns the public entry `@nexusrt/runtime/security`: ready-made hooks and helpers for `src/security.ts`.

export { SecurityUnavailable } from '../app/security.js'
export { type JwtAlgorithm, type JwtHook, type JwtOptions, type JwtPrincipal, jwt } from './jwt.js'
export { isSameSecret } from './secrets.js'
