// Owns finding circular imports: groups of files of which each reaches every other.

/** The strongly connected groups of more than one file, and files that import themselves (Tarjan, 1972). */
export const cyclesIn = (graph: ReadonlyMap<string, readonly string[]>): string[][] => {
  const numbers = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const cycles: string[][] = []
  const visit = (file: string): void => {
    numbers.set(file, numbers.size)
    lowest.set(file, numbers.get(file) ?? 0)
    open.push(file)
    const targets = (graph.get(file) ?? []).filter((target) => graph.has(target))
    for (const target of targets) {
      if (!numbers.has(target)) visit(target)
      else if (!open.includes(target)) continue
      lowest.set(file, Math.min(lowest.get(file) ?? 0, lowest.get(target) ?? 0))
    }
    if (lowest.get(file) !== numbers.get(file)) return
    const group = open.splice(open.indexOf(file))
    if (group.length > 1 || targets.includes(file)) cycles.push(group.sort())
  }
  for (const file of graph.keys()) if (!numbers.has(file)) visit(file)
  return cycles.sort()
}
