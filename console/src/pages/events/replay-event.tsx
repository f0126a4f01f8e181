import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { ReplayIcon } from '../../ui/icons.tsx';
import { EndpointSelect } from '../endpoints/endpoint-select.tsx';

type Event = Answer<'getEvent'>;

/** Sends it again, to all endpoints that want it or to one. */
export function Replay({ event }: { readonly event: Event }): JSX.Element | null {
  const may = useMay();
  const [open, setOpen] = useState(false);
  const [to, setTo] = useState('');
  const replay = useAction({
    run: (endpoint_id: string, options) =>
      api.replayEvent({ eventId: event.id, ...(endpoint_id !== '' && { endpoint_id }) }, options),
    done: ({ deliveries }) =>
      deliveries === 1 ? 'Sent again to one endpoint' : `Sent again to ${deliveries} endpoints`,
    touches: ['deliveries', 'undelivered'],
    after: () => setOpen(false),
  });
  if (!may('webhooks', 2)) return null;
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <ReplayIcon />
        Replay
      </Button>
      <FormModal
        open={open}
        onClose={() => setOpen(false)}
        title="Send this event again"
        about="With the same operation_id: receivers that have it will know it."
        action="Send again"
        submit={() => replay.mutate(to)}
        busy={replay.isPending}
        error={replay.error}
      >
        <EndpointSelect label="To" all="Every enabled endpoint that wants it" value={to} onChange={setTo} />
      </FormModal>
    </>
  );
}
