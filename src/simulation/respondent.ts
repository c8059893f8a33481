/** An employer's browser: opens the form in a letter and submits it, over HTTP. */

/**
 * Opens a survey's form and submits the answer with whatever hidden fields the form holds.
 * @param url the link as it stands in the letter
 * @throws Error when the service does not take the answer
 */
export async function answerByLink(url: string, fields: Record<string, string>): Promise<void> {
  const opened = await fetch(url)
  const page = await opened.text()
  if (opened.status !== 200) throw new Error(`The form answered ${opened.status}`)
  const body = new URLSearchParams({ ...hiddenFields(page), ...fields })
  const submitted = await fetch(url, { method: 'POST', body, redirect: 'manual' })
  await submitted.arrayBuffer()
  if (submitted.status !== 303) throw new Error(`Submitting the form answered ${submitted.status}`)
}

function hiddenFields(page: string): Record<string, string> {
  const inputs = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
  return Object.fromEntries(inputs.map(([, name, value]) => [name, value]))
}
