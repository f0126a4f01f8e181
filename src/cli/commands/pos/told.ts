import { findCurrencyByNumber } from '../../../kernel/currencies.ts';
import { formatAmount } from '../../../kernel/money.ts';
import { describe } from '../../../network/index.ts';
import type { Exchange, Message } from '../../../network/index.ts';
import { styled } from '../../terminal/output.ts';

/** Field 39 in words, as far as a terminal prints them (ISO 8583:1987, annex A, and what large networks added). */
const words: Readonly<Record<string, string>> = {
  '00': 'Approved',
  '10': 'Approved in part',
  '85': 'Valid',
  '05': 'Declined',
  '12': 'Declined: not supported',
  '13': 'Declined: invalid amount',
  '14': 'Declined: no such card',
  '25': 'Nothing to reverse',
  '30': 'Not understood',
  '41': 'Declined: lost card',
  '43': 'Declined: stolen card',
  '51': 'Declined: insufficient funds',
  '54': 'Declined: expired or wrong date',
  '55': 'Declined: wrong PIN',
  '57': 'Declined: not permitted for this card',
  '59': 'Declined: suspected fraud',
  '61': 'Declined: limit exceeded',
  '62': 'Declined: restricted card',
  '65': 'Declined: used too often',
  '75': 'Declined: PIN attempts used up',
  '78': 'Declined: card not active',
  '81': 'Declined: PIN cannot be read',
  '86': 'Declined: PIN cannot be checked',
  '91': 'No decision: try again',
  '94': 'Declined: duplicate',
  '96': 'Error',
  '1A': 'Declined: cardholder must be asked (3-D Secure)',
  N7: 'Declined: wrong CVV',
};

const approvals: ReadonlySet<string> = new Set(['00', '10', '85']);

export const isApproved = (exchange: Exchange): boolean => approvals.has(codeOf(exchange) ?? '');

const text = (message: Message | undefined, field: number): string | undefined => {
  const value = message?.fields[field];
  return typeof value === 'string' ? value.trimEnd() : undefined;
};

export const codeOf = ({ answer }: Exchange): string | undefined => text(answer, 39);

/** An exchange as JSON: masked, as it may be shown. */
export const plain = (exchange: Exchange): Record<string, unknown> => {
  const code = codeOf(exchange);
  return {
    approved: isApproved(exchange),
    response_code: code ?? null,
    approval_code: text(exchange.answer, 38) ?? null,
    request: describe(exchange.request),
    answer: exchange.answer === undefined ? null : describe(exchange.answer),
  };
};

/** An exchange as lines for the person at the terminal. */
export function told(exchange: Exchange): string[] {
  const { request, answer } = exchange;
  const code = codeOf(exchange);
  const good = isApproved(exchange);
  const title = code === undefined ? 'No answer' : (words[code] ?? `Declined: ${code}`);
  const amount = amountOf(code === '10' ? (answer ?? request) : request);
  const codes = [
    `${request.mti} → ${answer?.mti ?? 'nothing'}`,
    `trace ${text(request, 11)}`,
    ...(code === undefined ? [] : [`code ${code}`]),
    ...(text(answer, 38) === undefined ? [] : [`approval ${text(answer, 38)}`]),
  ];
  return [
    [styled(['bold', good ? 'green' : 'red'], title), amount].filter(Boolean).join('  '),
    styled('gray', `  ${codes.join(', ')}`),
    ...balancesOf(answer).map((line) => `  ${line}`),
  ];
}

function amountOf(message: Message): string | undefined {
  const currency = findCurrencyByNumber(text(message, 49) ?? '');
  const digits = text(message, 4);
  if (currency === undefined || digits === undefined) return undefined;
  return `${formatAmount(BigInt(digits), currency.decimals)} ${currency.code}`;
}

const amountTypes: Readonly<Record<string, string>> = {
  '01': 'Balance',
  '02': 'Available',
  '57': 'Asked for',
};

/** Field 54, twenty characters each: account, type, currency, sign, digits. */
function balancesOf(answer: Message | undefined): string[] {
  const all = text(answer, 54)?.match(/.{20}/g) ?? [];
  return all.map((each) => {
    const currency = findCurrencyByNumber(each.slice(4, 7));
    const sign = each.charAt(7) === 'D' && each.slice(2, 4) !== '57' ? '-' : '';
    const amount = formatAmount(BigInt(each.slice(8)), currency?.decimals ?? 2);
    return `${amountTypes[each.slice(2, 4)] ?? each.slice(2, 4)} ${sign}${amount} ${currency?.code ?? ''}`;
  });
}
