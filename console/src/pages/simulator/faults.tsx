import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent, JSX } from 'react';
import { api } from '../../api.ts';
import type { Input } from '../../api.ts';
import { useAction } from '../../ui/action.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, fieldError, TextInput } from '../../ui/form.tsx';
import { duration, Time } from '../../ui/format.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Badge } from '../../ui/status.tsx';
import { Panel } from '../../ui/surface.tsx';
import { EndpointSelect } from '../endpoints/endpoint-select.tsx';
import { useEndpointNames } from '../endpoints/queries.ts';

const rates = { drop: 'Lost', duplicate: 'Sent twice', reorder: 'Out of order' } as const;

/** What goes wrong on purpose on the way to endpoints, for a while. */
export function Faults(): JSX.Element {
  const [endpoint, setEndpoint] = useState('');
  const [shares, setShares] = useState({ drop: '20', duplicate: '0', reorder: '0' });
  const [delay, setDelay] = useState('0');
  const [minutes, setMinutes] = useState('5');
  const faults = useQuery({ queryKey: ['faults'], queryFn: () => api.listFaults(), refetchInterval: 5_000 });
  const set = useAction({
    run: (wish: Input<'setFaults'>, options) => api.setFaults(wish, options),
    done: 'Deliveries go wrong now',
    touches: ['faults'],
  });
  const end = useAction({
    run: () => api.endFaults({}),
    done: 'All is well again',
    failed: 'The faults could not be ended',
    touches: ['faults'],
  });
  const nameOf = useEndpointNames();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    set.mutate({
      ...(endpoint !== '' && { endpoint_id: endpoint }),
      drop: Number(shares.drop) / 100,
      duplicate: Number(shares.duplicate) / 100,
      reorder: Number(shares.reorder) / 100,
      delay_ms: Number(delay),
      for_seconds: Number(minutes) * 60,
    });
  };
  return (
    <Panel title="Faults of deliveries" className="self-start">
      <Asked query={faults} waiting={null}>
        {({ faults: now }) =>
          now.length === 0 ? null : (
            <div className="bg-warn-ground mb-4 grid gap-2 rounded-lg p-3">
              {now.map((fault) => (
                <div key={fault.endpoint_id}>
                  <p className="truncate font-medium">{nameOf(fault.endpoint_id)}</p>
                  <p className="flex flex-wrap items-center gap-1.5 text-[0.8125rem]">
                    {fault.drop > 0 && <Badge tone="warn">{Math.round(fault.drop * 100)}% lost</Badge>}
                    {fault.duplicate > 0 && (
                      <Badge tone="warn">{Math.round(fault.duplicate * 100)}% twice</Badge>
                    )}
                    {fault.reorder > 0 && (
                      <Badge tone="warn">{Math.round(fault.reorder * 100)}% out of order</Badge>
                    )}
                    {fault.delay_ms > 0 && <Badge tone="warn">{duration(fault.delay_ms)} late</Badge>}
                    until <Time at={fault.ends_at} />
                  </p>
                </div>
              ))}
              <Button size="small" busy={end.isPending} onClick={() => end.mutate(undefined)}>
                End them now
              </Button>
            </div>
          )
        }
      </Asked>
      <form onSubmit={submit} className="grid gap-4">
        <EndpointSelect label="On the way to" all="Every endpoint" value={endpoint} onChange={setEndpoint} />
        <div className="grid grid-cols-3 gap-3">
          {(Object.keys(rates) as (keyof typeof rates)[]).map((name) => (
            <Field key={name} label={`${rates[name]}, %`} error={fieldError(set.error, name)}>
              {(ids) => (
                <TextInput
                  {...ids}
                  type="number"
                  min={0}
                  max={100}
                  value={shares[name]}
                  onChange={({ target }) => setShares({ ...shares, [name]: target.value })}
                />
              )}
            </Field>
          ))}
        </div>
        <div className="grid grid-cols-2 gap-3">
          <Field label="Late by, ms" error={fieldError(set.error, 'delay_ms')}>
            {(ids) => (
              <TextInput
                {...ids}
                type="number"
                min={0}
                value={delay}
                onChange={({ target }) => setDelay(target.value)}
              />
            )}
          </Field>
          <Field label="For minutes" error={fieldError(set.error, 'for_seconds')}>
            {(ids) => (
              <TextInput
                {...ids}
                type="number"
                min={1}
                value={minutes}
                onChange={({ target }) => setMinutes(target.value)}
              />
            )}
          </Field>
        </div>
        {set.error !== null && <Problem bare error={set.error} />}
        <Button type="submit" busy={set.isPending}>
          Let it go wrong
        </Button>
      </form>
    </Panel>
  );
}
