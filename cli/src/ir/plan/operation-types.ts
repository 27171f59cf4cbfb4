// Owns the names of the types that an operation's module declares.

/** Types that every operation module may declare: the prefix of the operation, then one of these. */
export const operationTypeSuffixes = ['Path', 'Query', 'Headers', 'Cookies', 'Types'] as const
