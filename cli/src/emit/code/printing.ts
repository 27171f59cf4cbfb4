// Owns what whoever prints a module of a generated project looks things up in.

import type { RuntimeTypePlan, UnitPlan } from '../../ir/plan/api.js'
import type { Code } from './code.js'
import type { Imports } from './imports.js'

/** Where names of units are looked up while a module is printed. */
export interface Printing {
  readonly units: ReadonlyMap<string, UnitPlan>
  readonly imports: Imports
  /** For whom types are printed that differ outside of a server; absent: for the server. */
  readonly outside?: OutsideTypes
}

/** How a client sees what a server has types of its own for. */
export interface OutsideTypes {
  readonly runtime: (type: RuntimeTypePlan) => Code
}

/** @throws {TypeError} when the plan refers to a unit that it does not have: a defect. */
export const unitOf = ({ units }: Printing, id: string): UnitPlan => {
  const unit = units.get(id)
  if (!unit) throw new TypeError(`the plan has no unit ${id}`)
  return unit
}
