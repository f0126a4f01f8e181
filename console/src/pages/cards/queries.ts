import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';

export type Card = Answer<'listCards'>[number];
export type Movement = Answer<'searchCardTransactions'>['movements'][number];

export const cardsQuery = queryOptions({ queryKey: ['cards'], queryFn: () => api.listCards() });

export const cardQuery = (cardId: string) =>
  queryOptions({ queryKey: ['card', cardId], queryFn: () => api.getCard({ cardId }) });

/** What a TOP_UP card has of its own. */
export const balanceQuery = (cardId: string) =>
  queryOptions({ queryKey: ['card', cardId, 'balance'], queryFn: () => api.getCardBalance({ cardId }) });

export const spendingQuery = (cardId: string) =>
  queryOptions({ queryKey: ['card', cardId, 'spending'], queryFn: () => api.getCardSpending({ cardId }) });

export const holdingQuery = queryOptions({
  queryKey: ['program', 'holding'],
  queryFn: () => api.getCardHolding(),
});

export const velocityQuery = queryOptions({
  queryKey: ['program', 'velocity'],
  queryFn: () => api.getVelocityRules(),
});

export const programQuery = queryOptions({
  queryKey: ['program', 'configuration'],
  queryFn: () => api.getCardProgram(),
});

/** How a card's purchases are approved, in words. */
export const approvalWords: Readonly<Record<Card['approval_method'], string>> = {
  NONE: 'By the rules alone',
  WEBHOOK: 'Your endpoint decides',
  TOP_UP: 'By its own balance',
};

export const threeDsWords: Readonly<Record<Card['forwarded_3ds_type'], string>> = {
  AUTOMATIC: 'By text message',
  FORWARDED: 'Forwarded to your webhook',
  DISABLED: 'Off',
};
