// The spec reporter, which also writes the counts to the file that TEST_COUNTS_FILE names, and ends a test process that
// something still open keeps alive.
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

const { EVENT_RUN_END, EVENT_TEST_PENDING, EVENT_TEST_FAIL } = Runner.constants;

const LEFT_OPEN_AFTER_MS = 5_000;

module.exports = class CountingSpec extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    const failed = [];
    runner.on(EVENT_TEST_PENDING, (test) => skipped.push(test.fullTitle()));
    runner.on(EVENT_TEST_FAIL, (test) => failed.push(test.fullTitle()));
    runner.once(EVENT_RUN_END, () => {
      const counts = {
        passed: this.stats.passes,
        failed: failed.length,
        skipped: skipped.length,
        titles: { skipped },
      };
      this.writeCounts(counts);
      setTimeout(() => {
        const open = [...new Set(process.getActiveResourcesInfo())].join(', ');
        console.error(`\nThe tests have ended, but something is still open: ${open}`);
        this.writeCounts({ ...counts, failed: counts.failed + 1 });
        process.exit(1);
      }, LEFT_OPEN_AFTER_MS).unref();
    });
  }

  writeCounts(counts) {
    const file = process.env.TEST_COUNTS_FILE;
    if (file) writeFileSync(file, JSON.stringify(counts));
  }
};
