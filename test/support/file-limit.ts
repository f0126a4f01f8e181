import { writeSync } from 'node:fs';

/**
 * Ends the process of a test file that does not end. A test has a limit (`--test-timeout`); what a test has left running has none,
 * and the run would wait for it for ever. Whose process stands still is ended by the run, see `test/support/overdue-files.ts`.
 */
const longestMs = 1_200_000;

// Set in the processes of test files, and not in the one that starts them.
if (process.env['NODE_TEST_CONTEXT'] !== undefined)
  setTimeout(() => {
    const kept = process.getActiveResourcesInfo().join(', ');
    writeSync(2, `${process.argv[1]} has not ended after ${longestMs} ms; still open: ${kept}\n`);
    process.exit(1);
  }, longestMs).unref();
