// Owns one generation of an app: its state and contracts built, its routes made, and all of it disposed.

import { type Environment, resolveConfig } from '../config/resolve.js'
import type { AnswerRules, EngineRoute, ToldProblems } from '../native/engine.js'
import type { Log } from '../observe/log.js'
import { redactName } from '../observe/redact.js'
import { activeTracing } from '../observe/tracing.js'
import type { SocketHandler } from '../realtime/websocket/live-sockets.js'
import type { ChainStatus, CircuitChange, OpenContracts } from '../web3/settings.js'
import { answerRules, engineParts } from './answer-rules.js'
import { namingVariable, type UnsetWarning } from './contract-settings.js'
import type { App } from './define-app.js'
import { chosenAnswer, contractAnswer } from './failure.js'
import { problemTeller, toldProblems } from './problem-format.js'
import { RepeatedFailures } from './repeated-failures.js'
import { engineRoute, type RouteParts } from './routes.js'
import { guardFor, schemesWithoutHook } from './security.js'

export interface Generation {
  readonly routes: readonly EngineRoute[]
  /** Of answers without a route. */
  readonly unrouted: AnswerRules | undefined
  /** How native code tells problems; null: as problem+json. */
  readonly told: ToldProblems | null
  /** Of routes beside the API's: health, the document. Middleware that headers need has its say there too. */
  readonly beside: AnswerRules | undefined
  /** What goes on with open WebSockets, by route. */
  readonly sockets: ReadonlyMap<string, SocketHandler>
  /** How the chains of the contracts are, without asking any node. */
  chains(): readonly ChainStatus[]
  /** Disposes the state; only when no request can see it any more. Never throws, logs instead. */
  dispose(): Promise<void>
}

/** A database that is not there may be waited for without an end: said in this rhythm. */
const stateWaitMs = 10_000

/** Builds an app's state and routes. Throws what the app's own `createState` throws. */
export const createGeneration = async (
  app: App,
  environment: Environment,
  log: Log,
  warnOfUnset: UnsetWarning,
): Promise<Generation> => {
  const config = resolveConfig(app.config, environment)
  const told = toldProblems(app.problems)
  const opened = openContracts(app, { ...config, environment, onCircuit: circuitLine(log) })
  warnOfUnset(config, app.config, log)
  const close = () => opened.close()
  const disposeAll = async (state: unknown): Promise<void> => {
    await quietly(log, 'disposeState', () => app.disposeState(state))
    await quietly(log, 'closing contracts', close)
  }
  let state: unknown
  const waiting = setInterval(() => {
    log.warn(
      'createState has not finished: nothing is served before it has. What does it wait for?',
    )
  }, stateWaitMs)
  try {
    state = await app.createState(config)
  } catch (error) {
    await quietly(log, 'closing contracts', close)
    throw error
  } finally {
    clearInterval(waiting)
  }
  const { contracts } = opened
  const parts = {
    state,
    contracts,
    log,
    tracing: activeTracing(),
    answers: {
      chosen: chosenAnswer(app.onError, log),
      known: contractAnswer,
      repeated: new RepeatedFailures(log),
    },
    tell: problemTeller(app.problems, log),
    middleware: app.middleware,
    securitySchemes: app.securitySchemes,
  }
  const appParts = engineParts(app.middleware.app ?? [])
  let routes: EngineRoute[]
  try {
    routes = routesOf(app, parts)
  } catch (error) {
    await disposeAll(state)
    throw error
  }
  return {
    routes,
    told,
    unrouted: answerRules(appParts, null),
    beside: answerRules(appParts, { method: 'GET', headers: [] }),
    sockets: socketsOf(app, parts),
    chains: () => opened.status(),
    dispose: () => disposeAll(state),
  }
}

// Begin and end of an outage, once each: the calls that an open circuit refuses say nothing new.
const circuitLine = (log: Log): ((change: CircuitChange) => void) => {
  const lost = new Set<number>()
  return ({ chain, circuit, retryAfterMs, host, cause }) => {
    const fields = { chain, host, circuit }
    if (circuit === 'closed') {
      lost.delete(chain)
      log.info(fields, 'calls to a chain work again: its circuit is closed')
    } else if (circuit === 'half-open') log.debug(fields, 'a few calls try the chain again')
    else {
      const level = lost.has(chain) ? 'debug' : 'warn'
      lost.add(chain)
      log[level](
        { ...fields, retryAfterMs, err: cause },
        'calls to a chain fail: its circuit is open',
      )
    }
  }
}

const openContracts = (app: App, config: unknown): OpenContracts<unknown> => {
  try {
    return app.openContracts(config)
  } catch (error) {
    throw namingVariable(error, app.config)
  }
}

const routesOf = (app: App, parts: RouteParts): EngineRoute[] => {
  redactKeys(app)
  return app.handlers.map((handler) => {
    const guard = guardFor(handler.operation, app.securitySchemes, app.security)
    const missing = guard === null ? [] : schemesWithoutHook(guard)
    if (missing.length > 0) {
      parts.log.warn(
        { operation: handler.operation.id, schemes: missing },
        'no security hook for these schemes: requests that need them get 401; write them in src/security.ts',
      )
    }
    return engineRoute(handler, guard, parts)
  })
}

const socketsOf = (
  { handlers }: App,
  { state, contracts }: RouteParts,
): Map<string, SocketHandler> => {
  const sockets = new Map<string, SocketHandler>()
  for (const { operation, socket } of handlers) {
    if (socket === undefined) continue
    sockets.set(`${operation.method} ${operation.path}`, { ...socket, state, contracts })
  }
  return sockets
}

const redactKeys = ({ securitySchemes }: App): void => {
  for (const scheme of Object.values(securitySchemes)) {
    if (scheme.type === 'apiKey') redactName(scheme.name)
  }
}

const quietly = async (log: Log, what: string, run: () => unknown): Promise<void> => {
  try {
    await run()
  } catch (err) {
    log.error({ err }, `${what} failed`)
  }
}
