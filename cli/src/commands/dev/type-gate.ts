// Owns which edits type errors hold back in `nexus dev`: those that bring one which was not there.

import { counted } from '../project/compile.js'
import type { TypeReport } from '../project/type-worker.js'
import type { TypeChecker } from '../project/types.js'
import type { Terminal } from '../terminal.js'

/** What an edit touched: contracts change generated types, and errors come up where nobody edited. */
export type Touched = 'source' | 'contracts'

/** Judges edits by the errors that a check finds, against those that were known before. */
export class TypeGate {
  readonly #checker: TypeChecker
  readonly #terminal: Terminal
  #known: readonly string[] = []
  #begun: Promise<void> = Promise.resolve()
  #saidUnchecked = false

  constructor(checker: TypeChecker, terminal: Terminal) {
    this.#checker = checker
    this.#terminal = terminal
  }

  /** The first check is slow (it loads TypeScript): nothing waits for it, and what it finds is known from then on. */
  begin(): void {
    this.#begun = this.#checker.check([]).then((report) => {
      const errors = this.#tell(report)
      if (report.kind === 'checked') this.#known = report.keys
      if (errors === 0) return
      this.#warn(
        `${counted(errors, 'type error')}, and it is served: an edit is held back when it brings another one`,
      )
    })
  }

  /**
   * Whether an edit may be served; why not was told, up to what is served instead. Errors that changed contracts bring
   * hold back that change, and are known afterwards: the code that they are in is mended file by file.
   */
  async refused(touched: Touched): Promise<string | null> {
    await this.#begun
    const report = await this.#checker.check(this.#known)
    const fresh = this.#tell(report)
    if (report.kind !== 'checked') return null
    if (fresh === 0 || touched === 'contracts') this.#known = report.keys
    const rest = report.errors - fresh
    if (fresh > 0)
      return `${counted(fresh, 'type error')}${rest === 0 ? '' : ` (and ${rest} as before)`}`
    if (rest > 0) this.#warn(`${counted(rest, 'type error')} as before`)
    return null
  }

  /** What serves an edit that was refused. */
  sayHelp(): void {
    const { paint, say } = this.#terminal
    const help =
      'mend them, one after another if you like; `nexus dev --no-types` serves such edits'
    say(`  ${paint.cyan('= help')}: ${help}`)
  }

  async close(): Promise<void> {
    // The end cuts off a check that is under way: that says nothing about types.
    this.#saidUnchecked = true
    await this.#checker.close()
  }

  /** Prints what is new; a check that cannot be made is said once, and holds nothing back. */
  #tell(report: TypeReport): number {
    if (report.kind === 'checked') {
      if (report.fresh > 0) this.#terminal.warn(report.text)
      return report.fresh
    }
    if (!this.#saidUnchecked) this.#warn(`types are not checked: ${report.reason}`)
    this.#saidUnchecked = true
    return 0
  }

  #warn(what: string): void {
    this.#terminal.warn(`${this.#terminal.paint.yellow('!')} ${what}`)
  }
}
