import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/form.tsx';
import { Time } from '../../ui/format.tsx';
import { ClockIcon } from '../../ui/icons.tsx';
import { clockQuery } from './queries.ts';

const steps = [
  { iso: 'PT1M', name: '1 minute' },
  { iso: 'PT1H', name: '1 hour' },
  { iso: 'P1D', name: '1 day' },
  { iso: 'P7D', name: '7 days' },
  { iso: 'P31D', name: '31 days' },
];

/** The company's own time, which can be moved forward: limits begin anew, holds and challenges run out, retries fall due. */
export function Clock(): JSX.Element {
  const [open, setOpen] = useState(false);
  const [by, setBy] = useState('P1D');
  const clock = useQuery({ ...clockQuery, refetchInterval: 10_000 });
  const advance = useAction({
    run: (duration: string, options) => api.advanceClock({ advance: duration }, options),
    done: ({ expired_holds: holds, expired_challenges: challenges, retries_brought_forward: retries }) =>
      `The clock moved: ${holds} holds and ${challenges} challenges ran out, ${retries} retries fell due`,
    touches: ['clock', 'card', 'cards', 'transactions', 'program'],
    after: () => setOpen(false),
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <ClockIcon />
        {clock.data === undefined ? 'Clock' : <Time at={clock.data.now} full />}
      </Button>
      <FormModal
        open={open}
        onClose={() => setOpen(false)}
        title="Move the company’s clock"
        about="Forward only. What is due by then happens at once: limits begin anew, holds and challenges run out, retries are brought forward."
        action="Move it"
        submit={() => advance.mutate(by)}
        busy={advance.isPending}
        error={advance.error}
      >
        <Field label="By">
          {(ids) => (
            <Select {...ids} value={by} onChange={({ target }) => setBy(target.value)}>
              {steps.map(({ iso, name }) => (
                <option key={iso} value={iso}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </FormModal>
    </>
  );
}
