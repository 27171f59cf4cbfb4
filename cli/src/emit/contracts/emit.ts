// Owns the output files of contracts: one client per module, and the wiring of the configuration.

import type { OutputFile } from '../../ir/output.js'
import type { ContractsPlan, ContractWire } from '../../ir/plan/contracts.js'
import { type Code, code, ident, key, literalKey, str } from '../code/code.js'
import { render } from '../code/template.js'
import { contractView } from './view.js'

const folder = 'src/generated'

/** Always gives `contracts.ts`, also without contracts, because the context's type names it. */
export const emitContracts = (plan: ContractsPlan): readonly OutputFile[] => [
  ...plan.modules.map((module) => ({
    path: `${folder}/contracts/${module.file}.ts`,
    text: render('contracts/contract', contractView(module)),
    owner: 'generated' as const,
  })),
  {
    path: `${folder}/contracts.ts`,
    text: render(wiringTemplate(plan), wiringView(plan)),
    owner: 'generated',
  },
]

const wiringTemplate = (plan: ContractsPlan): string =>
  plan.wires.length > 0 ? 'contracts/contracts' : 'contracts/no-contracts'

const wiringView = (plan: ContractsPlan) => {
  const modules = [...new Map(plan.wires.map((wire) => [wire.module, wire])).values()]
  return {
    imports: modules.map((wire) => ({ binding: bindingOf(wire), module: str(`./${wire.module}`) })),
    wires: plan.wires.map((wire) => ({
      alias: ident(wire.alias),
      key: key(wire.key),
      literalKey: literalKey(wire.key),
    })),
  }
}

const bindingOf = ({ className, alias }: ContractWire): Code =>
  alias === className ? ident(className) : code`${ident(className)} as ${ident(alias)}`
