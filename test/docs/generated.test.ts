import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generatedDocuments } from '../../local/docs/documents.ts'
import { readDocument } from './markdown.ts'

for (const [path, text] of generatedDocuments()) {
  test(`${path} is what npm run docs writes`, () => {
    assert.equal(readDocument(path), text)
  })
}
