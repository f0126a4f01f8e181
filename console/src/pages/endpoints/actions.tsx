import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/form.tsx';
import { SendIcon } from '../../ui/icons.tsx';
import { StartReplay } from '../replays/start-replay.tsx';
import { EndpointForm } from './endpoint-form.tsx';
import type { EndpointWish } from './endpoint-form.tsx';
import { eventTypesQuery } from './queries.ts';
import type { Endpoint } from './queries.ts';

/** What can be done with an endpoint. */
export function Actions({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element {
  const may = useMay();
  /** The endpoint as it was when one began to edit it. */
  const [editing, setEditing] = useState<Endpoint>();
  const touches = ['endpoints', 'deliveries', 'undelivered'];
  const change = useAction({
    run: (wish: Partial<Parameters<typeof api.changeWebhookEndpoint>[0]>, options) =>
      api.changeWebhookEndpoint({ ...wish, endpointId: endpoint.id }, options),
    done: 'The endpoint was changed',
    touches,
    after: () => setEditing(undefined),
  });
  const enable = useAction({
    run: (_: undefined, options) => api.enableWebhookEndpoint({ endpointId: endpoint.id }, options),
    done: 'The endpoint is enabled',
    failed: 'The endpoint could not be enabled',
    touches,
  });
  return (
    <>
      {may('webhooks', 3) && <TestSend endpoint={endpoint} />}
      {may('webhooks', 2) && <StartReplay endpointId={endpoint.id} />}
      {may('webhooks', 3) && (
        <>
          <Button onClick={() => setEditing(endpoint)}>Edit</Button>
          {endpoint.enabled ? (
            <Disable endpoint={endpoint} />
          ) : (
            <Button look="primary" busy={enable.isPending} onClick={() => enable.mutate(undefined)}>
              Enable
            </Button>
          )}
          <Delete endpoint={endpoint} />
          {editing !== undefined && (
            <EndpointForm
              title="Edit the endpoint"
              action="Save"
              from={editing}
              open
              onClose={() => setEditing(undefined)}
              submit={(wish) => change.mutate(changesOf(editing, wish))}
              busy={change.isPending}
              error={change.error}
            />
          )}
        </>
      )}
    </>
  );
}

/** What somebody has changed, and nothing else: the rest stays as it is, also where another one has changed it meanwhile. */
const changesOf = (before: Endpoint, wish: EndpointWish): Partial<EndpointWish> =>
  Object.fromEntries(
    Object.entries(wish).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Endpoint]),
    ),
  );

function Disable({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element {
  const disable = useAction({
    run: (_: undefined, options) =>
      api.changeWebhookEndpoint({ endpointId: endpoint.id, enabled: false }, options),
    done: 'The endpoint is disabled',
    touches: ['endpoints', 'deliveries', 'undelivered'],
  });
  return (
    <Confirm
      button="Disable"
      title="Disable this endpoint?"
      about="Open deliveries are cancelled and stay under Undelivered. Events that happen meanwhile make none. After you enable it, a replay of what is missing brings both."
      action="Disable"
      act={disable}
    />
  );
}

function Delete({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element {
  const navigate = useNavigate();
  const remove = useAction({
    run: () => api.deleteWebhookEndpoint({ endpointId: endpoint.id }),
    done: 'The endpoint was deleted',
    after: () => void navigate({ to: '/endpoints' }),
  });
  return (
    <Confirm
      button="Delete"
      look="danger"
      title="Delete this endpoint?"
      about="Its secret and its open deliveries go with it. This cannot be undone."
      action="Delete"
      act={remove}
    />
  );
}

function TestSend({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element {
  const [open, setOpen] = useState(false);
  const [type, setType] = useState('');
  const navigate = useNavigate();
  const types = useQuery({ ...eventTypesQuery, enabled: open });
  const test = useAction({
    run: (event_type: string, options) =>
      api.testWebhookEndpoint({ endpointId: endpoint.id, ...(event_type !== '' && { event_type }) }, options),
    done: 'A test event is on its way',
    touches: ['deliveries'],
    after: ({ event_id: eventId }) => {
      setOpen(false);
      void navigate({ to: '/events/$eventId', params: { eventId } });
    },
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <SendIcon />
        Send a test
      </Button>
      <FormModal
        open={open}
        onClose={() => setOpen(false)}
        title="Send a test event"
        about="It is signed and delivered like any other, marked as a test."
        action="Send"
        submit={() => test.mutate(type)}
        busy={test.isPending}
        error={test.error}
      >
        <Field label="With the example of">
          {(ids) => (
            <Select {...ids} value={type} onChange={({ target }) => setType(target.value)}>
              <option value="">WEBHOOKS.TEST</option>
              {types.data?.data.map(({ name }) => (
                <option key={name} value={name}>
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
