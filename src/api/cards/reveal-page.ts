import { hash } from 'node:crypto';

/**
 * The page that shows a card number or a PIN once. The token stands in the fragment of its address, which no server,
 * proxy or referrer ever sees; a click sends it, so that a link preview or a prefetch uses nothing up.
 */
const script = `
const button = document.querySelector('button');
const shown = document.querySelector('dl');
const said = document.querySelector('[role=status]');
const token = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
// Another such address in the same tab differs from this one by its fragment alone, for which browsers load nothing.
addEventListener('hashchange', () => location.reload());
const names = { pan: 'Card number', expiry: 'Valid thru', cvv: 'CVV', pin: 'PIN', card_holder_name: 'Name' };
button.addEventListener('click', async () => {
  if (button.getAttribute('aria-disabled')) return;
  button.setAttribute('aria-disabled', 'true');
  said.textContent = '';
  let answer, body;
  try {
    answer = await fetch(location.pathname, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    body = await answer.json();
  } catch {
    button.removeAttribute('aria-disabled');
    said.textContent = 'The server does not answer, and nothing was shown. Try again in a moment.';
    return;
  }
  if (answer.status >= 500 || answer.status === 429) {
    button.removeAttribute('aria-disabled');
    said.textContent = body.message;
    return;
  }
  if (!answer.ok) {
    said.textContent = body.message;
    said.focus();
    button.remove();
    return;
  }
  for (const [member, name] of Object.entries(names)) {
    if (body[member] === undefined) continue;
    const term = document.createElement('dt');
    const value = document.createElement('dd');
    term.textContent = name;
    value.textContent = member === 'pan' ? body[member].replace(/(.{4})(?=.)/g, '$1 ') : body[member];
    shown.append(term, value);
  }
  said.textContent = 'Shown once. It disappears in a minute.';
  shown.focus();
  button.remove();
  setTimeout(() => {
    shown.replaceChildren();
    said.textContent = 'Ask for a new page to see it again.';
    said.focus();
  }, 60000);
});
`;

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#f7f8fa, #0e1015); color: light-dark(#1a1d29, #eceef3); }
body { display: grid; place-items: center; min-height: 100vh; margin: 0; padding: 1rem; box-sizing: border-box; }
main { width: min(22rem, 100%); box-sizing: border-box; padding: 1.5rem; border: 1px solid light-dark(#dfe1e8, #30333f); border-radius: 1rem; background: light-dark(#fff, #181a22); }
h1 { font-size: 1.1rem; margin: 0 0 .75rem; }
p { margin: 1rem 0 0; }
p:empty { display: none; }
button { font: inherit; font-weight: 500; padding: .55rem 1.2rem; border-radius: .5rem; border: 0; background: #4338ca; color: #fff; cursor: pointer; }
button[aria-disabled] { opacity: .6; }
dl { margin: 0; border-radius: .25rem; outline-offset: 6px; }
dt { color: light-dark(#5b6072, #a5a9b8); font-size: .85rem; }
dd { margin: 0 0 .75rem; font: 1.25rem ui-monospace, monospace; overflow-wrap: anywhere; }
[role=status] { color: light-dark(#5b6072, #a5a9b8); }
:focus-visible { outline: 2px solid light-dark(#4338ca, #a5b4fc); outline-offset: 2px; }
`;

export const revealHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>Card details</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Card details</h1>
<button type="button" autofocus>Show</button>
<dl tabindex="-1"></dl>
<p role="status" tabindex="-1"></p>
</main>
<script>${script}</script>
</body>
</html>
`;

const source = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`;

/** Only the page's own script and style run, and it speaks to nobody but us. */
export const revealHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': [
    "default-src 'none'",
    `script-src ${source(script)}`,
    `style-src ${source(style)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};
