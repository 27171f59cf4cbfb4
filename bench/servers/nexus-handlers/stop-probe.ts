// Ends the probe of the loop-rtt scenario.
import { stopProbe as op } from '#generated/operations/stop-probe'
import { probe } from './probe'

export const stopProbe = op.handler(() => op.reply(200, probe.stop()))
