import { fileURLToPath } from 'node:url'
import express, { Router } from 'express'

const ownFolder = fileURLToPath(new URL('../../templates/assets', import.meta.url))
/** The style sheet that staff.css builds on, by its version. */
const picoFolder = fileURLToPath(new URL('.', import.meta.resolve('@picocss/pico/css/pico.min.css')))

/** The style sheets, for /assets. Their addresses hold a digest of the content, so they never change. */
export function serveAssets(): Router {
  const forever = { immutable: true, maxAge: '1y', index: false } as const
  const router = Router()
  router.use('/pico', express.static(picoFolder, forever))
  router.use(express.static(ownFolder, forever))
  return router
}
