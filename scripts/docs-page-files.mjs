// Owns the three files of Swagger UI that the runtime serves at /docs: copied from the package that the checkout
// has, so that whoever installs the runtime gets them, and neither the rest of that package nor what it installs.

import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './steps.mjs'

const files = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']
/** Both are Apache-2.0, which asks for these beside the files. */
const licences = ['LICENSE', 'NOTICE', 'swagger-ui-bundle.js.LICENSE.txt']

/** Puts them where `runtime/src/app/docs/page.ts` reads them, in a checkout and in the packed package. */
export const copyDocsPage = () => {
  const require = createRequire(join(root, 'runtime/package.json'))
  const from = dirname(require.resolve('swagger-ui-dist/package.json'))
  const to = join(root, 'runtime/build/docs-page')
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  for (const name of [...files, ...licences]) cpSync(join(from, name), join(to, name))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) copyDocsPage()
