import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { failures } from '../src/kernel/failures.ts';

const file = new URL('../docs/guides/errors.md', import.meta.url);

const introduction = `
# Errors

<!-- Written by scripts/errors-page.ts; the codes come from src/kernel/failures.ts. -->

Every error has the same form, whichever part of the program it comes from:

\`\`\`sh run
curl -s $CARDWRIGHT_URL/cards/virtual-cards/create -H "x-api-key: $CARDWRIGHT_API_KEY" \\
  -H 'content-type: application/json' \\
  -d '{"card_holder_name":"","approval_method":"MAYBE","phone_country_code":44}'
\`\`\`

\`\`\`json
{
  "code": "VALIDATION_ERROR",
  "message": "Correct the 3 fields named in details.",
  "details": [
    { "field": "card_holder_name", "message": "must not be empty" },
    { "field": "approval_method", "message": "must be one of TOP_UP, TOPUP, WEBHOOK, NONE, DEFI" },
    { "field": "phone", "message": "is required" }
  ],
  "trace_id": "d85ef5ea44184be6d73bc689f963bb13"
}
\`\`\`

| member | what it is |
| --- | --- |
| \`code\` | the code for your program to act on. It is one of the codes below, and its meaning never changes |
| \`message\` | a sentence for people that says what to do. It contains no secrets, so it can be logged and shown; its wording may change |
| \`details\` | with \`VALIDATION_ERROR\`: every wrong field at once (the first hundred if there are more), each with its path (\`rules[0].max_authorizations\`) and what is expected there |
| \`error_code\` | with \`TOO_MANY_REQUESTS\`: the same code again |
| \`trace_id\` | the id of this request, also in the header \`X-Trace-Id\` and in the server's log. Quote it when you ask for help |

A declined purchase is not an error but a normal result, with status 200 or 201.

## Whether to send it again

| status | what happened | send it again? |
| --- | --- | --- |
| 400, 404, 405, 412, 413, 415, 431 | nothing | not unchanged: correct what the message names first |
| 401 | nothing | once the key is corrected ([API keys](api-keys.md)) |
| 302, 409 | depends on the code | read it below |
| 408 | nothing | yes |
| 429 | nothing | yes, after the time in \`Retry-After\` ([rate limits](rate-limits.md)) |
| 500, 503, no answer at all | all of it or nothing, never half | yes, with the same \`Idempotency-Key\` ([idempotency](idempotency.md)); if you sent none, first check whether it was done |

Anything that belongs to another company is answered as if it did not exist: \`NOT_FOUND\`. A request with an existing API key is
told what the key lacks; requests with unknown keys all get the same message.

## Every code

In order of status.
`;

/** The guide page of all failures, as it is checked in. */
export async function errorsPage(): Promise<string> {
  const sorted = Object.entries(failures).sort(([, one], [, other]) => one.status - other.status);
  const sections = sorted.map(([code, { status, title, advice }]) =>
    [`### ${code}`, `* Status: ${status}\n* Meaning: ${title}\n* What to do: ${advice}`].join('\n\n'),
  );
  const text = [introduction, ...sections].join('\n\n');
  return await format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
}

if (import.meta.main) await writeFile(file, await errorsPage());
