/**
 * Why an authorization is refused: a closed table. `responseCode` is ISO 8583:1987 field 39 as sent by default (a
 * dialect may have another); `simple` is for the cardholder, `detailed` for the operator. Each can be reached in the
 * simulator, and a test proves it.
 */
export const declines = {
  M101: {
    responseCode: '51',
    simple: 'Insufficient funds.',
    detailed: "The company's card holding has less available than the purchase plus its fees.",
  },
  M102: {
    responseCode: '51',
    simple: 'Insufficient funds.',
    detailed: "The card's own balance has less available than the purchase plus its fees.",
  },
  M103: {
    responseCode: '62',
    simple: 'This card cannot be used now.',
    detailed: 'The company or its card program is disabled.',
  },
  M201: {
    responseCode: '61',
    simple: 'The daily limit of this card is reached.',
    detailed: 'The purchase would exceed the daily limit of the card.',
  },
  M202: {
    responseCode: '61',
    simple: 'The weekly limit of this card is reached.',
    detailed: 'The purchase would exceed the weekly limit of the card.',
  },
  M203: {
    responseCode: '61',
    simple: 'The monthly limit of this card is reached.',
    detailed: 'The purchase would exceed the monthly limit of the card.',
  },
  M204: {
    responseCode: '61',
    simple: 'This purchase is above the limit of this card.',
    detailed: 'The purchase is above the per-transaction limit of the card or its program.',
  },
  M210: {
    responseCode: '65',
    simple: 'This card was used too often.',
    detailed: 'A velocity rule was broken; the card is now blocked.',
  },
  M211: {
    responseCode: '59',
    simple: 'The purchase was refused.',
    detailed: 'The fraud risk check refused the purchase.',
  },
  M212: {
    responseCode: '05',
    simple: 'The purchase was refused.',
    detailed: 'Submitted data failed verification.',
  },
  C011: {
    responseCode: '57',
    simple: 'This kind of merchant is not allowed for this card.',
    detailed: "The merchant category is on the company's list of blocked categories.",
  },
  C012: {
    responseCode: '62',
    simple: 'This card cannot be used in this country.',
    detailed: "The merchant's country is on the company's list of blocked countries.",
  },
  C101: {
    responseCode: '59',
    simple: 'The security code was wrong too often.',
    detailed: 'The CVV was wrong three times in a row; the card is now blocked.',
  },
  C102: { responseCode: 'N7', simple: 'The security code is wrong.', detailed: 'The CVV does not match.' },
  C103: {
    responseCode: '57',
    simple: 'This kind of merchant is not allowed.',
    detailed: 'The merchant category is blocked for all cards.',
  },
  C201: { responseCode: '78', simple: 'This card is not active.', detailed: 'The card is inactive.' },
  C202: {
    responseCode: '62',
    simple: 'This card is frozen.',
    detailed: 'The card was frozen by the company.',
  },
  C203: {
    responseCode: '62',
    simple: 'This card is blocked.',
    detailed: 'The card was blocked by the system.',
  },
  C204: {
    responseCode: '54',
    simple: 'This card has expired.',
    detailed: 'The card is past its expiry date.',
  },
  C205: {
    responseCode: '14',
    simple: 'This card does not exist any more.',
    detailed: 'The card was deleted.',
  },
  C206: {
    responseCode: '14',
    simple: 'This card does not exist.',
    detailed: 'No card has this number or id.',
  },
  C207: { responseCode: '55', simple: 'The PIN is wrong.', detailed: 'The PIN does not match.' },
  C208: { responseCode: '75', simple: 'The PIN was wrong too often.', detailed: 'No PIN attempts are left.' },
  C209: {
    responseCode: '86',
    simple: 'The PIN cannot be checked.',
    detailed: 'No PIN was set for this card.',
  },
  C210: {
    responseCode: '81',
    simple: 'The PIN cannot be checked.',
    detailed: 'The PIN block cannot be decrypted.',
  },
  C211: {
    responseCode: '54',
    simple: 'The expiry date is wrong.',
    detailed: 'The expiry date sent does not match the card.',
  },
  C212: {
    responseCode: '41',
    simple: 'This card cannot be used.',
    detailed: 'The card was reported lost or stolen.',
  },
  C301: {
    responseCode: '1A',
    simple: 'The cardholder must be asked first.',
    detailed: 'This purchase needs 3-D Secure, and no challenge was passed.',
  },
  C302: {
    responseCode: '05',
    simple: 'The cardholder could not be confirmed.',
    detailed: 'The 3-D Secure challenge failed.',
  },
  C303: {
    responseCode: '1A',
    simple: 'The confirmation came too late.',
    detailed: 'The 3-D Secure challenge expired.',
  },
  W001: {
    responseCode: '05',
    simple: 'The purchase was refused.',
    detailed: "The company's decision endpoint declined the purchase.",
  },
  W002: {
    responseCode: '05',
    simple: 'The purchase was refused.',
    detailed: "The company's decision endpoint did not answer in time.",
  },
  W003: {
    responseCode: '05',
    simple: 'The purchase was refused.',
    detailed: "The company's decision endpoint gave no valid answer.",
  },
  W004: {
    responseCode: '05',
    simple: 'The purchase was refused.',
    detailed: "The company's decision endpoint could not be reached, or does not exist.",
  },
  N001: {
    responseCode: '25',
    simple: 'Nothing to reverse.',
    detailed: 'The reversal matches no hold, or asks for more than is held.',
  },
  N002: {
    responseCode: '12',
    simple: 'This currency is not supported.',
    detailed: 'There is no exchange rate for the currency of the purchase.',
  },
  N003: {
    responseCode: '13',
    simple: 'The amount is not valid.',
    detailed: 'The amount is not valid for this message.',
  },
  N004: {
    responseCode: '30',
    simple: 'The message could not be read.',
    detailed: 'The message is malformed.',
  },
  N005: {
    responseCode: '91',
    simple: 'Try again in a moment.',
    detailed: 'The platform is shutting down or overloaded.',
  },
  N006: {
    responseCode: '94',
    simple: 'This purchase was sent before.',
    detailed: 'The same network key arrived with different contents, or its reversal arrived first.',
  },
  M000: {
    responseCode: '96',
    simple: 'Something went wrong.',
    detailed: 'An internal error; see the log for the trace id.',
  },
} as const satisfies Record<string, { responseCode: string; simple: string; detailed: string }>;

