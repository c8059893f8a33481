import { describe, expect, it } from 'vitest'
import { linkKeysFrom } from '../../src/domain/link.ts'
import {
  newShortCode,
  readShortCode,
  shortCodeDigest,
  shortCodeDigests,
  shownShortCode,
} from '../../src/domain/short-code.ts'

describe('a code', () => {
  it('is eight characters without vowels or look-alikes, and is read as it is shown', () => {
    for (let made = 0; made < 200; made += 1) {
      const code = newShortCode()
      expect(code).toMatch(/^[0-9CFHJKMNPRTVWX]{8}$/)
      expect(readShortCode(shownShortCode(code))).toBe(code)
    }
  })

  it('is never twice the same', () => {
    expect(new Set(Array.from({ length: 1_000 }, newShortCode)).size).toBe(1_000)
  })

  it.each([
    ['2F4K-7M9P'],
    ['2f4k7m9p'],
    ['  2F4K 7M9P\n'],
    ['2F4K\u20117M9P'],
    ['2F4K–7M9P'],
    ['2.F.4.K.7.M.9.P'],
    ['２F4K7M9P'],
    ['ZF4K7M9P'],
  ])('typed as %j is the same', typed => {
    expect(readShortCode(typed)).toBe('2F4K7M9P')
  })

  it('reads every letter that looks like another as that one', () => {
    expect(readShortCode('OQDILZSG')).toBe('00011256')
    expect(readShortCode('ouBUbvXo')).toBe('0V8V8VX0')
  })

  it.each([
    [''],
    ['2F4K-7M9'],
    ['2F4K-7M9PP'],
    ['AEYÅÄÖAE'],
    ['2F4K 7M9é'],
    ['\0'.repeat(8)],
    ['x'.repeat(10_000)],
  ])('is none that is typed as %j', typed => {
    expect(readShortCode(typed)).toBeUndefined()
  })
})

describe('its digest', () => {
  const keys = linkKeysFrom(['first secret', 'second secret'], 'short codes')

  it('differs by key, and by what the key is for', () => {
    const [links] = linkKeysFrom(['first secret'], 'survey links')
    const digests = [...shortCodeDigests(keys, '2F4K7M9P'), shortCodeDigest(links, '2F4K7M9P')]
    expect(new Set(digests).size).toBe(3)
    expect(digests.join(' ')).not.toContain('2F4K')
  })

  it('is found by an earlier key, too', () => {
    const [earlier] = linkKeysFrom(['second secret'], 'short codes')
    expect(shortCodeDigests(keys, '2F4K7M9P')).toContain(shortCodeDigest(earlier, '2F4K7M9P'))
  })
})
