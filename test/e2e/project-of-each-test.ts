// Owns that each test of a file has a project of its own, and that nothing of it outlives the test.

import { rmSync } from 'node:fs'
import { afterEach, beforeEach, inject } from 'vitest'
import { stopAll } from './processes.js'
import { copyProject, temporaryFolder } from './shared-project.js'

/** Copies the shared project before each test and gives its folder to `take`; ends what was started, and deletes it. */
export const projectOfEachTest = (take: (dir: string) => void): void => {
  let folder = ''
  beforeEach(() => {
    folder = temporaryFolder()
    take(copyProject(inject('sharedProject'), folder))
  })
  afterEach(async () => {
    await stopAll()
    rmSync(folder, { recursive: true, force: true })
  })
}
