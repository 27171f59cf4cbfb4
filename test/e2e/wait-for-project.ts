// Owns that no end-to-end test begins before the project is there that they share.

import { beforeAll, inject } from 'vitest'
import { projectMade } from './shared-project.js'

beforeAll(() => projectMade(inject('sharedProject')))
