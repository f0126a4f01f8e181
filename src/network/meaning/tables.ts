import type { Channel, Kind, Reason, Step } from './types.ts';

/** Processing codes: field 3, digits 1 and 2 (ISO 8583:1987, annex A). */
export const kinds: Readonly<Record<string, Kind>> = {
  '00': 'purchase',
  '01': 'cash',
  '09': 'cashback',
  '11': 'purchase', // quasi-cash
  '17': 'cash', // cash advance at a counter
  '20': 'refund',
  '30': 'balance_inquiry', // available funds
  '31': 'balance_inquiry',
  '33': 'verification',
  '38': 'verification',
};

/** What a message is for, by its class and whether it is a request (0) or an advice (2). */
export const steps: Readonly<Record<string, Step>> = {
  '10': 'authorization',
  '12': 'advice',
  '20': 'financial',
  '22': 'clearing',
  '40': 'reversal',
  '42': 'reversal',
};

/**
 * Reasons: field 60, digits 1 to 4. This platform's list; 1987 leaves the field to the networks. 3900 is what a large
 * network calls an incremental authorization.
 */
export const reasons: Readonly<Record<string, Reason>> = {
  '1003': 'stand_in',
  '1100': 'completion',
  '2100': 'not_final',
  '3900': 'increment',
};

/** Subelements of field 48: two digits of id, two of length, value. Ids as a large network has them. */
export const subelements = {
  initiation: '22',
  challenge: '43',
  partialApproval: '61',
  networkTransactionId: '63',
  cvv: '92',
} as const;

/**
 * Subelement 22 of field 48: C or M for cardholder or merchant, then what is agreed between them. 102 standing order,
 * 103 subscription and 104 instalments recur.
 */
export const recurring: ReadonlySet<string> = new Set(['102', '103', '104']);

/** Channels by point of service condition (field 25). */
export const channelsByCondition: Readonly<Record<string, Channel>> = { '08': 'MOTO', '59': 'ECOMMERCE' };

/** Channels by entry mode (field 22, digits 1 and 2): credential on file, electronic commerce. */
export const channelsByEntry: Readonly<Record<string, Channel>> = { '10': 'ECOMMERCE', '81': 'ECOMMERCE' };

/** The category of automated cash machines (ISO 18245). */
export const cashMachines = '6011';

/** Field 43, from the left: name, city, country of two letters. */
export const nameAndLocation = { name: 25, city: 13, country: 2 } as const;

/** Amount types of field 54 (ISO 8583:1987, annex A; 57 as large networks use it in partial approvals). */
export const amountTypes = { ledger: '01', available: '02', cashback: '40', original: '57' } as const;

/** Fields that a message of a step must have. Amount and currency are not asked of inquiries, the card in one of its forms. */
export const required: Readonly<Record<Step, readonly number[]>> = {
  authorization: [3, 7, 11],
  increment: [3, 4, 7, 11, 49],
  financial: [3, 7, 11],
  advice: [3, 4, 7, 11, 49],
  clearing: [3, 4, 7, 11, 49],
  reversal: [3, 7, 11],
};

/** Fields of which two messages with one key must have the same. The card is compared by whoever may know it. */
export const compared: readonly number[] = [3, 4, 6, 18, 28, 41, 42, 49, 51, 90, 95];

/**
 * Response codes that approve, in full or in part (field 39); 16 has the terminal write track 3, Y1 and Y3 are what a chip
 * approved offline, the second where nobody could be asked (EMV book 4, annex A).
 */
export const approvals: ReadonlySet<string> = new Set(['00', '08', '10', '11', '16', '85', '87', 'Y1', 'Y3']);
