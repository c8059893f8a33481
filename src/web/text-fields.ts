/** The fields of a form that hold a text. One that came twice, which no form of ours sends, is left out. */
export function textFields(body: unknown): Record<string, string> {
  const given = Object.entries(Object(body)).filter(([, value]) => typeof value === 'string')
  return Object.fromEntries(given) as Record<string, string>
}
