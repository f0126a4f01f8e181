import { parseArgs } from 'node:util';
import { runCrash } from './crash.ts';

/**
 * `npm run crash`: 200 kills (`-- --kills 20` for fewer, `-- --callers 4` for a machine that has other things to do, `-- --seed 7`
 * to run one again, `-- --still 25` to let a process stand still for so many seconds in a tenth of the kills, `-- --json`). Ends with 1
 * when an event was lost, made up, or came twice for no reason.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    callers: { type: 'string', default: '12' },
    still: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});
const say = (sentence: string): void => console.error(sentence);
say(`seed ${values.seed}`);
const report = await runCrash({
  kills: Number(values.kills),
  seed: Number(values.seed),
  callers: Number(values.callers),
  stillMs: Number(values.still) * 1000,
  say,
});
const { duplicates } = report;
const rows: [string, number, string][] = [
  ['kills (-9)', report.kills, ''],
  ['restarts of PostgreSQL', report.restarts, 'each a crash: immediate shutdown, recovery'],
  ['purchases approved', report.approved, 'answers that were heard'],
  ['of these untold', report.untold, 'must be 0'],
  ['events stored', report.stored, ''],
  ['received', report.received, ''],
  ['lost', report.lost, 'must be 0'],
  ['received, not stored', report.phantom, 'must be 0'],
  ['again: refused before', duplicates.refused, 'the receiver refuses one in 200; these are its retries'],
  ['again: sender killed', duplicates.killed, 'after sending, before writing it down'],
  ['again: database crashed', duplicates.restarted, 'after sending, before writing it down'],
  ['again: machine stood still', duplicates.stoodStill, 'for longer than a lease may have had left'],
  ['again: unexplained', duplicates.unexplained, 'must be 0'],
  ['pauses of the machine', report.pauses, `of half a second or more, ${report.pausedSeconds} s in all`],
  ['seconds', report.seconds, ''],
];
if (values.json) console.log(JSON.stringify(report));
else
  for (const [name, value, note] of rows)
    console.log(`${name.padEnd(28)}${String(value).padStart(8)}  ${note}`);
process.exit(report.untold + report.lost + report.phantom + duplicates.unexplained === 0 ? 0 : 1);
