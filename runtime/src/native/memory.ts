// Owns the memory that is shared with native code, and the views JavaScript looks at it through.

import { Buffer } from 'node:buffer'
import type { NativeMemory } from '@nexusrt/native'
import {
  batchRequestsMax,
  controlWords,
  lateShift,
  noticeShift,
  paramShift,
  recordShift,
  wordBytes,
} from './layout.js'

const bufferBytes = 4096
const bufferCount = 512
const spillBytesMin = 256 * 1024
const paramsMax = 4096
const textBytesMin = 64 * 1024
/** Bodies written one by one; joined ones have their own part behind it. */
export const directBytes = 192 * 1024
/** Longest string that is joined with others and written together with them. */
export const joinedLengthMax = 1024
const joinedBytes = batchRequestsMax * joinedLengthMax
export const lateMax = 512
export const lateBytesMax = 256 * 1024
const noticesMax = 256

/** The areas, and typed views of them. Native code keeps references: they live as long as the engine. */
export interface Memory {
  readonly areas: NativeMemory
  readonly control: Int32Array
  readonly input: Buffer
  readonly records: Int32Array
  readonly params: Int32Array
  readonly numbers: Float64Array
  readonly text: Buffer
  readonly output: Buffer
  readonly late: Int32Array
  readonly lateBytes: Buffer
  readonly notices: Int32Array
}

/** Allocates everything once. Pages that are never touched cost nothing. */
export const allocateMemory = ({ headBytesMax }: { headBytesMax: number }): Memory => {
  const areas: NativeMemory = {
    control: new ArrayBuffer(controlWords * wordBytes),
    input: new ArrayBuffer(bufferBytes * bufferCount + spillBytesMin + headBytesMax),
    bufferBytes,
    bufferCount,
    records: new ArrayBuffer(batchRequestsMax * (wordBytes << recordShift)),
    params: new ArrayBuffer(paramsMax * (wordBytes << paramShift)),
    text: new ArrayBuffer(textBytesMin + 2 * headBytesMax),
    output: new ArrayBuffer(directBytes + joinedBytes),
    late: new ArrayBuffer(lateMax * (wordBytes << lateShift)),
    lateBytes: new ArrayBuffer(lateBytesMax),
    notices: new ArrayBuffer(noticesMax * (wordBytes << noticeShift)),
  }
  return {
    areas,
    control: new Int32Array(areas.control),
    input: Buffer.from(areas.input),
    records: new Int32Array(areas.records),
    params: new Int32Array(areas.params),
    numbers: new Float64Array(areas.params),
    text: Buffer.from(areas.text),
    output: Buffer.from(areas.output),
    late: new Int32Array(areas.late),
    lateBytes: Buffer.from(areas.lateBytes),
    notices: new Int32Array(areas.notices),
  }
}
