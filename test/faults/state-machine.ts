import type { Definition } from '../statemachine/definition.ts'

// biome-ignore lint/suspicious/noExplicitAny: states and their data are JSON of any shape
type Json = any

/** What a machine runs in: its name and start, and the functions that its Task states call. */
export interface Surroundings {
  execution: string
  startedAt: string
  /** Calls the function of a Task state, `convert-chunk`; throws what it throws. */
  invoke(name: string, input: Json): Promise<Json>
  /** Runs another machine to its end, by the logical name of its resource; throws when it fails. */
  nest(machine: string, input: Json): Promise<Json>
  /** What a Wait state waits for; no time passes. */
  rest(): Promise<void>
}

/** A state machine ended in a Fail state. */
class MachineFailed extends Error {}

/** Runs a machine as Step Functions does, without waiting: what of the language the project's machines use. */
export async function runMachine(
  machine: Definition,
  input: Json,
  around: Surroundings,
  item?: Json,
): Promise<Json> {
  let name: string = machine.StartAt
  let data = input
  for (;;) {
    const state = machine.States[name]
    if (!state) throw new Error(`no state ${name}`)
    if (state.Type === 'Fail') throw new MachineFailed(state.Error)
    if (state.Type === 'Succeed') return read(state.OutputPath ?? '$', data)
    const step = await runState(state, data, around, item)
    data = step.data
    if (!step.next) return data
    name = step.next
  }
}

async function runState(state: Json, data: Json, around: Surroundings, item: Json) {
  if (state.Type === 'Choice') return { data, next: choose(state, data) }
  for (let attempt = 0; ; attempt++) {
    try {
      const result = await effectOf(state, data, around, item)
      const placed = place(data, state.ResultPath, result)
      return { data: read(state.OutputPath ?? '$', placed), next: state.End ? null : state.Next }
    } catch (error) {
      if (attempt < triesOf(state)) continue
      const handler = state.Catch?.[0]
      if (!handler) throw error
      return { data: place(data, handler.ResultPath, causeOf(error as Error)), next: handler.Next }
    }
  }
}

const triesOf = (state: Json) =>
  (state.Retry ?? []).find(({ ErrorEquals }: Json) => ErrorEquals.includes('States.ALL'))?.MaxAttempts ?? 0

const causeOf = (error: Error) => ({
  Error: error.name,
  Cause: JSON.stringify({ errorType: error.name, errorMessage: error.message }),
})

async function effectOf(state: Json, data: Json, around: Surroundings, item: Json): Promise<Json> {
  const input = state.Parameters
    ? fill(state.Parameters, data, around, item)
    : read(state.InputPath ?? '$', data, around)
  if (state.Type === 'Wait') await around.rest()
  if (state.Resource === 'arn:aws:states:::states:startExecution.sync:2') {
    const Output = await around.nest(input.StateMachineArn.Ref, structuredClone(input.Input))
    return fill(state.ResultSelector, { Output }, around, item)
  }
  if (state.Type === 'Task') return around.invoke(functionOf(state), structuredClone(input))
  if (state.Type === 'Parallel') {
    const results = []
    for (const branch of state.Branches) results.push(await runMachine(branch, input, around, item))
    return results
  }
  if (state.Type === 'Map') return runMap(state, data, around)
  return state.Result ?? input
}

async function runMap(state: Json, data: Json, around: Surroundings): Promise<Json[]> {
  const results = []
  for (const each of read(state.ItemsPath, data, around)) {
    const input = state.ItemSelector ? fill(state.ItemSelector, data, around, each) : each
    results.push(await runMachine(state.ItemProcessor, input, around, each))
  }
  return results
}

/** `{ Fn::GetAtt: [ConvertChunkLambdaFunction, Arn] }` → `convert-chunk` */
function functionOf(state: Json): string {
  const resource: string = state.Resource?.['Fn::GetAtt']?.[0] ?? ''
  if (!resource.endsWith('LambdaFunction')) throw new Error(`no function: ${JSON.stringify(state.Resource)}`)
  const words = resource.slice(0, -'LambdaFunction'.length).match(/[A-Z][a-z0-9]*/g)!
  return words.map((word) => word.toLowerCase()).join('-')
}

function choose(state: Json, data: Json): string {
  return state.Choices.find((choice: Json) => holds(choice, data))?.Next ?? state.Default
}

function holds(choice: Json, data: Json): boolean {
  if (choice.And) return choice.And.every((each: Json) => holds(each, data))
  if (choice.Or) return choice.Or.some((each: Json) => holds(each, data))
  if (choice.Not) return !holds(choice.Not, data)
  const value = read(choice.Variable, data)
  if ('StringEquals' in choice) return value === choice.StringEquals
  if ('BooleanEquals' in choice) return value === choice.BooleanEquals
  if ('IsPresent' in choice) return (value !== undefined) === choice.IsPresent
  if ('NumericGreaterThan' in choice) return value > choice.NumericGreaterThan
  throw new Error(`unknown choice: ${JSON.stringify(choice)}`)
}

function fill(template: Json, data: Json, around: Surroundings, item: Json): Json {
  if (Array.isArray(template)) return template.map((each) => fill(each, data, around, item))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$')
        ? [name.slice(0, -2), read(value as string, data, around, item)]
        : [name, fill(value, data, around, item)],
    ),
  )
}

function read(path: string, data: Json, around?: Surroundings, item?: Json): Json {
  if (path.startsWith('$$.')) {
    const context = {
      Execution: { Id: around?.execution, Name: around?.execution, StartTime: around?.startedAt },
      Map: { Item: { Value: item } },
    }
    return read(path.slice(1), context)
  }
  if (!/^\$(\.\w+|\[\d+\])*$/.test(path)) throw new Error(`unknown path: ${path}`)
  const names = path.match(/\w+/g) ?? []
  return names.reduce((value: Json, name) => value?.[name], data)
}

function place(data: Json, path: string | null | undefined, result: Json): Json {
  if (path === null) return data
  if (path === undefined || path === '$') return result
  const names = path.split('.').slice(1)
  const copy = { ...data }
  let at = copy
  for (const name of names.slice(0, -1)) at = at[name] = { ...at[name] }
  at[names.at(-1)!] = result
  return copy
}
