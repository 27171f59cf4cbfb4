// Owns the public entry `@nexusrt/runtime/patterns`: regular expressions of documents that must not be run as they are.

export { linearPattern, linearPatternStepsMax, type Pattern } from './linear.js'
export { timedPattern, timedPatternMs } from './timed.js'
