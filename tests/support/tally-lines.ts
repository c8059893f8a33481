import type { MonthTallies } from '../../src/domain/tally.ts'

/** Tallies as sorted lines of text: two counts of the same are equal in whatever order they come. */
export function linesOf({ tallies, hosts }: MonthTallies): string[] {
  return [
    ...tallies.map(({ month, trait, value, sex, purpose, aspect, part, count }) =>
      [month, trait, value, sex, purpose, aspect, part, count].join(' '),
    ),
    ...hosts.map(({ month, employerId, ended, answered, employed, views, marks }) =>
      [month, 'host', employerId, ended, answered, employed, views, marks].join(' '),
    ),
  ].toSorted()
}
