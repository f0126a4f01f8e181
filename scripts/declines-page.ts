import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { declines, responseCodesOf, type DeclineCode } from '../src/authorizations/index.ts';

const file = new URL('../docs/guides/declines.md', import.meta.url);

const introduction = `
# Declines

<!-- Written by scripts/declines-page.ts; the codes come from src/authorizations/declines.ts. -->

A declined purchase is a normal result: the terminal gets a response code (ISO 8583, field 39), and you get the event
\`CARDS\` \`DECLINED\` \`FAILED\` with the reason. The list of codes is closed: a purchase is never declined for a reason not listed here.

\`\`\`json
{
  "decline_reason": {
    "code": "M102",
    "response_code": "51",
    "simple_reason": "Insufficient funds.",
    "detailed_reason": "The card's own balance has less available than the purchase plus its fees."
  }
}
\`\`\`

\`code\` is for your program to act on. \`simple_reason\` can be shown to the cardholder; \`detailed_reason\` is for you. Response codes may
differ from one card network to another; codes do not.

The first check that fails gives the reason. The checks run in this order: message, company and program, card, expiry date and CVV,
PIN, merchant, limits, velocity, 3-D Secure, funds, and finally your own decision.

## Try them out

In the sandbox every decline can be forced, whatever the rules say:

\`\`\`sh run
CARD=$(curl -sf $CARDWRIGHT_URL/cards/virtual-cards/create -H "x-api-key: $CARDWRIGHT_API_KEY" \\
  -H 'content-type: application/json' \\
  -d '{"card_holder_name":"Ada Lovelace","approval_method":"NONE","phone_country_code":44,"phone":"7700900123"}' \\
  | node -p 'JSON.parse(fs.readFileSync(0)).id')
curl -sf $CARDWRIGHT_URL/simulate/authorizations -H "x-api-key: $CARDWRIGHT_API_KEY" -H 'content-type: application/json' \\
  -d "{\\"card_id\\":\\"$CARD\\",\\"amount\\":\\"10.00\\",\\"force_decline\\":\\"C212\\",\\"force_response_code\\":\\"43\\"}" \\
  | node -p 'JSON.parse(fs.readFileSync(0)).entry.decline_reason'
\`\`\`

\`\`\`js
{
  code: 'C212',
  response_code: '43',
  simple_reason: 'This card cannot be used.',
  detailed_reason: 'The card was reported lost or stolen.'
}
\`\`\`

If \`force_response_code\` is left out, the first of the response codes below is sent. Nearly all declines also happen on their own
when their condition is met; \`src/api/simulate/declines.test.ts\` shows how to bring each about.
`;

/** The groups of codes, by their beginnings. */
const groups: readonly (readonly [title: string, pattern: RegExp, about: string])[] = [
  ['Money, limits and risk', /^M[12]/, ''],
  ['Merchant and card data', /^C[01]/, 'The third wrong CVV or expiry date in a row blocks the card.'],
  ['The card', /^C2/, 'C206 is neither stored nor reported in an event, as there is no card it belongs to.'],
  ['3-D Secure', /^C3/, 'See [3-D Secure](three-d-secure.md).'],
  ['Your decision', /^W/, 'See [Approvals in real time](approvals.md).'],
  [
    'The message',
    /^N/,
    'N001 and N006 answer messages that are not a new purchase, so they cause no event. N004 is not stored.',
  ],
  ['Internal errors', /^M0/, ''],
];

const row = (code: DeclineCode): string => {
  const { simple, detailed } = declines[code];
  const sent = responseCodesOf(code)
    .map((responseCode) => `\`${responseCode}\``)
    .join(', ');
  return `| ${code} | ${detailed} | ${simple} | ${sent} |`;
};

/** The guide page of all declines, as it is checked in. */
export async function declinesPage(): Promise<string> {
  const codes = Object.keys(declines) as DeclineCode[];
  const sections = groups.map(([title, pattern, about]) =>
    [`## ${title}`, about, '| code | when | for the cardholder | response code |\n| --- | --- | --- | --- |']
      .filter((part) => part !== '')
      .join('\n\n')
      .concat(
        '\n',
        codes
          .filter((code) => pattern.test(code))
          .map(row)
          .join('\n'),
      ),
  );
  const text = [introduction, ...sections].join('\n\n');
  return await format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
}

if (import.meta.main) await writeFile(file, await declinesPage());
