import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { Asked } from '../../ui/ask.tsx';
import { Code } from '../../ui/code.tsx';
import { Copy } from '../../ui/copy.tsx';
import { duration, Time } from '../../ui/format.tsx';
import { ChevronIcon } from '../../ui/icons.tsx';
import { Badge } from '../../ui/status.tsx';
import type { Endpoint } from '../endpoints/queries.ts';
import { curl } from './curl.ts';
import type { Delivery } from './undelivered.tsx';

type Event = Answer<'getEvent'>;
type Attempt = Answer<'listAttempts'>['data'][number];

/** Every attempt to send an event to an endpoint, with what was sent and what was answered. */
export function Attempts({
  delivery,
  event,
  endpoint,
}: {
  readonly delivery: Delivery;
  readonly event: Event;
  readonly endpoint: Endpoint | undefined;
}): JSX.Element {
  const attempts = useQuery({
    queryKey: ['deliveries', event.id, delivery.id, delivery.attempts],
    queryFn: () => api.listAttempts({ deliveryId: delivery.id }),
  });
  return (
    <Asked query={attempts} waiting={<p className="waiting mt-3 h-9" />}>
      {({ data }) => (
        <ol className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-1.5">
          {data.map((attempt) => (
            <li key={attempt.number}>
              <AttemptDetails attempt={attempt} event={event} url={endpoint?.url} />
            </li>
          ))}
        </ol>
      )}
    </Asked>
  );
}

function AttemptDetails({
  attempt,
  event,
  url,
}: {
  readonly attempt: Attempt;
  readonly event: Event;
  readonly url: string | undefined;
}): JSX.Element {
  const isGood = attempt.error === null;
  return (
    <details className="group border-line rounded-lg border">
      <summary className="hover:bg-sunken flex h-9 list-none items-center gap-2.5 rounded-lg px-2.5 text-[0.8125rem]">
        <ChevronIcon className="text-soft size-3.5 transition-transform group-open:rotate-90" />
        <span className="num font-medium">#{attempt.number}</span>
        <Badge tone={isGood ? 'good' : 'bad'}>{attempt.status_code ?? attempt.error}</Badge>
        <span className="text-soft num">{duration(attempt.duration_ms)}</span>
        <span className="text-soft ml-auto">
          <Time at={attempt.started_at} millis />
        </span>
      </summary>
      <div className="border-line grid grid-cols-[minmax(0,1fr)] gap-3 border-t p-3">
        {attempt.error !== null && (
          <p>
            <span className="font-medium">{attempt.error}</span>
            {attempt.detail !== null && <span className="text-soft">: {attempt.detail}</span>}
          </p>
        )}
        {url !== undefined && (
          <Copy
            show
            label="Copy this request as curl"
            text={curl('POST', url, attempt.request_headers, JSON.stringify(event.body))}
          />
        )}
        <Code label="Request headers" text={headerText(attempt.request_headers)} className="max-h-56" />
        {attempt.response_headers !== null && (
          <Code
            label="Answer"
            text={`HTTP ${attempt.status_code ?? ''}\n${headerText(attempt.response_headers)}\n\n${attempt.response_body ?? ''}`}
            className="max-h-56"
          />
        )}
      </div>
    </details>
  );
}

const headerText = (headers: Readonly<Record<string, string | readonly string[]>>): string =>
  Object.entries(headers)
    .flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`))
    .join('\n');
