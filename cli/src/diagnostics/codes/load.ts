// Owns codes NX1xxx: reading files, their syntax, limits on untrusted input, and `$ref` between files.

import type { CodeInfo } from '../code-info.js'

export const loadCodes = {
  NX1001: {
    severity: 'error',
    title: 'file not found',
    meaning: 'An input file, or a file that a `$ref` names, does not exist.',
    help: 'check the spelling of the path; it is relative to the file that names it, or to the working directory on the command line',
  },
  NX1002: {
    severity: 'error',
    title: 'file cannot be read',
    meaning: 'The path exists but is a folder or not readable.',
    help: 'give a readable file',
  },
  NX1003: {
    severity: 'error',
    title: 'file is not UTF-8',
    meaning: 'Input files are UTF-8 (RFC 8259, 8.1); other encodings would be read wrongly.',
    help: 'save the file as UTF-8',
  },
  NX1004: {
    severity: 'error',
    title: 'file is empty',
    meaning: 'The file holds no JSON or YAML value.',
    help: 'an OpenAPI document starts with `openapi: 3.1.0`',
  },
  NX1010: {
    severity: 'error',
    title: 'JSON syntax error',
    meaning: 'The file is not JSON as RFC 8259 defines it.',
    help: 'correct the syntax at the marked place',
  },
  NX1011: {
    severity: 'error',
    title: 'YAML syntax error',
    meaning: 'The file is not YAML 1.2.',
    help: 'correct the syntax at the marked place; quote values that hold `: ` or start with `@`, `*` or `&`',
  },
  NX1012: {
    severity: 'error',
    title: 'duplicate key',
    meaning: 'A mapping has the same key twice; one of the two values would be lost.',
    help: 'remove or rename one of them',
  },
  NX1013: {
    severity: 'error',
    title: 'YAML feature that JSON does not have',
    meaning:
      'An OpenAPI document in YAML uses only what JSON can hold: string keys, finite numbers, no unknown tags (OpenAPI 3.1, 4.3).',
    help: 'write the value as plain JSON could hold it',
  },
  NX1014: {
    severity: 'warning',
    title: 'number loses digits',
    meaning:
      'Numbers are IEEE 754 doubles here; an integer beyond 2^53 in the document is rounded.',
    help: 'quote the value where its digits matter; a bound this large is as good as none',
  },
  NX1015: {
    severity: 'error',
    title: 'several YAML documents in one file',
    meaning: 'Only one document per file can be compiled.',
    help: 'split the file at `---`',
  },
  NX1016: {
    severity: 'error',
    title: 'YAML alias cannot be followed',
    meaning:
      'An alias names an anchor that is not defined above it, or lies inside its own anchor.',
    help: 'define the anchor before its alias, or use `$ref`',
  },
  NX1017: {
    severity: 'error',
    title: 'number beyond every double',
    meaning:
      'JSON allows `1e400` in a file (RFC 8259, 6); read as a number, it is infinite, and no value compares with it.',
    help: 'write a number below 1.8e308, or leave the bound out',
  },
  NX1020: {
    severity: 'error',
    title: 'input exceeds a limit',
    meaning:
      'Documents are untrusted input: size, number of files, nesting, nodes and alias expansion are limited, each by a named limit.',
    help: 'raise the named limit in nexus.config.ts (`document.limits`) if the document is trusted',
  },
  NX1030: {
    severity: 'error',
    title: '`$ref` leaves the project',
    meaning:
      'A reference may only read files inside the folder of the root document (or the project root), symbolic links followed.',
    help: "move the file below the folder of the root document, or name a folder above both in nexus.config.ts: `document: { refRoot: '..' }`",
  },
  NX1031: {
    severity: 'error',
    title: '`$ref` to the network',
    meaning:
      'Nothing is fetched unless the user allows it, so that builds are repeatable and private, and a document cannot choose where the compiler goes.',
    help: 'allow it with `--allow-remote`, or keep a copy and name its folder in `document.remote.folders`',
  },
  NX1040: {
    severity: 'error',
    title: 'overlay is broken',
    meaning:
      'An Overlay document (1.0) has a version, and actions with a JSONPath `target` and `update` or `remove`.',
    help: 'correct the overlay; see https://spec.openapis.org/overlay/v1.0.0',
  },
  NX1041: {
    severity: 'warning',
    title: 'overlay selects nothing',
    meaning: 'The target of an action is nowhere in the document, so the action changes nothing.',
    help: 'correct the target, or remove the action',
  },
  NX1070: {
    severity: 'error',
    title: 'remote document cannot be fetched',
    meaning:
      'A reference leads to an allowed URL, and nothing came of it: the server, the network, a limit, a redirect or an address that is not allowed.',
    help: 'correct the URL, or keep a copy and name its folder in `document.remote.folders`',
  },
  NX1071: {
    severity: 'error',
    title: 'remote document changed since it was locked',
    meaning:
      'What a URL held when it was first fetched is locked by its hash in nexus.remote.json, so that every machine compiles the same.',
    help: 'look at what changed there, then take it over with `--refresh-remote`',
  },
  NX1072: {
    severity: 'error',
    title: 'remote document is not locked',
    meaning: '`nexus check` fetches only what nexus.remote.json has.',
    help: 'run `nexus generate`, and commit nexus.remote.json',
  },
  NX1073: {
    severity: 'error',
    title: 'lock cannot be read',
    meaning:
      'nexus.remote.json is not what Nexus writes there: URLs, and hashes of what they held.',
    help: 'take the version of your last commit, or delete the file and run `nexus generate`',
  },
  NX1100: {
    severity: 'error',
    title: 'pattern exceeds a limit',
    meaning:
      'Regular expressions of a document are untrusted input: their length, the depth of their groups and how many properties of characters (`\\p{L}`) a document names are limited, each by a named limit; so is what it takes to judge all of them (`patternCostMax`: their repetitions, counted out).',
    help: 'split the pattern, or check the value in the handler',
  },
  NX1101: {
    severity: 'warning',
    title: 'pattern is matched for a limited time',
    meaning:
      'An expression that refers back, asserts in its middle or counts to very many cannot be matched in time linear to the text. The server matches it by backtracking; all such patterns together get 20 ms of computing in one validation (`timedPatternMs`), and a value that is not decided by then is refused, whatever a match would have led to.',
    help: 'write the pattern without back references, counts of counts, and assertions that are not at its start',
  },
  NX1105: {
    severity: 'error',
    title: 'defaults exceed a limit',
    meaning:
      'Defaults of members are put into those of the objects that hold them. A few schemas that each have the next one twice make more values than a request could hold.',
    help: 'leave out the defaults of objects that only hold objects with defaults',
  },
  NX1106: {
    severity: 'warning',
    title: 'YAML that only some parsers take',
    meaning:
      'YAML 1.2 refuses it, and what it says is clear all the same: lines of a quoted value that do not stand deeper than its key, a comment without a space before it.',
    help: 'indent the lines by one space more, or put a space before `#`',
  },
} as const satisfies Record<string, CodeInfo>
