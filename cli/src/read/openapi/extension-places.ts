// Owns which extensions the compiler knows, and the objects that may have them.

import type { SpecObject } from '../../ir/keywords.js'

/** Extensions by the objects that may have them. */
export const extensionPlaces: Readonly<Record<string, readonly SpecObject[]>> = {
  'x-nexus-middleware': ['OpenAPI', 'Swagger', 'Tag', 'Operation', 'Swagger Operation'],
  'x-nexus-body-bytes-max': ['Operation', 'Swagger Operation'],
  'x-nexus-timeout': ['Operation', 'Swagger Operation'],
  'x-nexus-stream': ['Operation', 'Swagger Operation', 'Media Type'],
  'x-nexus-websocket': ['Operation'],
}
