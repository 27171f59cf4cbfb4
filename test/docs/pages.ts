// Owns which pages of the documentation have TypeScript, by what their examples are type-checked against. A house test
// holds the list complete.

export const pages = {
  /** The document in the first YAML block of the page itself. */
  ownDocument: [
    '../README',
    'guide/contracts',
    'guide/operations',
    'guide/security',
    'guide/testing',
    'guide/webhooks',
  ],
  /** The generated petstore of the goldens. */
  petstore: ['guide/middleware', 'guide/replies-and-extractors'],
  /** The runtime alone, and operations that imagined-operations.d.ts declares. */
  runtime: [
    'guide/deployment',
    'guide/realtime',
    'guide/static-files',
    'guide/streaming',
    'guide/tls-and-http2',
    'reference/api-docs',
    'reference/configuration',
    'reference/limits',
    'reference/remote-references',
  ],
} as const

/** The text of each block of `language` in a page. */
export const blocksOf = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, text]) => text ?? '',
  )
