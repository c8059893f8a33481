/** One line of figures, its labels in the order of their names. */
export type Sample = { name: string; labels: Readonly<Record<string, string>>; value: number }
export type Family = { name: string; help: string; type: string; samples: Sample[] }

/** A figure is what Go's ParseFloat takes, which minds no capitals in NaN. */
const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|[+-]Inf|nan)$/i
const label = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y
const endings = {
  counter: [''],
  gauge: [''],
  summary: ['', '_sum', '_count'],
  histogram: ['_bucket', '_sum', '_count'],
}

/**
 * Reads Prometheus's text format, version 0.0.4, strictly: each family is introduced once by HELP and TYPE, its samples
 * follow at once, and no sample stands twice.
 * @throws with the line that does not fit
 */
export function parseMetrics(text: string): Map<string, Family> {
  const families = new Map<string, Family>()
  const seen = new Set<string>()
  let current: Family | undefined
  if (!text.endsWith('\n')) throw new Error('The last line does not end')
  for (const line of text.split('\n').slice(0, -1)) {
    const [, help, said] = /^# HELP (\S+) (.+)$/.exec(line) ?? []
    const [, typed, type] = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line) ?? []
    if (help && said) {
      if (families.has(help)) throw new Error(`Twice: ${line}`)
      current = { name: help, help: said, type: '', samples: [] }
      families.set(help, current)
    } else if (typed && type) {
      if (current?.name !== typed || current.type !== '') throw new Error(`Out of place: ${line}`)
      current.type = type
    } else if (line !== '') {
      const sample = sampleIn(line)
      const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).toSorted())}`
      if (!current || !belongs(sample, current) || seen.has(key)) throw new Error(`Out of place: ${line}`)
      seen.add(key)
      current.samples.push(sample)
    }
  }
  return families
}

function belongs({ name }: Sample, { name: family, type }: Family): boolean {
  return endings[type as keyof typeof endings]?.some(ending => name === family + ending) ?? false
}

function sampleIn(line: string): Sample {
  const [, name, labels = '', value] = sampleLine.exec(line) ?? []
  if (name === undefined || value === undefined) throw new Error(`No sample: ${line}`)
  return { name, labels: labelsIn(labels, line), value: Number(value.replace('Inf', 'Infinity')) }
}

function labelsIn(text: string, line: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (label.lastIndex = 0; label.lastIndex < text.length; ) {
    const [, name, value] = label.exec(text) ?? []
    if (name === undefined || value === undefined || name in found) throw new Error(`No labels: ${line}`)
    found[name] = value
  }
  return found
}
