// Owns the names that every object inherits: they are looked up as own properties only.

const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype))

/** Whether `{}[name]` finds something. */
export const isInherited = (name: string): boolean => inherited.has(name)
