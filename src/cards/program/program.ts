import { Failure } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Tx } from '../../platform/database.ts';
import { lockProgram, writeProgram } from './program-store.ts';
import type { CardProgram } from '../types.ts';
import { mostVelocityRules, type VelocityRule } from '../controls/velocity.ts';

/** What a company may set about its card program. */
export type ProgramChange = Partial<Omit<CardProgram, 'velocityRules' | 'withdrawalFloor'>>;

/** Changes what is named and leaves the rest; holds for every purchase that is decided from then on. */
export async function changeProgram(
  tx: Tx,
  company: Id<'company'>,
  change: ProgramChange,
): Promise<CardProgram> {
  const program = { ...(await lockProgram(tx, company)), ...change };
  await writeProgram(tx, company, program);
  return program;
}

/**
 * Replaces the velocity rules; an empty list is none.
 *
 * @throws Failure VELOCITY_RULES_LIMIT_EXCEEDED, VELOCITY_RULES_DUPLICATE_WINDOW
 */
export async function replaceVelocityRules(
  tx: Tx,
  company: Id<'company'>,
  velocityRules: readonly VelocityRule[],
): Promise<readonly VelocityRule[]> {
  if (velocityRules.length > mostVelocityRules) {
    throw new Failure(
      'VELOCITY_RULES_LIMIT_EXCEEDED',
      `A company can have at most ${mostVelocityRules} velocity rules; this request has ${velocityRules.length}.`,
    );
  }
  const windows = new Set(velocityRules.map((rule) => rule.timeWindowSeconds));
  if (windows.size < velocityRules.length) {
    throw new Failure(
      'VELOCITY_RULES_DUPLICATE_WINDOW',
      'Two of these rules have the same window. Give each rule its own time_window_seconds.',
    );
  }
  await writeProgram(tx, company, { ...(await lockProgram(tx, company)), velocityRules });
  return velocityRules;
}
