import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runInThisContext } from 'node:vm'
import Handlebars from 'handlebars'
import { createInstance, type i18n } from 'i18next'
import { type FormLanguage, formLanguages, formScripts, type Language } from './domain/codes.ts'
import { date, longDate, moment, number, percent, period } from './render-values.ts'

/** Turns templates and catalogues into pages and letters. Everything is read and compiled once, at start. */
export type Renderer = {
  /** templates/pages/<name>.hbs as HTML. Throws where the template names a value that is not in `data`. */
  page(name: string, language: FormLanguage, data: Data): string
  /** templates/letters/<name>.text.hbs and <name>.html.hbs. */
  letter(name: string, language: Language, data: Data): { text: string; html: string }
  /** One wording of the catalogue, with its values filled in and nothing escaped. Throws for an unknown key. */
  t: Translate
}

type Data = Readonly<Record<string, unknown>>
type Values = Readonly<Record<string, string | number>>
export type Translate = (language: FormLanguage, key: string, values?: Values) => string
/** What is needed to put things into words. */
export type Words = { language: Language; t: Translate }

const templatesFolder = fileURLToPath(new URL('../templates', import.meta.url))

/** @param folder another folder with pages, letters, assets and locales, for the tests. */
export function createRenderer(folder = templatesFolder): Renderer {
  const t = createTranslate(folder)
  const helpers = createHelpers(t, digestAssets(`${folder}/assets`))
  const pages = compileFolder(`${folder}/pages`, '.hbs', helpers, { noEscape: false })
  const htmlLetters = compileFolder(`${folder}/letters`, '.html.hbs', helpers, { noEscape: false })
  const textLetters = compileFolder(`${folder}/letters`, '.text.hbs', helpers, { noEscape: true })
  return {
    t,
    page: (name, language, data) => fill(pages, name, language, data),
    letter: (name, language, data) => ({
      text: fill(textLetters, name, language, data),
      html: fill(htmlLetters, name, language, data),
    }),
  }
}

/** Marks markup of our own making, such as a chart, which a template then puts in as it is. Never for input. */
export function trusted(html: string): Handlebars.SafeString {
  return new Handlebars.SafeString(html)
}

/** The other languages fall back to Swedish, as with the names of languages. A missing key or value throws rather than showing a key to a respondent. */
function createTranslate(folder: string): Translate {
  const catalogue = loadCatalogue(folder)
  const wordings = new Map<string, Wording>()
  return (language, key, values = {}) => {
    const { count, context = '' } = values
    // How a number is worded depends on the number.
    if (count !== undefined) return catalogue.t(key, { lng: language, ...values })
    const name = `${language}:${key}:${context}`
    let wording = wordings.get(name)
    if (wording === undefined) {
      const text = catalogue.t(key, { lng: language, context: String(context), skipInterpolation: true })
      wording = splitWording(formScripts[language].dir === 'rtl' ? isolateValues(text) : text)
      wordings.set(name, wording)
    }
    return fillIn(wording, values)
  }
}

/**
 * Marks each value as a piece of its own, whose direction follows from itself: otherwise "Café Nord (Kista)" ends with its
 * bracket on the wrong side, and a telephone number is read from its end.
 */
function isolateValues(text: string): string {
  return text.replaceAll(/\{\{.+?\}\}/g, '\u2068$&\u2069')
}

/** What stands before each value, and its name; i18next would look for them anew each time, which makes pages slow. */
type Wording = { text: string; gaps: readonly { before: string; name: string }[]; end: string }

function splitWording(text: string): Wording {
  const parts = text.split(/\{\{(.+?)\}\}/)
  const gaps = parts.flatMap((name, index) =>
    index % 2 === 1 ? { before: parts[index - 1] ?? '', name } : [],
  )
  return { text, gaps, end: parts.at(-1) ?? '' }
}

function fillIn({ text, gaps, end }: Wording, values: Values): string {
  let filled = ''
  for (const { before, name } of gaps) {
    const value = values[name] ?? missingValue(`{{${name}}}`, text)
    filled += before + value
  }
  return filled + end
}

function missingValue(gap: string, text: string): never {
  throw new Error(`No value for ${gap} in "${text}"`)
}

