/** The subject of a test: an example, sent to try one endpoint. What it tells of never happened. */
export const testSubject = 'test';
