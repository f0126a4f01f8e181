import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button } from '../../ui/button.tsx';
import { Id } from '../../ui/copy.tsx';
import { amountOf, assetName, count, money, Time } from '../../ui/format.tsx';
import { AlertIcon, CheckIcon } from '../../ui/icons.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Badge, Status } from '../../ui/status.tsx';
import type { Tone } from '../../ui/status.tsx';
import { Fact, Facts, PageHead, Panel, Waiting } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import { chainsQuery, signersQuery } from './queries.ts';

type Chain = Answer<'listChainStates'>[number];
type Signer = Answer<'listSigners'>[number];
type Token = Answer<'listTokenStandings'>[number];

/** How chains and signers are; for the operator. */
export function Chains(): JSX.Element {
  const chains = useQuery(chainsQuery);
  const signers = useQuery(signersQuery);
  return (
    <>
      <PageHead
        title="Chains and signers"
        about="How far each chain is read, whether its coins are what the books say, how its tokens stand, and who signs."
      />
      <div className="grid gap-4">
        <Asked
          query={chains}
          waiting={
            <Panel flush>
              <Waiting rows={3} />
            </Panel>
          }
        >
          {(found) => (
            <div className="grid gap-4 lg:grid-cols-2">
              {found.map((chain) => (
                <ChainPanel key={chain.blockchain} chain={chain} />
              ))}
            </div>
          )}
        </Asked>
        <Comparison />
        <Tokens />
        <Panel title="Signers" flush>
          <Asked query={signers} waiting={<Waiting rows={3} />}>
            {(found) => (
              <div className="divide-line grid divide-y lg:grid-cols-3 lg:divide-x lg:divide-y-0">
                {found.map((signer) => (
                  <SignerFacts key={signer.number} signer={signer} />
                ))}
              </div>
            )}
          </Asked>
        </Panel>
      </div>
    </>
  );
}

function ChainPanel({ chain }: { readonly chain: Chain }): JSX.Element {
  return (
    <Panel
      title={chain.blockchain}
      actions={<Status state={chain.halted !== null ? 'blocked' : chain.reachable ? 'ready' : 'failed'} />}
    >
      {!chain.reachable && (
        <p className="bg-bad-ground mb-3 rounded-lg p-3">
          No node of it answers: nothing is seen, credited or sent until one does.
        </p>
      )}
      {chain.halted !== null && (
        <div className="bg-warn-ground mb-3 flex gap-3 rounded-lg p-3">
          <AlertIcon className="text-warn mt-0.5" />
          <p>
            Nothing is credited and nothing sent: {chain.halted} When you know what happened,{' '}
            <code>POST /operator/chains/{chain.blockchain}/resume</code> lets it go on.
          </p>
        </div>
      )}
      <Facts>
        <Fact name="Read up to">
          {chain.block === null ? 'nothing yet' : <span className="num">block {count(chain.block)}</span>}
        </Fact>
        <Fact name="Confirmed">
          <span className="num">{chain.confirmations}</span> blocks deep
        </Fact>
        <Fact name="Gas is paid by">
          {chain.relayer === null ? 'nobody in this process' : <Id value={chain.relayer} />}
        </Fact>
        <Fact name="Put off">
          {chain.put_off.length === 0
            ? 'nothing'
            : `${chain.put_off.length === 100 ? '100 or more' : count(chain.put_off.length)}, tried again and again`}
        </Fact>
      </Facts>
      {chain.put_off.length > 0 && <PutOff chain={chain} />}
      {chain.stuck.length > 0 && <Stuck chain={chain} />}
    </Panel>
  );
}

/** What does not get onto the chain. It holds up nothing else. */
function PutOff({ chain }: { readonly chain: Chain }): JSX.Element {
  return (
    <div className="border-line -mx-4 mt-4 -mb-4 max-h-80 overflow-y-auto border-t">
      <Table
        label={`Put off on ${chain.blockchain}`}
        rows={chain.put_off}
        rowKey={({ key }) => key}
        columns={[
          { name: 'What', place: 'lead', cell: ({ key }) => <code className="break-all">{key}</code> },
          { name: 'Tries', right: true, cell: ({ tries }) => <span className="num">{count(tries)}</span> },
          {
            name: 'Why the last was none',
            cell: ({ reason }) => <span className="text-soft wrap-anywhere">{reason}</span>,
          },
        ]}
      />
    </div>
  );
}

