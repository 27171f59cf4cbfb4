// Starts the probe of the loop-rtt scenario.
import { startProbe as op } from '#generated/operations/start-probe'
import { probe } from './probe'

export const startProbe = op.handler(({ query }) => op.reply(200, probe.start(query.port)))
