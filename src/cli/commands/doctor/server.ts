import description from '../../../../openapi.json' with { type: 'json' };
import { ApiError, createClient, NoAnswer } from '../../../../sdk/index.ts';
import { wallClock } from '../../../platform/clock.ts';
import { findServer } from '../../server.ts';
import { bad, good, note } from './check.ts';
import type { Check } from './check.ts';

const timeoutMs = 5_000;
const skewSeconds = 2;

/** The one that runs here, if any: whether it is ready, of this version, and agrees about the time. */
export const server: Check = {
  name: 'Server',
  async run({ dataDir }) {
    const running = await findServer(dataDir);
    if (running === undefined)
      return [note('none is running on this folder', 'Start it: npx cardwright start')];
    const { url } = running;
    const client = createClient({ url, timeoutMs });
    try {
      await client.isReady();
    } catch (error) {
      if (error instanceof NoAnswer)
        return [
          note(
            `nothing answers at ${url}: the server was killed, or is still starting`,
            'Start it again: npx cardwright start. Nothing that was answered is lost.',
          ),
        ];
      if (error instanceof ApiError)
        return [
          bad(`${url} is not ready: ${error.message}`, 'Check its log: the database may be unreachable.'),
        ];
      throw error;
    }
    const findings = [good(`ready at ${url}`)];
    const { info } = (await client.getOpenApi()) as unknown as {
      readonly info: { readonly version: string };
    };
    if (info.version !== description.info.version)
      findings.push(
        note(
          `it runs version ${info.version} of the API, but this checkout is ${description.info.version}`,
          'Restart it to run this checkout.',
        ),
      );
    const before = wallClock.now().getTime();
    const { headers } = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(timeoutMs) });
    const skew = (Date.parse(headers.get('date') ?? '') - before) / 1000;
    // The header has whole seconds.
    if (Math.abs(skew) > skewSeconds)
      findings.push(
        bad(
          `its clock is ${Math.abs(skew).toFixed(0)} s ${skew > 0 ? 'ahead of' : 'behind'} this machine’s`,
          'Synchronise both with NTP: receivers refuse webhooks that are five minutes off.',
        ),
      );
    return findings;
  },
};
