// Owns the one probe that two handlers share.
import { LoopProbe } from '../../work.mjs'

export const probe = new LoopProbe()
