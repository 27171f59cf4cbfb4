// Owns the types of what the handlers of Nexus take from work.mjs: `nexus build` checks them.

export declare const greeting: string
export declare const message: () => {
  message: string
  framework: string
  version: number
  ok: boolean
}
export declare const user: (id: number) => { id: number; name: string; active: boolean }
export declare const accept: (order: {
  readonly id: number
  readonly items: readonly unknown[]
}) => { id: number; lines: number; accepted: boolean }
export declare const spin: () => string
export declare class LoopProbe {
  start(port: number): string
  stop(): string
}
