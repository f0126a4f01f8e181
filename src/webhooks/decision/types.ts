import type { StoredEvent } from '../../events/index.ts';

/** What a company is asked, and on which terms it may answer. */
export interface Question {
  /** `AUTHORIZATION/PENDING`; its `data.deadline` says until when. */
  readonly event: StoredEvent;
  /** Whether an answer must be signed with the endpoint's secret. */
  readonly requireSignedAnswer: boolean;
}

/** What the company said to a question, or that it did not. */
export type CompanyAnswer =
  | { readonly outcome: 'approve'; readonly durationMs: number; readonly httpStatus?: number }
  | {
      readonly outcome: 'decline';
      /** As the company said it, and as it is sent on. */
      readonly answered: string;
      readonly responseCode: string;
      readonly durationMs: number;
      readonly httpStatus?: number;
    }
  | {
      readonly outcome: 'none';
      readonly why: 'timeout' | 'invalid' | 'unsigned' | 'unreachable';
      readonly durationMs: number;
      readonly httpStatus?: number;
      readonly detail?: string;
    };
