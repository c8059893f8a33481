/** The text in one line: a line break or another control character in a name would forge headers in a letter. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
}
