// Before anything is drawn: the colours that were chosen, else those of the system.
(() => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const chosen = () => {
    try {
      return localStorage.getItem('cardwright-colours');
    } catch {
      return null;
    }
  };
  const show = () => {
    const dark = (chosen() ?? (system.matches ? 'dark' : 'light')) === 'dark';
    root.dataset.theme = dark ? 'dark' : 'light';
    // By this name the API viewer knows it.
    root.classList.toggle('dark-mode', dark);
  };
  show();
  system.addEventListener('change', show);
  addEventListener('storage', show);
  addEventListener('cardwright-toggle', () => {
    try {
      localStorage.setItem('cardwright-colours', root.dataset.theme === 'dark' ? 'light' : 'dark');
    } catch {
      // Not kept, then.
    }
    show();
  });
})();
