import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { story } from './world/story.ts'
import { loadSubject } from './world/subject.ts'
import { tell } from './world/tell.ts'

const subject = await loadSubject(join(import.meta.dirname, '../../..'))
const stories = Number(process.env.STORIES ?? 150)

test('whatever happens, nothing is lost, stale, mixed or left undone', async () => {
  await fc.assert(
    fc.asyncProperty(story, (each) => tell(subject, each)),
    { numRuns: stories, interruptAfterTimeLimit: 600_000 },
  )
})
