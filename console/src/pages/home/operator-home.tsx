import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { linkClass } from '../../ui/button.tsx';
import { count } from '../../ui/format.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Figure, PageHead } from '../../ui/surface.tsx';
import { chainsQuery, signersQuery } from '../access/queries.ts';
import { CompanyList, CreateCompany } from '../access/companies.tsx';
import { isForHand, listed } from '../suspended/deposit.ts';

/** What waits for the operator, of all companies, and what is not as it should be. */
export function OperatorHome(): JSX.Element {
  return (
    <>
      <PageHead title="Platform" about="What waits for you, and whether everything is there.">
        <CreateCompany />
      </PageHead>
      <State />
      <CompanyList title="Companies" />
    </>
  );
}

function State(): JSX.Element {
  const chains = useQuery(chainsQuery);
  const signers = useQuery(signersQuery);
  const deposits = useQuery({
    queryKey: [listed, 'newest'],
    queryFn: () => api.listSuspendedDeposits({ size: 100 }),
    refetchInterval: 10_000,
  });
  const error = chains.error ?? signers.error ?? deposits.error;
  const suspended = deposits.data?.data;
  const more = typeof deposits.data?.next_cursor === 'string' ? '+' : '';
  const forHand = suspended?.filter(isForHand).length ?? 0;
  const putOff = chains.data?.reduce((sum, { put_off, stuck }) => sum + put_off.length + stuck.length, 0);
  const well = chains.data?.filter(({ reachable, halted }) => reachable && halted === null).length;
  const up = signers.data?.filter((signer) => signer.up).length;
  return (
    <section aria-label="State of the platform" className="mb-4 grid gap-3">
      {error !== null && <Problem bare error={error} />}
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Figure
          failed={deposits.error !== null}
          name="Suspended deposits"
          value={suspended && `${count(suspended.length)}${more}`}
          tone={forHand > 0 ? 'warn' : undefined}
          note={
            suspended !== undefined && (
              <Link to="/deposits" className={linkClass}>
                {forHand === 0 ? 'None waits for you' : `${count(forHand)}${more} for you to decide`}
              </Link>
            )
          }
        />
        <Figure
          failed={chains.error !== null}
          name="Not sent, not booked"
          value={putOff === undefined ? undefined : putOff === 0 ? 'nothing' : count(putOff)}
          tone={putOff !== undefined && putOff > 0 ? 'bad' : undefined}
          note={
            <Link to="/chains" className={linkClass}>
              {putOff === 0 ? 'Chains' : 'What, and why'}
            </Link>
          }
        />
        <Figure
          failed={chains.error !== null}
          name="Chains"
          value={well === undefined ? undefined : `${count(well)} of ${count(chains.data?.length ?? 0)}`}
          tone={well !== undefined && well < (chains.data?.length ?? 0) ? 'bad' : undefined}
          note="Read, and not halted"
        />
        <Figure
          failed={signers.error !== null}
          name="Signers"
          value={up === undefined ? undefined : `${count(up)} of ${count(signers.data?.length ?? 0)}`}
          tone={
            up === undefined || up === signers.data?.length ? undefined : up < signersNeeded ? 'bad' : 'warn'
          }
          note={`${signersNeeded} sign each transfer`}
        />
      </div>
    </section>
  );
}

/** Of three; see the guide on signers. */
const signersNeeded = 2;
