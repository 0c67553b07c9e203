import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { projectRoot } from '../../local/process/folders.ts'

// biome-ignore lint/suspicious/noExplicitAny: states are JSON of any shape
type State = any

/** A state machine, or what runs inside a Map or a branch. */
export interface Definition {
  StartAt: string
  States: Record<string, State>
}

/** A file of `statemachine/`. */
export type Machine = 'pipeline' | 'emr-step'

/** A definition of `statemachine/` with the retriers that it takes from retry.yml. */
export function readDefinition(name: Machine): Definition {
  const retriers = readYaml('retry.yml')
  return withRetriers(readYaml(`${name}.asl.yml`)) as Definition

  function withRetriers(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withRetriers)
    if (typeof value === 'string') {
      const name = value.match(/^\$\{file\(statemachine\/retry\.yml\):(\w+)\}$/)?.[1]
      return name === undefined ? value : structuredClone(retriers[name])
    }
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withRetriers(each)]))
  }
}

const readYaml = (file: string) =>
  parse(readFileSync(join(projectRoot, 'statemachine', file), 'utf8'), { maxAliasCount: -1 })

/** The states of a definition with their names, those of its branches and maps included. */
export function statesOf({ States }: Definition): [string, State][] {
  return Object.entries<State>(States).flatMap(([name, state]) => [
    [name, state],
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
    ...(state.Branches ?? []).flatMap(statesOf),
  ])
}