/** What cannot be booked. It holds up what comes to and from the same addresses, and nothing else. */
function Stuck({ chain }: { readonly chain: Chain }): JSX.Element {
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: () => api.retryStuckTransfers({ blockchain: chain.blockchain }),
    onSuccess: () => queries.invalidateQueries({ queryKey: chainsQuery.queryKey }),
  });
  return (
    <div className="border-line -mx-4 mt-4 -mb-4 border-t">
      <div className="bg-bad-ground flex flex-wrap items-center justify-between gap-3 p-4">
        <p>
          {chain.stuck.length === 100 ? '100 or more' : count(chain.stuck.length)} cannot be booked. What
          comes to or from the same addresses waits with it; everything else goes on.
        </p>
        <Button size="small" busy={retry.isPending} onClick={() => retry.mutate()}>
          Try again now
        </Button>
      </div>
      {retry.error !== null && <Problem bare error={retry.error} />}
      <div className="max-h-80 overflow-y-auto">
        <Table
          label={`Not booked on ${chain.blockchain}`}
          rows={chain.stuck}
          rowKey={(it) => `${it.transaction_hash} ${it.kind} ${it.ordinal} ${it.block_number}`}
          columns={[
            {
              name: 'Chain transaction',
              place: 'lead',
              cell: ({ transaction_hash: hash }) => <Id value={hash} />,
            },
            {
              name: 'State',
              place: 'end',
              cell: ({ state }) => (
                <Badge tone="bad">{state === 'left' ? 'has left the chain' : 'confirmed'}</Badge>
              ),
            },
            {
              name: 'To',
              cell: ({ to_wallet_address: to }) => to !== null && <Id value={to} />,
            },
            { name: 'Since', spare: true, cell: ({ since }) => <Time at={since} /> },
            { name: 'Tries', right: true, cell: ({ tries }) => <span className="num">{count(tries)}</span> },
            {
              name: 'Why the last was none',
              cell: ({ reason }) => <span className="text-soft wrap-anywhere">{reason}</span>,
            },
          ]}
        />
      </div>
    </div>
  );
}

const standings: Readonly<Record<Token['state'], { readonly tone: Tone; readonly means: string }>> = {
  proved: { tone: 'good', means: 'credited as soon as it is confirmed' },
  unproved: { tone: 'info', means: 'waits for its first sweep, which proves it' },
  inexact: { tone: 'quiet', means: 'credited after the sweep, by what was gained' },
  mismatched: { tone: 'bad', means: 'nothing of it is credited' },
};

/** Whether tokens move what their logs say, which decides on when they are credited. */
function Tokens(): JSX.Element {
  const query = useQuery({
    queryKey: ['tokens'],
    queryFn: () => api.listTokenStandings(),
    refetchInterval: 5_000,
  });
  return (
    <Panel title="Tokens" flush>
      <Asked query={query} waiting={<Waiting rows={3} />}>
        {(tokens) =>
          tokens.length === 0 ? (
            <p className="text-soft p-4">No token is listed.</p>
          ) : (
            <Table
              label="Tokens"
              rows={tokens}
              rowKey={({ id }) => id}
              columns={[
                { name: 'Token', place: 'lead', cell: ({ id }) => <code>{id}</code> },
                {
                  name: 'State',
                  place: 'end',
                  cell: ({ state }) => <Badge tone={standings[state].tone}>{state}</Badge>,
                },
                {
                  name: 'Deposits',
                  cell: ({ state, reason }) => (
                    <span className="text-soft">
                      {standings[state].means}
                      {reason !== null && <span className="text-bad block wrap-anywhere">{reason}</span>}
                    </span>
                  ),
                },
                {
                  name: 'Trial',
                  spare: true,
                  cell: ({ transaction_hash: hash }) => hash !== null && <Id value={hash} />,
                },
                { name: 'Since', spare: true, cell: ({ since }) => since !== null && <Time at={since} /> },
              ]}
            />
          )
        }
      </Asked>
    </Panel>
  );
}

