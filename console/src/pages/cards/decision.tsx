import type { JSX } from 'react';
import { duration, Time } from '../../ui/format.tsx';
import { Fact, Facts } from '../../ui/surface.tsx';

const deciders: Readonly<Record<string, string>> = {
  rules: 'The rules of the card and the program',
  webhook: 'Your endpoint',
  fallback: 'The fallback of the card: your endpoint gave no answer that counts',
  network: 'The network, in our stead',
};

/** Who decided, how long it took, and what was wrong with an answer. */
export function DecisionFacts({
  decision,
}: {
  readonly decision: Readonly<Record<string, unknown>>;
}): JSX.Element {
  const text = (name: string): string | undefined => {
    const value = decision[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const by = text('by') ?? '';
  const late = text('late_answer_at');
  return (
    <Facts>
      <Fact name="Decided by">{deciders[by] ?? by}</Fact>
      {text('duration_ms') !== undefined && (
        <Fact name="Took">{duration(Number(decision['duration_ms']))}</Fact>
      )}
      {text('http_status') !== undefined && <Fact name="HTTP status">{text('http_status')}</Fact>}
      {text('answered') !== undefined && <Fact name="Answered">{text('answered')}</Fact>}
      {text('detail') !== undefined && <Fact name="Detail">{text('detail')}</Fact>}
      {late !== undefined && (
        <Fact name="A late answer">
          came at <Time at={late} millis />, and changed nothing
        </Fact>
      )}
    </Facts>
  );
}