function loadCatalogue(folder: string): i18n {
  const catalogue = createInstance()
  catalogue.init({
    initAsync: false,
    fallbackLng: 'sv',
    // A wording may be empty, such as the hint of a question that needs none; a missing one is a fault.
    returnEmptyString: true,
    resources: Object.fromEntries(
      formLanguages.map(language => [
        language,
        { translation: JSON.parse(readFileSync(`${folder}/locales/${language}.json`, 'utf8')) },
      ]),
    ),
    // The templates escape; a text letter must not.
    interpolation: { escapeValue: false },
    parseMissingKeyHandler: (key: string) => {
      throw new Error(`No wording for "${key}"`)
    },
    missingInterpolationHandler: (text: string, match: RegExpExecArray) => missingValue(match[0], text),
  })
  return catalogue
}

function digestAssets(folder: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder).map(name => {
      const digest = createHash('sha256')
        .update(readFileSync(`${folder}/${name}`))
        .digest('base64url')
      return [name, digest.slice(0, 12)]
    }),
  )
}

type Helpers = Record<string, Handlebars.HelperDelegate>

/**
 * What a template may call besides Handlebars' own blocks:
 * {{t 'form.title' name=x}} {{t 'option' code}} {{date day}} {{period from to}} {{moment instant}}
 * {{longDate day}} {{number n}} {{percent share}} {{asset 'staff.css'}} {{#if (is code 'yes')}}. They speak the language of the page.
 */
function createHelpers(t: Translate, digests: ReadonlyMap<string, string>): Helpers {
  return {
    // Several parts are joined by dots, so that a code can pick its wording.
    t: (...parts) => {
      const { data, hash } = parts.pop() as Handlebars.HelperOptions
      const values = Object.keys(hash).length > 0 ? hash : undefined
      return t(data.root.language, parts.join('.'), values)
    },
    date: (day, { data }) => date(data.root.language, day),
    period: (from, to, { data }) => period(data.root.language, from, to),
    longDate: (day, { data }) => longDate(data.root.language, day),
    moment: (instant, { data }) => moment(data.root.language, instant),
    number: (value, { data }) => number(data.root.language, value),
    percent: (share, { data }) => percent(data.root.language, share),
    is: (value, other) => value === other,
    asset: name => {
      const digest = digests.get(name)
      if (!digest) throw new Error(`No asset ${name} in templates/assets`)
      // Handlebars would write the equals sign as an entity.
      return new Handlebars.SafeString(`/assets/${encodeURIComponent(name)}?v=${digest}`)
    },
  }
}

type Templates = ReadonlyMap<string, Handlebars.TemplateDelegate>

/** Every template of a folder is also a partial for the others, by its name. */
function compileFolder(
  folder: string,
  ending: string,
  helpers: Helpers,
  options: { noEscape: boolean },
): Templates {
  const handlebars = Handlebars.create()
  handlebars.registerHelper(helpers)
  const templates = new Map<string, Handlebars.TemplateDelegate>()
  const files = readdirSync(folder).filter(file => file.endsWith(ending))
  for (const file of files) {
    const template = compile(handlebars, `${folder}/${file}`, options, Object.keys(helpers))
    const name = file.slice(0, -ending.length)
    templates.set(name, template)
    handlebars.registerPartial(name, template)
  }
  return templates
}

/**
 * Handlebars.compile() would put the work off to the first rendering; precompile() makes a faulty template
 * stop the start. Unknown helpers are faults too, and partials keep the white space that was written.
 */
function compile(
  handlebars: typeof Handlebars,
  path: string,
  options: { noEscape: boolean },
  helpers: readonly string[],
): Handlebars.TemplateDelegate {
  const source = handlebars.parse(readFileSync(path, 'utf8'), { srcName: path })
  refuseUnescaped(source, path)
  const specification = handlebars.precompile(source, {
    ...options,
    strict: true,
    preventIndent: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(helpers.map(name => [name, true])),
  })
  return handlebars.template(runInThisContext(`(${specification})`, { filename: path }))
}

function refuseUnescaped(source: hbs.AST.Program, path: string): void {
  const visitor = new Handlebars.Visitor()
  visitor.MustacheStatement = ({ escaped, loc }) => {
    if (!escaped) throw new Error(`${path}:${loc.start.line} holds unescaped output {{{ }}}`)
  }
  visitor.accept(source)
}

function fill(templates: Templates, name: string, language: FormLanguage, data: Data): string {
  const template = templates.get(name)
  if (!template) throw new Error(`No template "${name}"`)
  return template({ ...data, language })
}
