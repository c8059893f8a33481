import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: [
    './src/db/schema.ts',
    './src/db/staff-schema.ts',
    './src/db/office-schema.ts',
    './src/db/report-schema.ts',
    './src/db/sending-schema.ts',
  ],
  out: './drizzle',
  casing: 'snake_case',
})
