// Owns places in a YAML file: pointer to offsets, on the syntax tree that parsing left.

import { isAlias, isMap, isSeq, type Node, type Pair, type YAMLMap } from 'yaml'
import { tokensOf } from '../diagnostics/pointer.js'
import type { NodePlace } from '../diagnostics/source.js'
import { isMergeKey, plainKey, spanOf } from './yaml-value.js'

/** Makes the locator of one tree. `targets` tells where each alias leads. */
export const yamlPlaces = (
  contents: Node | null,
  targets: ReadonlyMap<Node, Node>,
): ((pointer: string) => NodePlace | null) => {
  const follow = (node: unknown): unknown => (isAlias(node) ? targets.get(node) : node)
  return (pointer) => {
    let node: unknown = contents
    let place: NodePlace = { key: null, value: spanOf(contents) }
    for (const token of tokensOf(pointer)) {
      const container = follow(node)
      if (isSeq(container)) {
        const item = /^\d+$/.test(token) ? container.items[Number(token)] : undefined
        if (item === undefined) return null
        node = item
        place = { key: null, value: spanOf(item) }
      } else if (isMap(container)) {
        const pair = findPair(container, token, follow)
        if (pair === null) return null
        node = pair.value
        place = { key: spanOf(pair.key), value: spanOf(pair.value ?? pair.key) }
      } else return null
    }
    return place
  }
}

const findPair = (map: YAMLMap, key: string, follow: (node: unknown) => unknown): Pair | null => {
  const own = map.items.findLast((pair) => plainKey(follow(pair.key)) === key && !isMergeKey(pair))
  if (own !== undefined) return own
  for (const pair of map.items) {
    if (!isMergeKey(pair)) continue
    const source = follow(pair.value)
    for (const candidate of isSeq(source) ? source.items : [source]) {
      const merged = follow(candidate)
      const found = isMap(merged) ? findPair(merged, key, follow) : null
      if (found !== null) return found
    }
  }
  return null
}
