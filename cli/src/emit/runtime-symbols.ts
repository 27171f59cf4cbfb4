// Owns the list of what generated code may import from the runtime, by entry. A test compares it with
// the runtime's exports; nothing else ties the compiler to the runtime.

export const runtimeSymbols = {
  '@nexusrt/runtime': {
    values: ['defineApp', 'operation'],
    types: [
      'App',
      'BoundHandler',
      'NexusConfig',
      'PrincipalOf',
      'ResolvedConfig',
      'SecurityHooks',
      'SecuritySchemes',
    ],
  },
  '@nexusrt/runtime/validate': {
    values: [
      'Evaluated',
      'codePoints',
      'coerce',
      'coerceFields',
      'coerceList',
      'coerceStyled',
      'countKeys',
      'deepObjectFields',
      'explodedFields',
      'isByte',
      'isDate',
      'isDateTime',
      'isDuration',
      'isEmail',
      'isHostname',
      'isInteger',
      'isIpv4',
      'isIpv6',
      'isJsonPointer',
      'isMultipleOf',
      'isNumber',
      'isObject',
      'isRegex',
      'isTime',
      'isUnique',
      'isUri',
      'isUriReference',
      'isUuid',
      'jsonEqual',
      'listedFields',
      'listedQueryFields',
      'numberMessage',
      'own',
      'pathSegment',
      'writableObject',
      'writeAny',
      'writeArray',
      'writeBoolean',
      'writeMap',
      'writeNothing',
      'writeNumber',
      'writeString',
    ],
    types: ['Hint', 'Issues'],
  },
  '@nexusrt/runtime/testing': { values: ['startApp'], types: ['TestServer'] },
} as const

export type RuntimeEntry = keyof typeof runtimeSymbols
export type RuntimeValue<E extends RuntimeEntry> = (typeof runtimeSymbols)[E]['values'][number]
export type RuntimeType<E extends RuntimeEntry> = (typeof runtimeSymbols)[E]['types'][number]
