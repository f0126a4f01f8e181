import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Input } from '../../api.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { Field, fieldError, Select, TextInput } from '../../ui/form.tsx';
import { count, timeZone } from '../../ui/format.tsx';
import { ReplayIcon } from '../../ui/icons.tsx';
import { EndpointSelect } from '../endpoints/endpoint-select.tsx';

type Wish = Input<'createReplay'>;

const choices = [
  { value: 'missing', name: 'What is missing: never delivered' },
  { value: 'failed', name: 'What failed: tried and not accepted' },
  { value: 'all', name: 'Everything, also what was delivered' },
] as const;

const hoursAgo = (hours: number): string => {
  const date = new Date(Date.now() - hours * 3_600_000);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
};

/** Asks what is to be sent again, counts it, and begins. */
export function StartReplay({
  endpointId,
  look = 'plain',
}: {
  readonly endpointId?: string;
  readonly look?: 'plain' | 'primary';
}): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look={look} onClick={() => setOpen(true)}>
        <ReplayIcon />
        Replay…
      </Button>
      {open && (
        <ReplayForm {...(endpointId !== undefined && { endpointId })} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

function ReplayForm({
  endpointId,
  onClose,
}: {
  readonly endpointId?: string;
  readonly onClose: () => void;
}): JSX.Element {
  const navigate = useNavigate();
  const [endpoint, setEndpoint] = useState(endpointId ?? '');
  const [since, setSince] = useState(() => hoursAgo(24));
  const [until, setUntil] = useState('');
  const [only, setOnly] = useState<'failed' | 'missing' | 'all'>('missing');
  const [filter, setFilter] = useState('');
  const wish = (): Wish => ({
    since: new Date(since).toISOString(),
    only,
    ...(endpoint !== '' && { endpoint_id: endpoint }),
    ...(until !== '' && { until: new Date(until).toISOString() }),
    ...(filter.trim() !== '' && { filters: filter.trim().split(/[\s,]+/) }),
  });
  const dryRun = useMutation({ mutationFn: () => api.createReplay({ ...wish(), dry_run: true }) });
  const start = useAction({
    run: api.createReplay,
    touches: ['replay'],
    after: ({ id }) => {
      onClose();
      if (id === null) return;
      void navigate({ to: '/replays/$replayId', params: { replayId: id } });
    },
  });
  const error = start.error ?? dryRun.error;
  return (
    <FormModal
      open
      onClose={onClose}
      title="Send events again"
      about="With the operation_id that they had: receivers know what they have."
      action={dryRun.data === undefined ? 'Count' : `Send ${count(dryRun.data.matched)}`}
      submit={() => (dryRun.data === undefined ? dryRun.mutate() : start.mutate(wish()))}
      busy={dryRun.isPending || start.isPending}
      ready={dryRun.data?.matched !== 0}
      error={error}
      wide
    >
      <div className="contents" onChange={() => dryRun.reset()}>
        <EndpointSelect
          label="To"
          all="Every endpoint that wants them"
          value={endpoint}
          onChange={setEndpoint}
        />
        <Field label="What">
          {(ids) => (
            <Select {...ids} value={only} onChange={({ target }) => setOnly(target.value as typeof only)}>
              {choices.map(({ value, name }) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Since" hint={timeZone()} error={fieldError(error, 'since')}>
            {(ids) => (
              <TextInput
                {...ids}
                type="datetime-local"
                required
                value={since}
                onChange={({ target }) => setSince(target.value)}
              />
            )}
          </Field>
          <Field label="Until" hint="Empty: now" error={fieldError(error, 'until')}>
            {(ids) => (
              <TextInput
                {...ids}
                type="datetime-local"
                value={until}
                onChange={({ target }) => setUntil(target.value)}
              />
            )}
          </Field>
        </div>
        <Field
          label="Types"
          hint="Empty: all. Else CARDS, CARDS.CLEARING or CARDS.CLEARING.SUCCESS, several with spaces between."
          error={fieldError(error, 'filters')}
        >
          {(ids) => <TextInput {...ids} value={filter} onChange={({ target }) => setFilter(target.value)} />}
        </Field>
      </div>
      {dryRun.data !== undefined && (
        <p role="status" className="bg-info-ground text-info rounded-lg px-3.5 py-2.5">
          {dryRun.data.matched === 0
            ? 'Nothing fits: there is nothing to send again.'
            : `${count(dryRun.data.matched)} deliveries fit.`}
        </p>
      )}
    </FormModal>
  );
}
