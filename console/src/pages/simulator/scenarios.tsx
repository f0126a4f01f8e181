import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { useAction } from '../../ui/action.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button, Spinner } from '../../ui/button.tsx';
import { CheckIcon, ChevronIcon, CloseIcon, PlayIcon } from '../../ui/icons.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Badge } from '../../ui/status.tsx';
import { Code } from '../../ui/code.tsx';
import { PageHead, Panel, Waiting } from '../../ui/surface.tsx';
import { Faults } from './faults.tsx';

type Ran = Answer<'runScenario'>;
type Scenario = Answer<'listScenarios'>[number];

/** Stories of purchases with the balances that must follow each step, played in a company that is thrown away. */
export function Scenarios(): JSX.Element {
  const query = useQuery({
    queryKey: ['scenarios'],
    queryFn: () => api.listScenarios(),
    staleTime: Infinity,
  });
  return (
    <>
      <PageHead
        title="Scenarios and faults"
        about="A scenario plays a story and checks the balances after each step, in a company of its own that is thrown away. Faults make deliveries go wrong on purpose."
      />
      <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <Panel title="Scenarios" flush>
          <Asked query={query} waiting={<Waiting rows={24} />}>
            {(scenarios) => (
              <ul className="divide-line divide-y">
                {scenarios.map((scenario) => (
                  <ScenarioRow key={scenario.name} scenario={scenario} />
                ))}
              </ul>
            )}
          </Asked>
        </Panel>
        <Faults />
      </div>
    </>
  );
}

function ScenarioRow({ scenario }: { readonly scenario: Scenario }): JSX.Element {
  const [ran, setRan] = useState<Ran>();
  const run = useAction({
    run: (name: string, options) => api.runScenario({ name }, options),
    after: setRan,
  });
  const play = (): void => {
    setRan(undefined);
    run.mutate(scenario.name);
  };
  return (
    <li className="p-4">
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-0 flex-1">
          <p className="font-medium">{scenario.title}</p>
          {scenario.about !== null && <p className="text-soft text-[0.8125rem]">{scenario.about}</p>}
        </div>
        {ran !== undefined && (
          <Badge tone={ran.passed ? 'good' : 'bad'}>
            {ran.steps.filter(({ passed }) => passed).length} of {ran.steps.length} steps
          </Badge>
        )}
        <Button size="small" busy={run.isPending} onClick={play} aria-label={`Play: ${scenario.title}`}>
          <PlayIcon className="size-3.5" />
          Play
        </Button>
      </div>
      {run.isPending && (
        <p className="text-soft mt-2 flex items-center gap-2">
          <Spinner /> Playing…
        </p>
      )}
      {run.error !== null && <Problem error={run.error} />}
      {ran !== undefined && <Steps ran={ran} />}
    </li>
  );
}

/** Steps turn green one after the other, as they were played. */
function Steps({ ran }: { readonly ran: Ran }): JSX.Element {
  return (
    <ol className="mt-3 grid gap-1">
      {ran.steps.map(({ title, expected, actual, passed }, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- steps do not move
        <li key={at} className="arrive rounded-lg" style={{ animationDelay: `${at * 80}ms` }}>
          <details className="group">
            <summary className="hover:bg-sunken flex min-h-9 list-none items-center gap-2.5 rounded-lg px-2.5 py-1">
              <span
                className={`grid size-5 shrink-0 place-items-center rounded-full ${passed ? 'bg-good-ground text-good' : 'bg-bad-ground text-bad'}`}
              >
                {passed ? <CheckIcon className="size-3" /> : <CloseIcon className="size-3" />}
              </span>
              <span className="min-w-0 flex-1">
                {title}
                <span className="sr-only">{passed ? ': as expected' : ': not as expected'}</span>
              </span>
              <ChevronIcon className="text-soft size-3.5 transition-transform group-open:rotate-90" />
            </summary>
            <div className="grid gap-2 px-2.5 pt-1 pb-2.5 md:grid-cols-2">
              <Code
                label="Expected"
                text={`expected: ${JSON.stringify(expected, null, 2)}`}
                className="max-h-64"
              />
              <Code label="Actual" text={`actual: ${JSON.stringify(actual, null, 2)}`} className="max-h-64" />
            </div>
          </details>
        </li>
      ))}
    </ol>
  );
}
