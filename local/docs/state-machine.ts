/** What the picture needs to know of an Amazon States Language definition. */
export interface StateMachine {
  StartAt: string
  States: Record<string, State>
}

interface State {
  Type: 'Task' | 'Choice' | 'Map' | 'Parallel' | 'Wait' | 'Pass' | 'Succeed' | 'Fail'
  Next?: string
  End?: boolean
  Choices?: (Record<string, unknown> & { Next: string })[]
  Default?: string
  Catch?: { Next: string }[]
  ItemProcessor?: StateMachine
  Branches?: StateMachine[]
}

/** A fault caught by at least this many states is drawn once, not from each of them. */
const shared = 4

const shapes: Record<State['Type'], [string, string]> = {
  Task: ['["', '"]'],
  Choice: ['{"', '"}'],
  Wait: ['[/"', '"/]'],
  Pass: ['("', '")'],
  Succeed: ['(["', '"])'],
  Fail: ['(["', '"])'],
  Map: ['', ''],
  Parallel: ['', ''],
}

/** The state machine as a Mermaid flowchart: every state once, every way between states. */
export function drawStateMachine(machine: StateMachine): string {
  return [
    'flowchart TD',
    ...indent(['start((start))', `start --> ${machine.StartAt}`, ...drawStates(machine)]),
  ].join('\n')
}

function drawStates(machine: StateMachine): string[] {
  const states = Object.entries(machine.States)
  const caught = commonFault(machine)
  return [
    ...states.flatMap(([name, state]) => drawState(name, state)),
    ...states.flatMap(([name, state]) => drawWays(name, state, caught)),
    ...(caught ? [`fault{{"any other fault"}} -.-> ${caught}`] : []),
  ]
}

function drawState(name: string, state: State): string[] {
  const inner = state.ItemProcessor ? [state.ItemProcessor] : (state.Branches ?? [])
  if (inner.length === 0) return [`${name}${shapes[state.Type].join(name)}`]
  const title = state.Type === 'Map' ? `${name}: for each` : `${name}: side by side`
  return [`subgraph ${name}["${title}"]`, ...indent(inner.flatMap(drawStates)), 'end']
}

function drawWays(name: string, state: State, caught: string | undefined): string[] {
  const choices = (state.Choices ?? []).map((rule) => `${name} -- "${describeRule(rule)}" --> ${rule.Next}`)
  const faults = (state.Catch ?? []).filter(({ Next }) => Next !== caught)
  return [
    ...choices,
    ...(state.Default ? [`${name} -- "otherwise" --> ${state.Default}`] : []),
    ...(state.Next ? [`${name} --> ${state.Next}`] : []),
    ...faults.map(({ Next }) => `${name} -. fault .-> ${Next}`),
  ]
}

/** The state that most states of this machine hand their faults to, if many do. */
function commonFault({ States }: StateMachine): string | undefined {
  const targets = Object.values(States).flatMap((state) => (state.Catch ?? []).map(({ Next }) => Next))
  return targets.find((target) => targets.filter((other) => other === target).length >= shared)
}

const comparisons: Record<string, string> = {
  StringEquals: 'is',
  NumericEquals: 'is',
  BooleanEquals: 'is',
  NumericGreaterThan: 'over',
  NumericGreaterThanEquals: 'at least',
  NumericLessThan: 'under',
  NumericLessThanEquals: 'at most',
}

/** `{Variable: $.quality.verdict, StringEquals: FAIL}` → `verdict is FAIL`. Throws on a comparison without words. */
export function describeRule(rule: Record<string, unknown>): string {
  if (Array.isArray(rule.And)) return rule.And.map(describeRule).join(' and ')
  if (Array.isArray(rule.Or)) return rule.Or.map(describeRule).join(' or ')
  if (rule.Not) return `not ${describeRule(rule.Not as Record<string, unknown>)}`
  const subject = String(rule.Variable).split('.').at(-1)
  if ('IsPresent' in rule) return `${subject} is ${rule.IsPresent ? '' : 'not '}there`
  const name = Object.keys(rule).find((key) => key !== 'Variable' && key !== 'Next')
  const words = name && comparisons[name]
  if (!words) throw new Error(`a comparison without words for it: ${name}`)
  return `${subject} ${words} ${rule[name]}`
}

const indent = (lines: string[]) => lines.map((line) => `  ${line}`)
