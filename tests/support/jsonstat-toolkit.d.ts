// The toolkit has no types of its own; these are of what the tests ask it.

declare module 'jsonstat-toolkit' {
  type Datum = { value: number | null; status: string | null }
  type Category = { index: number; label: string; unit: { decimals: number; label: string } | null }
  type Dimension = {
    class: string
    label: string
    id: string[]
    role: string
    Category(): Category[]
    Category(code: string): Category
  }
  type Dataset = {
    class: string
    label: string
    source: string
    updated: string
    id: string[]
    size: number[]
    n: number
    role: Record<'metric' | 'time' | 'geo', string[] | null>
    extension: { table: string; [key: string]: unknown }
    Dimension(id: string): Dimension
    Data(): Datum[]
    Data(categories: Record<string, string>): Datum
    toTable(options: Record<string, unknown>): Record<string, string | number | null>[]
  }
  type Collection = { class: string; label: string; length: number; Dataset(): Dataset[] }
  export default function JSONstat(response: unknown): Collection
}
