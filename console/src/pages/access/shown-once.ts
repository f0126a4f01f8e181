/** What is said of the text of an API key. */
export const shownOnce = 'It is not kept anywhere, and cannot be shown again.';
