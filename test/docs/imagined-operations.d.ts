// Owns the operations that examples of the guides import, typed as the compiler types such contracts.

declare module '#generated/operations/create-photo' {
  import type { Operation, OperationTypes } from '@nexusrt/runtime'
  import type { Multipart, UploadedFile } from '@nexusrt/runtime/body'

  interface Types extends OperationTypes {
    body: Multipart<
      { title: string; photo: UploadedFile },
      { photo: { 'x-rotate'?: 0 | 90 | 180 | 270 } }
    >
    replies: { 201: { body: { title: string; bytes: number }; headers: Record<never, never> } }
  }
  export const createPhoto: Operation<Types>
}

declare module '#generated/operations/create-order' {
  import type { Operation, OperationTypes } from '@nexusrt/runtime'
  import type { MultipartList, UploadedFile } from '@nexusrt/runtime/body'

  interface Types extends OperationTypes {
    body: MultipartList<[{ id: number }, UploadedFile, ...UploadedFile[]]>
    replies: { 201: { body: { id: number; bytes: number }; headers: Record<never, never> } }
  }
  export const createOrder: Operation<Types>
}

declare module '#generated/operations/import-pets' {
  import type { Operation, OperationTypes } from '@nexusrt/runtime'
  import type { JsonLines } from '@nexusrt/runtime/body'

  interface Types extends OperationTypes {
    body: JsonLines<{ name: string }>
    replies: { 200: { body: { count: number }; headers: Record<never, never> } }
  }
  export const importPets: Operation<Types>
}

declare module '#generated/operations/export-pets' {
  import type { Operation, OperationTypes } from '@nexusrt/runtime'
  import type { Lines } from '@nexusrt/runtime/body'

  interface Types extends OperationTypes {
    replies: { 200: { body: Lines<{ name: string }>; headers: Record<never, never> } }
  }
  export const exportPets: Operation<Types>
}

declare module '#generated/operations/put-backup' {
  import type { Operation, OperationTypes } from '@nexusrt/runtime'
  import type { ByteStream } from '@nexusrt/runtime/body'

  interface Types extends OperationTypes {
    body: ByteStream
    replies: { 200: { body: { sha256: string }; headers: Record<never, never> } }
  }
  export const putBackup: Operation<Types>
}

declare module '#generated/operations/watch-pets' {
  import type { Operation, OperationTypes } from '@nexusrt/runtime'
  import type { EventStream } from '@nexusrt/runtime/realtime'

  interface Types extends OperationTypes {
    replies: { 200: { body: EventStream<{ name: string }>; headers: Record<never, never> } }
  }
  export const watchPets: Operation<Types>
}

declare module '#generated/operations/chat' {
  import type { OperationTypes } from '@nexusrt/runtime'
  import type { Topics, WebSocketOperation } from '@nexusrt/runtime/realtime'

  interface Types extends OperationTypes {
    path: { room: string }
    state: { rooms: Topics<{ text: string }> }
    receive: { text: string }
    send: { text: string }
    problems: 403
    replies: { 403: { body: undefined; headers: Record<never, never> } }
  }
  export const chat: WebSocketOperation<Types>
}
