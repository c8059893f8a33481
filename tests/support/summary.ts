import type { Reporter, TestModule } from 'vitest/node'

/**
 * Ends a run with the line that CI reads, "N passed, M failed". A file that could not be loaded counts as failed,
 * and so does a test that was skipped without saying why; the reasons of the others are told.
 */
export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap(module => [...module.children.allTests()])
    const passed = tests.filter(test => test.result().state === 'passed').length
    const skipped = tests.flatMap(test => {
      const result = test.result()
      return result.state === 'skipped' ? [{ name: test.fullName, reason: result.note }] : []
    })
    const silent = skipped.filter(({ reason }) => !reason)
    const broken = modules.filter(module => module.errors().length > 0).length
    const failed = tests.filter(test => test.result().state === 'failed').length + broken + silent.length
    for (const { name, reason } of skipped) {
      process.stdout.write(`Skipped ${reason ? `(${reason})` : 'without a reason'}: ${name}\n`)
    }
    if (failed > 0) process.exitCode = 1
    process.on('exit', () => process.stdout.write(`${passed} passed, ${failed} failed\n`))
  }
}
