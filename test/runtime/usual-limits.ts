// Owns the limits of a server whose configuration says nothing.

import { resolveSettings } from '../../runtime/src/config/resolve.js'

export const { limits: usualLimits } = resolveSettings(
  {},
  { flags: {}, environment: {}, hostDefault: '127.0.0.1' },
)
