/** Lines of `Name: value`, as headers and delivery reports have them. */

/** A block of such lines: name in lower case -> its first value, unfolded. */
export type Fields = ReadonlyMap<string, string>

const fieldLine = /^\s?([A-Za-z][A-Za-z0-9-]*)\s*:[ \t]*(.*)$/

/** Reads the fields of each block; blocks have an empty line between them. What is no field is passed over. */
export function fieldBlocksIn(text: string): Fields[] {
  return text
    .split(/\n[ \t]*\n/)
    .map(fieldsIn)
    .filter(({ size }) => size > 0)
}

/** Reads the fields of one block. A line that begins with a space or a tab goes on with the one before it (RFC 5322). */
export function fieldsIn(block: string): Fields {
  const fields = new Map<string, string>()
  let name = ''
  for (const line of block.split('\n')) {
    const isContinued = /^[ \t]/.test(line) && name !== ''
    const [, given, value = ''] = (isContinued ? null : fieldLine.exec(line)) ?? []
    if (given === undefined) {
      if (isContinued) fields.set(name, `${fields.get(name)} ${line.trim()}`.trim())
      continue
    }
    name = fields.has(given.toLowerCase()) ? '' : given.toLowerCase()
    if (name !== '') fields.set(name, value.trim())
  }
  return fields
}
