const width = 76

/**
 * Folds the lines of a text letter at 76 columns (RFC 5322 2.1.1 asks for under 78), keeps the indent of a line,
 * and leaves a link whole on its line. More than one blank line in a row becomes one.
 */
export function wrapText(text: string): string {
  const lines = text.split('\n').flatMap(line => wrapLine(line.trimEnd()))
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`
}

function wrapLine(line: string): string[] {
  if (line.length <= width) return [line]
  const indent = /^ */.exec(line)?.[0] ?? ''
  const lines: string[] = []
  let current = indent
  for (const word of line.trim().split(' ')) {
    const longer = current === indent ? current + word : `${current} ${word}`
    if (longer.length <= width || current === indent) current = longer
    else {
      lines.push(current)
      current = indent + word
    }
  }
  return [...lines, current]
}
