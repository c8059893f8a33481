import { describe, expect, it } from 'vitest'
import { leaverIn } from '../../src/domain/auto-reply.ts'

describe('an automatic answer', () => {
  it.each([
    ['Jag har slutat på Bageriet. Kontakta Bo Ek, bo.ek@bageri.example.', 'bo.ek@bageri.example'],
    ['Anna arbetar inte längre hos oss. Vänd dig till info@bageri.example', 'info@bageri.example'],
    ['Hej!\nJag jobbar inte längre kvar här.\nMejla i stället\nchef@bageri.example\n', 'chef@bageri.example'],
    [
      'Jag har gått i pension. Ärenden till kansliet skickas till kansli@skolan.example.',
      'kansli@skolan.example',
    ],
    ['Jag har numera slutat min tjänst.', null],
    ['Anna no longer works at Bageriet. Please contact bo@bageri.example instead.', 'bo@bageri.example'],
    ['I have left the company. For urgent matters write to office@bageri.example', 'office@bageri.example'],
    ['Our colleague has retired.', null],
  ])('of somebody who has left tells whom to write to: %j', (text, successor) => {
    expect(leaverIn(text, 'anna@bageri.example')).toEqual({ hasLeft: true, successor })
  })

  it.each([
    'Jag är på semester till den 15 augusti. Vid frågor kontakta bo@bageri.example.',
    'Jag är föräldraledig till mars. Kontakta min chef på chef@bageri.example.',
    'I am out of the office until Monday. Contact bo@bageri.example if it is urgent.',
    'Tack för ditt mejl, vi svarar inom tre dagar.',
    '',
  ])('of somebody who is away for a while tells nothing of the kind: %j', text => {
    expect(leaverIn(text)).toEqual({ hasLeft: false, successor: null })
  })

  it('never names the one who has left', () => {
    const text = 'Anna har slutat. Skriv till anna@bageri.example eller till bo@bageri.example.'
    expect(leaverIn(text, 'Anna@Bageri.example').successor).toBe('bo@bageri.example')
  })
})
