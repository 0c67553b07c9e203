import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { askConsent } from '../../../local/terminal/consent.ts'

/** A terminal at which somebody types a line. */
function terminal(typed: string | null) {
  const input: PassThrough & { isTTY?: boolean } = new PassThrough()
  input.isTTY = typed !== null
  if (typed !== null) input.write(`${typed}\n`)
  return { input, output: new PassThrough() }
}

for (const answer of ['y', 'Yes'])
  test(`${answer} is consent`, async () => {
    const { input, output } = terminal(answer)
    await askConsent('take a.csv out of stage prod', undefined, { input, output })
    assert.equal(String(output.read()).trim(), 'take a.csv out of stage prod? [y/N]')
  })

for (const answer of ['', 'n', 'yesterday'])
  test(`"${answer}" is none`, () =>
    assert.rejects(() => askConsent('take it out', false, terminal(answer)), /not done: take it out/))

test('without a terminal nobody is asked, and only --yes is consent', async () => {
  await assert.rejects(() => askConsent('take it out', undefined, terminal(null)), {
    message: 'not done without consent: take it out',
    exitCode: 64,
  })
  await askConsent('take it out', true, terminal(null))
})
