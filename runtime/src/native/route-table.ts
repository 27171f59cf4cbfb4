// Owns which routes a record belongs to: those of its generation, for as long as a request needs them.

import type { EngineRoute } from './engine.js'
import { record } from './layout.js'

export class RouteTable {
  readonly #generations = new Map<number, readonly EngineRoute[]>()
  // Of the last record: most records in a row are of the same generation.
  #generation = 0
  #routes: readonly EngineRoute[] = []

  add(id: number, routes: readonly EngineRoute[]): void {
    this.#generations.set(id, routes)
  }

  drop(id: number): void {
    this.#generations.delete(id)
    if (this.#generation === id) this.#generation = 0
  }

  /** The route of the record at word `base`. */
  of(records: Int32Array, base: number): EngineRoute {
    const generation = records[base + record.generation] as number
    if (generation !== this.#generation) {
      this.#generation = generation
      this.#routes = this.#generations.get(generation) ?? []
    }
    return this.#routes[records[base + record.route] as number] as EngineRoute
  }
}
