// Burns a handler's worth of CPU for the loop-rtt scenario.
import { spin as op } from '#generated/operations/spin'
import { spin as work } from '../../work.mjs'

export const spin = op.handler(() => op.reply(200, work()))
