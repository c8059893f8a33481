/** The LIKE pattern that finds a part of a word in a column that is kept in lower case for searching. */
export function wordPattern(word: string): string {
  return `%${word.toLocaleLowerCase('sv').replaceAll(/[\\%_]/g, '\\$&')}%`
}
