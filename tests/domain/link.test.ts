import { expect, it } from 'vitest'
import {
  createLink,
  createReportLink,
  idInLink,
  linkKeysFrom,
  linkOpens,
  reportIdIn,
} from '../../src/domain/link.ts'

const keys = linkKeysFrom(['the first secret, long enough to be one'], 'survey links')
const survey = { id: 4711, linkNumber: 1 }

it('is the same each time, so that a retry sends the same link', () => {
  expect(createLink(keys, survey)).toBe(createLink(keys, { ...survey }))
})

it('opens its own survey and tells which one that is', () => {
  const link = createLink(keys, survey)
  expect(idInLink(link)).toBe(4711)
  expect(linkOpens(keys, link, survey)).toBe(true)
})

it('opens no other survey, and not the same one once it is revoked', () => {
  const link = createLink(keys, survey)
  expect(linkOpens(keys, link, { id: 4712, linkNumber: 1 })).toBe(false)
  expect(linkOpens(keys, link, { id: 4711, linkNumber: 2 })).toBe(false)
})

it('does not open with one character changed, anywhere', () => {
  const link = createLink(keys, survey)
  for (const [index, character] of [...link].entries()) {
    const changed = link.slice(0, index) + (character === 'a' ? 'b' : 'a') + link.slice(index + 1)
    expect(linkOpens(keys, changed, survey)).toBe(false)
  }
})

it('holds 128 bits that follow from the key', () => {
  const other = linkKeysFrom(['another secret, just as long as the first'], 'survey links')
  const link = createLink(keys, survey)
  expect(link.length - (4711).toString(32).length).toBe(26)
  expect(createLink(other, survey)).not.toBe(link)
  expect(linkOpens(other, link, survey)).toBe(false)
})

it('opens nothing of another kind with the same number', () => {
  const reportKeys = linkKeysFrom(['the first secret, long enough to be one'], 'report links')
  expect(linkOpens(reportKeys, createLink(keys, survey), survey)).toBe(false)
  expect(linkOpens(keys, createLink(reportKeys, survey), survey)).toBe(false)
})

it('leads to the report that it was made for, and only with the keys of reports', () => {
  const reportKeys = linkKeysFrom(['the first secret, long enough to be one'], 'report links')
  const link = createReportLink(reportKeys, 12)
  expect(reportIdIn(reportKeys, link)).toBe(12)
  expect(reportIdIn(keys, link)).toBeUndefined()
  expect(reportIdIn(reportKeys, createReportLink(keys, 12))).toBeUndefined()
  expect(reportIdIn(reportKeys, 'x')).toBeUndefined()
})

it('still opens after the key was rotated, until the old key is taken away', () => {
  const old = createLink(keys, survey)
  const rotated = linkKeysFrom(
    ['the second secret, long enough to be one', 'the first secret, long enough to be one'],
    'survey links',
  )
  expect(linkOpens(rotated, old, survey)).toBe(true)
  expect(createLink(rotated, survey)).not.toBe(old)
})

it.each(['', 'x', '../../etc/passwd', 'w'.repeat(30), '0'.repeat(27), 'a'.repeat(60), 'ÅÄÖ'.repeat(10)])(
  'reads no survey out of %j',
  text => {
    expect(idInLink(text)).toBeUndefined()
  },
)
