import type { JSX } from 'react';
import type { Answer } from '../../api.ts';
import { duration, Time } from '../../ui/format.tsx';
import { Fact, Facts } from '../../ui/surface.tsx';

type Decision = Answer<'getCardTransaction'>['decision'];

const deciders: Readonly<Record<Decision['by'], string>> = {
  rules: 'The rules of the card and the program',
  webhook: 'Your endpoint',
  fallback: 'The fallback of the card: your endpoint gave no answer that counts',
  network: 'The network, in our stead',
};

/** Who decided, how long it took, and what was wrong with an answer. */
export function DecisionFacts({ decision }: { readonly decision: Decision }): JSX.Element {
  const { by, duration_ms: took, http_status: status, answered, detail, late_answer_at: late } = decision;
  return (
    <Facts>
      <Fact name="Decided by">{deciders[by]}</Fact>
      {took !== undefined && <Fact name="Took">{duration(took)}</Fact>}
      {status !== undefined && <Fact name="HTTP status">{status}</Fact>}
      {answered !== undefined && <Fact name="Answered">{answered}</Fact>}
      {detail !== undefined && <Fact name="Detail">{detail}</Fact>}
      {late !== undefined && (
        <Fact name="A late answer">
          came at <Time at={late} millis />, and changed nothing
        </Fact>
      )}
    </Facts>
  );
}
