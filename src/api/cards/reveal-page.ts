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
const names = { pan: 'Card number', expiry: 'Valid thru', cvv: 'CVV', pin: 'PIN', card_holder_name: 'Name' };
button.addEventListener('click', async () => {
  button.remove();
  try {
    const answer = await fetch(location.pathname, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.message);
    for (const [member, name] of Object.entries(names)) {
      if (body[member] === undefined) continue;
      const term = document.createElement('dt');
      const value = document.createElement('dd');
      term.textContent = name;
      value.textContent = member === 'pan' ? body[member].replace(/(.{4})(?=.)/g, '$1 ') : body[member];
      shown.append(term, value);
    }
    said.textContent = 'Shown once. It disappears in a minute.';
    setTimeout(() => { shown.replaceChildren(); said.textContent = 'Ask for a new page to see it again.'; }, 60000);
  } catch (error) {
    said.textContent = error.message;
  }
});
`;

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { display: grid; place-items: center; min-height: 100vh; margin: 0; }
main { padding: 2rem; min-width: 18rem; }
button { font: inherit; padding: .6rem 1.2rem; border-radius: .5rem; border: 1px solid; cursor: pointer; }
dt { opacity: .7; font-size: .85rem; }
dd { margin: 0 0 1rem; font: 1.5rem ui-monospace, monospace; }
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
<button type="button" autofocus>Show</button>
<dl></dl>
<p role="status"></p>
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