export type DeclineCode = keyof typeof declines;

/** Field 39 of an approval. */
export const approved = '00';
/** Field 39 of an approval of less than was asked. */
export const approvedPartially = '10';
/** Field 39 of a verification without an amount. */
export const noReasonToDecline = '85';

/** What field 39 may be instead, where a dialect or the case wants another: no N7 for a wrong CVV; 43 for a stolen card. */
const otherResponseCodes: Partial<Record<DeclineCode, readonly string[]>> = {
  C102: ['05'],
  C212: ['43'],
  W001: ['03', '12', '13', '51', '57', '58', '59', '61', '62', '63', '65', '1A'],
};

/** Every response code that a decline may have, the default first. */
export const responseCodesOf = (code: DeclineCode): readonly string[] => [
  declines[code].responseCode,
  ...(otherResponseCodes[code] ?? []),
];

/** A refusal as it is stored and told. */
export interface Decline {
  readonly code: DeclineCode;
  readonly responseCode: string;
}

export const isDeclineCode = (text: string): text is DeclineCode => Object.hasOwn(declines, text);

/** The decline of this code, with its own response code or the one given (W001 passes the company's on). */
export function decline(code: DeclineCode, responseCode: string = declines[code].responseCode): Decline {
  return { code, responseCode };
}
