// Owns /healthz, /readyz and /metrics: what they answer and where they live. Not who asks them.

import { Reply } from '../http/reply.js'
import type { EngineRoute } from '../native/engine.js'
import type { ChainStatus } from '../web3/settings.js'
import type { Exposition } from './metrics.js'

/** Where a server is in its life. */
export type Phase = 'starting' | 'ready' | 'draining'

/** What the endpoints report. */
export interface Vitals {
  phase(): Phase
  readonly driver: { readonly name: string; readonly reason: string }
  readonly scrape: () => Promise<Exposition>
  /** Of the chains that contracts are on. */
  chains(): readonly ChainStatus[]
}

export interface Endpoint {
  readonly path: string
  answer(): Reply | Promise<Reply>
}

/**
 * The three endpoints. Liveness stays 200 while draining; readiness does not. A chain whose node is lost is
 * named, but readiness stays: taking every replica out of service would not bring the node back.
 */
export const endpoints = (vitals: Vitals): readonly Endpoint[] => [
  {
    path: '/healthz',
    answer: () => {
      const { name, reason } = vitals.driver
      return json(200, { status: 'ok', driver: { name, reason } })
    },
  },
  {
    path: '/readyz',
    answer: () => {
      const phase = vitals.phase()
      const chains = vitals.chains().map(({ id, circuit }) => ({ id, circuit }))
      const known = chains.length === 0 ? {} : { chains }
      return json(phase === 'ready' ? 200 : 503, { status: phase, ...known })
    },
  },
  {
    path: '/metrics',
    answer: async () => {
      const { contentType, text } = await vitals.scrape()
      return new Reply(200, contentType, text, noStore)
    },
  },
]

const noStore = { 'cache-control': 'no-store' }

const json = (status: number, value: object): Reply =>
  new Reply(status, 'application/json', JSON.stringify(value), noStore)

/** Where the endpoints go; `null` when nowhere on this port is free of the API's paths. */
export type Placement = { readonly prefix: string; readonly claimedBy: string | null } | null

/**
 * The root, or `/-` when a path of the API answers one of the endpoints' paths; `claimedBy` is that path.
 */
export const placeEndpoints = (apiPaths: readonly string[]): Placement => {
  const names = ['/healthz', '/readyz', '/metrics']
  const claim = (prefix: string): string | null =>
    apiPaths.find((path) => names.some((name) => covers(path, prefix + name))) ?? null
  const claimedBy = claim('')
  if (claimedBy === null) return { prefix: '', claimedBy }
  return claim('/-') === null ? { prefix: '/-', claimedBy } : null
}

/**
 * Whether a path template answers a path; a segment with a parameter answers any text. One that takes the rest of the
 * path (files at the root) does not count: the engine prefers every other route to it.
 */
export const covers = (template: string, path: string): boolean => {
  const wanted = path.split('/')
  const segments = template.split('/')
  return (
    segments.length === wanted.length &&
    segments.every((segment, index) => takesAny(segment) || segment === wanted[index])
  )
}

const takesAny = (segment: string): boolean => segment.includes('{') && !segment.endsWith('...}')

/** The endpoints as routes of the main port. */
export const managementRoutes = (all: readonly Endpoint[], prefix: string): EngineRoute[] =>
  all.map(({ path, answer }) => ({
    method: 'GET',
    path: prefix + path,
    params: [],
    body: null,
    replyTypes: [],
    secured: false,
    handle: answer,
  }))
