import { styleText } from 'node:util';

export interface Welcome {
  readonly url: string;
  readonly apiKey: string;
  readonly operatorKey: string;
  /** Signs in at the console, once. */
  readonly consoleLink: string;
  readonly dataDir: string;
  readonly seconds: number;
}

const bold = (text: string): string => styleText('bold', text, { stream: process.stdout });
const gray = (text: string): string => styleText('gray', text, { stream: process.stdout });

/** What a sandbox says when it is ready: where it is, its keys, and a request that works as it stands. */
export function welcome({ url, apiKey, operatorKey, consoleLink, dataDir, seconds }: Welcome): string {
  const card = JSON.stringify({
    card_holder_name: 'Ada Lovelace',
    approval_method: 'NONE',
    phone_country_code: 44,
    phone: '7700900123',
  });
  return `
${bold(`Cardwright is ready at ${url}`)} ${gray(`(sandbox, after ${seconds.toFixed(1)} s)`)}

  API key       ${apiKey}
  Operator key  ${operatorKey}
  Console       ${consoleLink}
                ${gray('(signs in once; later go to /console with the key)')}
  Guides, API   ${url}/docs
  Data          ${dataDir}

Issue a card:

curl -s ${url}/cards/virtual-cards/create \\
  -H 'x-api-key: ${apiKey}' -H 'content-type: application/json' \\
  -d '${card}'

Then swipe it: ${bold('npx cardwright simulate swipe')}

`;
}
