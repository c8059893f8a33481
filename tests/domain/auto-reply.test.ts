import { describe, expect, test } from 'vitest'
import { leaverIn } from '../../src/domain/auto-reply.ts'

describe('an automatic answer tells that somebody has left', () => {
  const successor = 'ny.person@bageri.example'
  const cases = [
    { text: `Jag har slutat på Bageriet. Kontakta ${successor} i stället.`, successor },
    { text: `Hej! Anna arbetar inte längre här.\nMejla gärna ${successor}.`, successor },
    { text: 'Anna jobbar inte kvar på företaget.', successor: null },
    { text: `Jag är inte längre anställd hos oss. Vänd dig till Bo Ek, ${successor}`, successor },
    { text: `Jag har gått i pension. Skriv till <${successor}>!`, successor },
    { text: `Anna har bytt jobb. Frågor hänvisas till: ${successor}`, successor },
    { text: `I no longer work at the Bakery. Please contact ${successor}.`, successor },
    { text: `Anna has left the company. Write to ${successor} instead.`, successor },
    { text: `Anna is no longer with us. For questions, please e-mail ${successor}.`, successor },
    { text: 'Anna has retired. Thank you for all the years.', successor: null },
  ]
  test.each(cases)('$text', ({ text, successor: expected }) => {
    expect(leaverIn(text)).toEqual({ hasLeft: true, successor: expected })
  })

  test('and names nobody where it only repeats its own address', () => {
    const text =
      'Adressen anna@bageri.example är avslutad, för Anna har slutat. Kontakta ANNA@bageri.example.'
    expect(leaverIn(text, 'anna@bageri.example')).toEqual({ hasLeft: true, successor: null })
  })
})

describe('an automatic answer of somebody who comes back is no leave', () => {
  const cases = [
    `Jag är på semester till den 12 augusti. Kontakta kollega@bageri.example om det är bråttom.`,
    'Jag är tjänstledig och är åter den 1 september. Mejla info@bageri.example.',
    'Tack för ditt mejl! Vi svarar inom två dagar.',
    'I am out of the office until Monday. Please contact colleague@bakery.example.',
    'Jag har lämnat kontoret för dagen och läser inte mejl förrän i morgon.',
    'I have left for the day.',
    '',
  ]
  test.each(cases)('%s', text => {
    expect(leaverIn(text)).toEqual({ hasLeft: false, successor: null })
  })
})
