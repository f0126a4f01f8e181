import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import type { Answer, Input } from '../../api.ts';
import { useAction } from '../../ui/action.ts';

/** What the cardholder's phone shows. */
export type PhoneView = Answer<'getThreeDsChallenge'>;

/** The 3-D Secure challenge of a card that is on its cardholder's phone: one that is open, else the last one of this page. */
export interface CardChallenge {
  readonly seen: PhoneView | undefined;
  /** Whether the shop of this page asked, and not another one. */
  readonly isOwn: boolean;
  readonly begin: (wish: Omit<Input<'simulateThreeDsChallenge'>, 'card_id'>) => void;
  readonly answer: (said: { readonly code: string; readonly approve: boolean }) => void;
  /** Puts it away. */
  readonly forget: () => void;
  readonly isBusy: boolean;
  readonly error: unknown;
}

export function useChallenge(cardId: string): CardChallenge {
  const client = useQueryClient();
  const [own, setOwn] = useState<{ readonly cardId: string; readonly id: string }>();
  const ownId = own?.cardId === cardId ? own.id : undefined;
  const latest = useQuery({
    queryKey: ['challenge', 'of', cardId],
    queryFn: () => api.listThreeDsChallenges({ card_id: cardId, size: 1 }),
    refetchInterval: 2_000,
  });
  const open = latest.data?.data.find(({ state }) => state === 'pending')?.id;
  const id = open ?? ownId;
  const phone = useQuery({
    queryKey: ['challenge', id],
    queryFn: () => api.getThreeDsChallenge({ challengeId: id ?? '' }),
    enabled: id !== undefined,
    // Its seconds are those of the company's clock, which may stand still.
    refetchInterval: ({ state }) => (state.data?.challenge.state === 'pending' ? 1_000 : false),
  });
  const begin = useAction({
    run: (wish: Omit<Input<'simulateThreeDsChallenge'>, 'card_id'>, options) =>
      api.simulateThreeDsChallenge({ card_id: cardId, ...wish }, options),
    touches: ['challenge'],
    after: ({ challenge }) => setOwn({ cardId, id: challenge.id }),
  });
  const answer = useAction({
    run: (said: { readonly code: string; readonly approve: boolean }, options) =>
      api.simulateThreeDsAnswer({ challengeId: id ?? '', ...said }, options),
    touches: ['challenge'],
    after({ challenge }, { approve }) {
      // Whoever types the code here goes on with the purchase here, whichever shop has asked.
      if (approve) setOwn({ cardId, id: challenge.id });
      client.setQueryData<PhoneView>(['challenge', challenge.id], (before) =>
        before === undefined ? before : { ...before, challenge },
      );
    },
  });
  return {
    seen: id === undefined ? undefined : phone.data,
    isOwn: id !== undefined && id === ownId,
    begin: (wish) => {
      answer.reset();
      begin.mutate(wish);
    },
    answer: answer.mutate,
    forget() {
      setOwn(undefined);
      begin.reset();
      answer.reset();
    },
    isBusy: begin.isPending || answer.isPending,
    error: begin.error ?? answer.error,
  };
}
