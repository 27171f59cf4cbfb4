// Owns telling whether a check changes what it checks: readOnly members are taken out, defaults put in.

import { type CheckPlan, partsOf } from '../../ir/plan/checks.js'
import { reaching } from './reaching.js'

/** Without what it calls. */
const changesItself = (check: CheckPlan): boolean => {
  if ('becomes' in check && check.becomes !== undefined) return true
  if (check.kind !== 'value') return false
  const { object } = check
  if (object !== null && object.hidden.length > 0) return true
  if (object?.members.some((entry) => entry.default !== null)) return true
  return partsOf(check).some(changesItself)
}

/** Whether checking a value may note changes of it. */
export const changes = reaching(changesItself)
