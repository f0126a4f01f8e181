// What the pages do beside being read: search, copying, the menu of narrow screens, the choice of colours, where one is.
const $ = (selector, within = document) => within.querySelector(selector);
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const themeButton = $('button.theme');
themeButton.hidden = false;
themeButton.addEventListener('click', () => dispatchEvent(new Event('cardwright-toggle')));

const menuButton = $('button.menu');
const navigation = $('#nav');
if (navigation !== null) {
  menuButton.hidden = false;
  const open = (whether) => {
    document.body.classList.toggle('menu-open', whether);
    menuButton.setAttribute('aria-expanded', String(whether));
  };
  menuButton.addEventListener('click', () => open(!document.body.classList.contains('menu-open')));
  $('#main').addEventListener('click', () => open(false));
  addEventListener('keydown', ({ key }) => key === 'Escape' && open(false));
  $('[aria-current="page"]', navigation)?.scrollIntoView({ block: 'nearest' });
}

for (const block of document.querySelectorAll('.code')) {
  const button = make('button', { type: 'button', className: 'copy', textContent: 'Copy' });
  button.addEventListener('click', async () => {
    const text = $('code', block).textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      // No clipboard without HTTPS, but for this machine itself: select it, and the reader presses the keys.
      const range = document.createRange();
      range.selectNodeContents($('code', block));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      button.textContent = 'Selected';
    }
    setTimeout(() => (button.textContent = 'Copy'), 1500);
  });
  $('.bar', block).append(button);
}

// What scrolls can be reached with the keyboard; what does not is passed over.
const scrolling = [...document.querySelectorAll('.wide, .drawn, .code pre')];
const reach = () => {
  for (const box of scrolling) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute('tabindex');
  }
};
addEventListener('resize', reach);
void document.fonts.ready.then(reach);
reach();

const contents = new Map(
  [...document.querySelectorAll('.contents a')].map((link) => [link.hash.slice(1), link]),
);
if (contents.size > 0) {
  const headings = [...document.querySelectorAll('main h2[id], main h3[id]')];
  const mark = () => {
    const passed = headings.findLast((heading) => heading.getBoundingClientRect().top < 120);
    for (const [id, link] of contents) link.classList.toggle('here', id === passed?.id);
  };
  addEventListener('scroll', mark, { passive: true });
  mark();
}

const searchButton = $('button.search');
searchButton.hidden = false;
searchButton.addEventListener('click', () => openSearch());
addEventListener('keydown', (event) => {
  const typing =
    event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]');
  const wanted = (event.key === '/' && !typing) || (event.key === 'k' && (event.ctrlKey || event.metaKey));
  if (!wanted || event.altKey) return;
  event.preventDefault();
  openSearch();
});

let dialog;

function openSearch() {
  dialog ??= createSearch();
  if (!dialog.open) dialog.showModal();
  $('input', dialog).select();
}

function createSearch() {
  const input = make('input', {
    type: 'search',
    placeholder: 'Search guides and API',
    autocomplete: 'off',
    spellcheck: false,
  });
  input.setAttribute('aria-label', 'Search');
  const list = make('ul');
  const box = make('dialog', { className: 'finder' }, make('form', { method: 'dialog' }, input), list);
  document.body.append(box);
  const ready = loadIndex();

  let chosen = 0;
  const choose = (index) => {
    const links = [...list.querySelectorAll('a')];
    if (links.length === 0) return;
    chosen = (index + links.length) % links.length;
    for (const [at, link] of links.entries()) link.classList.toggle('chosen', at === chosen);
    links[chosen].scrollIntoView({ block: 'nearest' });
  };
  const none = (text) => list.replaceChildren(make('li', { className: 'none', textContent: text }));
  const show = async () => {
    const text = input.value.trim();
    const index = await ready.catch(() => undefined);
    // More was typed meanwhile.
    if (text !== input.value.trim()) return;
    const found = text === '' || index === undefined ? [] : index.search(text).slice(0, 20);
    if (index === undefined) none('The index could not be read.');
    else if (text === '') list.replaceChildren();
    else if (found.length === 0) none(`Nothing about “${text}”.`);
    else list.replaceChildren(...found.map((one) => make('li', {}, resultOf(one))));
    choose(0);
  };
  input.addEventListener('input', show);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') choose(chosen + 1);
    else if (event.key === 'ArrowUp') choose(chosen - 1);
    else if (event.key === 'Enter') list.querySelectorAll('a')[chosen]?.click();
    // The field would only be emptied.
    else if (event.key === 'Escape') box.close();
    else return;
    event.preventDefault();
  });
  box.addEventListener('click', (event) => {
    if (event.target === box || event.target.closest('a') !== null) box.close();
  });
  return box;
}

/** The server's root, from where this file came from. */
const root = new URL('../../', import.meta.url);

async function loadIndex() {
  const [{ default: MiniSearch }, documents] = await Promise.all([
    import('./minisearch.js'),
    fetch(new URL('docs/search.json', root)).then((response) => response.json()),
  ]);
  const index = new MiniSearch({
    fields: ['title', 'page', 'body'],
    storeFields: ['title', 'page', 'path', 'body'],
    searchOptions: { boost: { title: 4, page: 2 }, prefix: true, fuzzy: 0.15, combineWith: 'AND' },
  });
  index.addAll(documents);
  return index;
}

function resultOf({ title, page, path, body, terms }) {
  return make(
    'a',
    { href: new URL(path, root).href },
    make('strong', { textContent: title === page ? title : `${page} › ${title}` }),
    make('span', {}, ...excerpt(body, terms)),
  );
}

/** The words around the first term, terms marked. */
function excerpt(body, terms) {
  const pattern = new RegExp(
    `(${terms.map((term) => term.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`,
    'i',
  );
  const at = Math.max(0, body.search(pattern) - 50);
  const from = at === 0 ? 0 : body.indexOf(' ', at) + 1;
  const rest = body.slice(from);
  const end = rest.length <= 180 ? rest.length : rest.lastIndexOf(' ', 180);
  const text = `${from > 0 ? '… ' : ''}${rest.slice(0, end)}${end < rest.length ? ' …' : ''}`;
  return text
    .split(pattern)
    .map((part, index) => (index % 2 === 1 ? make('mark', { textContent: part }) : part));
}
