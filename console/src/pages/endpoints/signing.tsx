import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { Field, Select } from '../../ui/form.tsx';
import { EyeIcon } from '../../ui/icons.tsx';
import { Fact, Facts, Panel } from '../../ui/surface.tsx';
import type { Endpoint } from './queries.ts';
import { SigningSecret } from './signing-secret.tsx';

const overlaps = [
  { seconds: 86_400, name: '24 hours' },
  { seconds: 3_600, name: '1 hour' },
  { seconds: 604_800, name: '7 days' },
  { seconds: 0, name: 'not at all' },
];

/** How messages are signed, and with what. */
export function Signing({ endpoint }: { readonly endpoint: Endpoint }): JSX.Element {
  const may = useMay();
  const [shown, setShown] = useState<{ readonly title: string; readonly secret: string }>();
  const [rotating, setRotating] = useState(false);
  const [overlap, setOverlap] = useState(86_400);
  const reveal = useAction({
    run: () => api.getWebhookSecret({ endpointId: endpoint.id }),
    failed: 'The secret could not be shown',
    after: ({ secret }) => setShown({ title: 'Signing secret', secret }),
  });
  const rotate = useAction({
    run: (overlap_seconds: number, options) =>
      api.rotateWebhookSecret({ endpointId: endpoint.id, overlap_seconds }, options),
    done: 'The secret was rotated',
    touches: ['endpoints'],
    after: ({ secret }) => {
      setRotating(false);
      setShown({ title: 'The new signing secret', secret });
    },
  });
  return (
    <Panel title="Signing" className="self-start">
      <Facts>
        <Fact name="Signatures">{endpoint.signatures.join(', ')}</Fact>
        <Fact name="Secret">
          <code className="text-soft">whsec_••••••••••••</code>
        </Fact>
        <Fact name="Plain key">
          {endpoint.legacy_key === null ? 'None is sent' : 'Sent as X-Webhook-Key, too'}
        </Fact>
      </Facts>
      {may('webhooks', 3) && (
        <div className="mt-4 flex flex-wrap gap-2">
          <Button size="small" busy={reveal.isPending} onClick={() => reveal.mutate(undefined)}>
            <EyeIcon className="size-3.5" />
            Reveal
          </Button>
          <Button size="small" onClick={() => setRotating(true)}>
            Rotate the secret
          </Button>
        </div>
      )}
      <FormModal
        open={rotating}
        onClose={() => setRotating(false)}
        title="Rotate the signing secret"
        about="A new secret signs from now on. While the old one works, messages carry a signature of each, so that your receiver can change without a gap."
        action="Rotate"
        submit={() => rotate.mutate(overlap)}
        busy={rotate.isPending}
        error={rotate.error}
      >
        <Field label="The old secret works for">
          {(ids) => (
            <Select {...ids} value={overlap} onChange={({ target }) => setOverlap(Number(target.value))}>
              {overlaps.map(({ seconds, name }) => (
                <option key={seconds} value={seconds}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </FormModal>
      {shown !== undefined && <SigningSecret {...shown} onClose={() => setShown(undefined)} />}
    </Panel>
  );
}
