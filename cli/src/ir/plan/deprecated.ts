// Owns the line of a doc comment's text that says that something is deprecated: printing makes a tag of it.

export const deprecatedLine = 'Deprecated.'