/** The books and the chains beside each other, when it is asked for: every wallet is read. */
function Comparison(): JSX.Element {
  const compare = useMutation({ mutationFn: () => api.reconcile() });
  return (
    <Panel
      title="Books and chains"
      actions={
        <Button size="small" busy={compare.isPending} onClick={() => compare.mutate()}>
          Compare now
        </Button>
      }
    >
      {compare.error !== null && <Problem bare error={compare.error} />}
      {compare.data === undefined ? (
        <p className="text-soft">
          What the books say lies in every wallet, and what does, at the same confirmed block.
        </p>
      ) : (
        <div className="grid gap-6 2xl:grid-cols-2">
          {compare.data.map((found) => (
            <Compared key={found.blockchain} found={found} />
          ))}
        </div>
      )}
    </Panel>
  );
}

function Compared({ found }: { readonly found: Answer<'reconcile'>[number] }): JSX.Element {
  if (found.unavailable !== null)
    return (
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{found.blockchain}</span>
        <Badge tone="bad">Not compared</Badge>
        <span className="text-soft text-[0.8125rem]">{found.unavailable}</span>
      </p>
    );
  return (
    <div>
      <p className="mb-2 flex flex-wrap items-center gap-2">
        <span className="font-medium">{found.blockchain}</span>
        {found.reconciled ? (
          <Badge tone="good">
            <CheckIcon className="size-3" /> The same
          </Badge>
        ) : (
          <Badge tone="bad">{found.differences.length} differ</Badge>
        )}
        <span className="text-soft num text-[0.8125rem]">
          {count(found.compared)} compared at block {count(found.block ?? 0)}
        </span>
      </p>
      <div className="-mx-4">
        <Table
          label={`Books and chain of ${found.blockchain}`}
          rows={found.totals}
          rowKey={({ asset }) => asset}
          columns={[
            { name: 'Asset', cell: ({ asset }) => <code>{assetName(asset)}</code> },
            {
              name: 'Books',
              right: true,
              cell: ({ asset, ledger }) => <span className="num">{amountOf(ledger, asset)}</span>,
            },
            {
              name: 'Chain',
              right: true,
              cell: ({ asset, on_chain: there }) => <span className="num">{amountOf(there, asset)}</span>,
            },
          ]}
        />
      </div>
    </div>
  );
}

function SignerFacts({ signer }: { readonly signer: Signer }): JSX.Element {
  const amounts = (by: Readonly<Record<string, number | string>>): string =>
    Object.entries(by)
      .map(([asset, amount]) => money(amount, asset))
      .join(', ') || 'nothing';
  return (
    <div className="p-4">
      <div className="mb-3 flex items-center justify-between">
        <h3 className="font-semibold">Signer {signer.number}</h3>
        <Badge tone={signer.up ? 'good' : 'bad'}>{signer.up ? 'up' : 'down'}</Badge>
      </div>
      <Facts>
        <Fact name="Address">
          <span className="break-all">{signer.url}</span>
        </Fact>
        <Fact name="Policy">
          {signer.policy === null ? 'none: signs nothing' : `version ${signer.policy.version}`}
        </Fact>
        {signer.policy !== null && (
          <>
            <Fact name="Sends to">
              {signer.policy.destinations === null
                ? 'anybody'
                : `${signer.policy.destinations.length} addresses`}
            </Fact>
            <Fact name="In a day">
              {signer.policy.per_day === null ? 'any amount' : amounts(signer.policy.per_day)}
            </Fact>
          </>
        )}
        <Fact name="Signed today">{amounts(signer.spent_today)}</Fact>
      </Facts>
    </div>
  );
}
