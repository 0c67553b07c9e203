import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packageProd, type Resource } from './packaged.ts'

/** Names that a value refers to: Ref, Fn::GetAtt, and `${…}` in Fn::Sub without its own variables. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [inner as string]
    if (key === 'Fn::GetAtt') return [typeof inner === 'string' ? inner.split('.')[0]! : inner[0]]
    if (key === 'Fn::Sub') return namesIn(inner)
    return referencesIn(inner)
  })
}

function namesIn(sub: string | [string, Record<string, unknown>]): string[] {
  const [text, variables] = typeof sub === 'string' ? [sub, {}] : sub
  const names = [...text.matchAll(/\$\{([^!}]+)\}/g)].map(([, name]) => name!.split('.')[0]!)
  return [...names.filter((name) => !(name in variables)), ...referencesIn(Object.values(variables))]
}

const dependencies = ({ DependsOn = [] }: Resource) => [DependsOn].flat()

test('every reference of the template has its target', async () => {
  const { resources } = await packageProd()
  const dangling = Object.entries(resources).flatMap(([id, resource]) =>
    [...referencesIn(resource.Properties), ...dependencies(resource)]
      .filter((name) => !name.startsWith('AWS::') && !(name in resources))
      .map((name) => `${id} → ${name}`),
  )
  assert.deepEqual(dangling, [])
})

test('no name carries an unresolved variable of the framework', async () => {
  const { resources } = await packageProd()
  const unresolved = JSON.stringify(resources).match(/\$\{(param|self|sls|file|env|opt)[:(][^}]*\}/g)
  assert.equal(unresolved, null)
})
