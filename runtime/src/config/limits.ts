// Owns the one table of limits: name, default, unit, what a peer gets who exceeds one.

import type { EngineLimits } from '../native/engine.js'

export type LimitName = keyof EngineLimits
export type LimitUnit = 'bytes' | 'ms' | 'count' | 'bytes/s'

export interface Limit {
  readonly name: LimitName
  readonly default: number
  readonly unit: LimitUnit
  /** What exceeding it leads to: a status, `close`, or `wait`. */
  readonly answer: string
  readonly about: string
}

/** Every limit of a server (defaults after nginx, h2o, Envoy's edge guide and Node core). */
export const limits: readonly Limit[] = [
  {
    name: 'targetBytesMax',
    default: 8192,
    unit: 'bytes',
    answer: '414',
    about: 'Path and query of a request.',
  },
  {
    name: 'headBytesMax',
    default: 16384,
    unit: 'bytes',
    answer: '431',
    about: 'Request line and headers.',
  },
  { name: 'headersMax', default: 100, unit: 'count', answer: '431', about: 'Header fields.' },
  {
    name: 'bodyBytesMax',
    default: 1048576,
    unit: 'bytes',
    answer: '413',
    about: 'Request body; an operation may allow more or less.',
  },
  {
    name: 'headTimeoutMs',
    default: 10_000,
    unit: 'ms',
    answer: '408',
    about: 'From the first byte of a request to the end of its headers.',
  },
  {
    name: 'requestTimeoutMs',
    default: 300_000,
    unit: 'ms',
    answer: '408',
    about: 'From the first byte of a request to its last.',
  },
  {
    name: 'uploadBytesPerSecondMin',
    default: 16384,
    unit: 'bytes/s',
    answer: '408',
    about: 'Slowest upload that is waited for.',
  },
  {
    name: 'keepAliveTimeoutMs',
    default: 5000,
    unit: 'ms',
    answer: 'close',
    about: 'Idle connection.',
  },
  {
    name: 'writeStallTimeoutMs',
    default: 60_000,
    unit: 'ms',
    answer: 'close',
    about: 'Peer that does not read its answer.',
  },
  {
    name: 'handlerTimeoutMs',
    default: 30_000,
    unit: 'ms',
    answer: '504',
    about: 'Handler that does not answer.',
  },
  {
    name: 'pipelineDepthMax',
    default: 1024,
    unit: 'count',
    answer: 'wait',
    about: 'Requests in flight on one connection; then reading stops.',
  },
  {
    name: 'connectionsMax',
    default: 65_536,
    unit: 'count',
    answer: 'close',
    about: 'Open connections; then accepting stops.',
  },
]
