// Owns the hostile texts of the injection battery, by what they try to leave or to become. Each that could run as
// code sets `globalThis.pwned`.

const dollar = '$'
const trap = 'globalThis.pwned = 1'

/** Texts by name. */
export const payloads = Object.freeze({
  // Out of a string, a template literal or a comment.
  'single quote': `'; ${trap}; '`,
  'double quote': `"; ${trap}; "`,
  backtick: `\`; ${trap}; \``,
  'escaped single quote': `\\'; ${trap}; //`,
  'escaped double quote': `\\"; ${trap}; //`,
  'trailing backslash': `${trap}\\`,
  'template hole': `${dollar}{${trap}}`,
  'nested template': `\`${dollar}{\`${dollar}{${trap}}\`}\``,
  'end of a block comment': `*/ ${trap} /*`,
  'end of a doc comment, doubled': `**/ ${trap} /**`,
  'end of a comment, split': `*\u200b/ ${trap}`,
  'line comment': `// ${trap}`,
  newline: `\n${trap} //`,
  'carriage return': `\r${trap} //`,
  'both line ends': `\r\n${trap}\r\n//`,
  'line separator': `\u2028${trap} //`,
  'paragraph separator': `\u2029${trap} //`,
  'next line and form feed': `\u0085\f\v${trap}`,
  'end of a block': `})] } ${trap}; {`,
  'end of a call': `'), ${trap}, ('`,
  'unicode escape of a quote': `\\u0027; ${trap}; //`,
  'hex escape of a quote': `\\x27; ${trap}; //`,
  'percent escape of a quote': `%27%3B ${trap}`,
  // Comments that tools obey.
  'source map': '//# sourceMappingURL=data:application/json;base64,e30=',
  'type checker off': '@ts-ignore\n@ts-nocheck\n// @ts-expect-error',
  'triple slash': '/// <reference path="/etc/passwd" />',
  'legal comment': '/*! @license @preserve */ @__PURE__ #__PURE__',
  'doc tags': '@deprecated\n * @type {import("fs")}\n * {@link globalThis.pwned} @internal',
  shebang: `#!/usr/bin/env node\n${trap}`,
  // Other languages that the text comes through.
  'handlebars, three braces': '{{{globalThis}}} {{#each this}}{{/each}} {{> x}} {{!-- --}}',
  'handlebars, prototype': '{{constructor.constructor "globalThis.pwned = 1"}}',
  'end of a script': `</script><script>${trap}</script>`,
  'HTML comment': `<!-- ${trap} -->`,
  'HTML event': `"><img src=x onerror="${trap}">`,
  'HTML entities': `&#39;; ${trap}; &quot;&lt;/title&gt;`,
  'Markdown link': `[x](javascript:${trap}) ![y](file:///etc/passwd)`,
  'shell words': '; rm -rf "$HOME" && $(touch pwned) | `touch pwned` > /dev/null &',
  'command line options': '--config=/etc/passwd -rf',
  YAML: '!!js/function "x": &a [*a]\n---\n- ? |\n  x: #',
  JSON: `"}],"x":{"__proto__":{"pwned":1}},"y":["`,
  'JSON pointer': '~0~1/~01/#/../~',
  'regular expression': '^(a+)+$|[\\d](?<x>.)\\k<x>{2,}?*',
  'format string': '%s %d %n {0} %%',
  // Paths.
  'path upwards': '../../../../etc/passwd',
  'path upwards, Windows': '..\\..\\..\\windows\\system32\\..',
  'path upwards, encoded': '..%2f..%2f%2e%2e%2fetc%2fpasswd',
  'absolute path': '/etc/passwd',
  dots: '..',
  'reserved file of Windows': 'CON',
  'hidden file': '.npmrc',
  'module of the package': 'index',
  URL: 'file:///etc/passwd',
  // Names.
  __proto__: '__proto__',
  constructor: 'constructor',
  prototype: 'prototype',
  toString: 'toString',
  hasOwnProperty: 'hasOwnProperty',
  'keyword delete': 'delete',
  'keyword await': 'await',
  'keyword of types': 'any',
  'global name': 'globalThis',
  'name of generated code': 'value',
  'global of types': 'Record',
  'name of the application': 'createApp',
  arguments: 'arguments',
  number: '0',
  'number with an exponent': '1e3',
  'leading digit': '3d-x',
  'empty text': '',
  blank: ' ',
  // Characters.
  NUL: `a\0b`,
  'escape sequence': '\u001b[2J\u001b]0;pwned\u0007\u001b]8;;http://x\u0007',
  'C1 controls': '\u009b31m\u0090q\u009c',
  backspaces: 'a\b\b\b\u007f',
  'direction override': `\u202e ${trap} \u202c`,
  'direction isolates': `\u2066 /* \u2069\u2067*/ ${trap}`,
  'zero width': 'na\u200bme\ufeff\u2060',
  'high surrogate': '\ud800',
  'low surrogate': `\udc00'${trap}`,
  'surrogates the wrong way': '\udfff\ud800',
  'full width': 'Ｏｂｊｅｃｔ',
  homoglyphs: 'раураl', // Cyrillic
  'combining characters': 'e\u0301\u0323'.repeat(20),
  astral: '𝒂𝒃𝒄😀',
  long: 'A'.repeat(20_000),
  'long, many lines': `*/ ${trap}\n`.repeat(1_000),
})

/** What stands in place of a payload in the first harmless run: no name or text of the documents, and of mixed case. */
export const benign = 'Zq7Harmless'

/** The name of the property that a payload would set on the global object. */
export const trapName = 'pwned'
