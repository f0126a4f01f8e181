import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JSX } from 'react';
import type { Input } from '../../api.ts';
import { FormModal } from '../../ui/dialog.tsx';
import { Field, fieldError, Select, TextArea, TextInput, Toggle } from '../../ui/form.tsx';
import { eventTypesQuery } from './queries.ts';
import type { Endpoint } from './queries.ts';

export type EndpointWish = Omit<Input<'createWebhookEndpoint'>, 'headers'>;

/** What can be chosen of an endpoint, for a new one or one that is there. */
export function EndpointForm({
  title,
  action,
  from,
  open,
  onClose,
  submit,
  busy,
  error,
}: {
  readonly title: string;
  readonly action: string;
  readonly from?: Endpoint;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly submit: (wish: EndpointWish) => void;
  readonly busy: boolean;
  readonly error: unknown;
}): JSX.Element {
  const [url, setUrl] = useState(from?.url ?? '');
  const [description, setDescription] = useState(from?.description ?? '');
  const [filters, setFilters] = useState(from?.filters.join('\n') ?? '');
  const [format, setFormat] = useState(from?.format ?? 'operation');
  const [ordered, setOrdered] = useState(from?.ordered ?? false);
  const [decision, setDecision] = useState(from?.decision ?? false);
  const [rate, setRate] = useState(from?.rate_limit?.toString() ?? '');
  const [timeout, setTimeout] = useState(String((from?.timeout_ms ?? 30_000) / 1_000));
  const types = useQuery({ ...eventTypesQuery, enabled: open });
  const wish = (): EndpointWish => ({
    url: url.trim(),
    description: description.trim(),
    filters: filters.split(/[\s,]+/).filter((filter) => filter !== ''),
    format,
    ordered,
    decision,
    rate_limit: rate.trim() === '' ? null : Number(rate),
    timeout_ms: Math.round(Number(timeout) * 1_000),
  });
  return (
    <FormModal
      open={open}
      onClose={onClose}
      title={title}
      action={action}
      submit={() => submit(wish())}
      busy={busy}
      error={error}
      wide
    >
      <Field
        label="URL"
        error={fieldError(error, 'url')}
        hint="HTTPS; in the sandbox also plain HTTP and this machine itself."
      >
        {(ids) => (
          <TextInput
            {...ids}
            type="url"
            required
            placeholder="https://example.com/webhooks"
            value={url}
            onChange={({ target }) => setUrl(target.value)}
          />
        )}
      </Field>
      <Field label="Description">
        {(ids) => (
          <TextInput
            {...ids}
            placeholder="What it is for"
            value={description}
            onChange={({ target }) => setDescription(target.value)}
          />
        )}
      </Field>
      <Field
        label="Filters"
        error={fieldError(error, 'filters')}
        hint="One a line: CARDS, CARDS.CLEARING or CARDS.CLEARING.SUCCESS. None: everything but pending deposits."
      >
        {(ids) => (
          <>
            <TextArea
              {...ids}
              rows={3}
              className="font-mono"
              value={filters}
              onChange={({ target }) => setFilters(target.value)}
            />
            <Select
              aria-label="Add a type to the filters"
              className="mt-1.5"
              value=""
              onChange={({ target }) => setFilters(`${filters.trimEnd()}\n${target.value}`.trimStart())}
            >
              <option value="">Add a type…</option>
              {types.data?.data.map(({ name, title: what }) => (
                <option key={name} value={name}>
                  {name} ({what})
                </option>
              ))}
            </Select>
          </>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="Body" hint="Both are in the guide on webhooks">
          {(ids) => (
            <Select
              {...ids}
              value={format}
              onChange={({ target }) => setFormat(target.value as typeof format)}
            >
              <option value="operation">By operation</option>
              <option value="product">By product</option>
            </Select>
          )}
        </Field>
        <Field label="Messages a second" hint="Empty: no limit" error={fieldError(error, 'rate_limit')}>
          {(ids) => (
            <TextInput
              {...ids}
              type="number"
              min={1}
              max={10_000}
              value={rate}
              onChange={({ target }) => setRate(target.value)}
            />
          )}
        </Field>
        <Field label="Seconds to answer" hint="1 to 30" error={fieldError(error, 'timeout_ms')}>
          {(ids) => (
            <TextInput
              {...ids}
              type="number"
              min={1}
              max={30}
              required
              value={timeout}
              onChange={({ target }) => setTimeout(target.value)}
            />
          )}
        </Field>
      </div>
      <Toggle
        label="In order"
        hint="Events of one purchase or wallet are sent one after the other."
        checked={ordered}
        onChange={setOrdered}
      />
      <Toggle
        label="Asked for decisions"
        hint="This endpoint approves or declines purchases of cards with the approval method WEBHOOK, within 1.2 s. One endpoint of a company has this role."
        checked={decision}
        onChange={setDecision}
      />
    </FormModal>
  );
}
