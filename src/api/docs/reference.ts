/** What stands in the frame of the API reference; the viewer fills it. */
export const reference = `<h1 class="skip">API reference</h1>
<div id="reference"></div>
<noscript><p>The reference is drawn by a script of this server. The same for programs: openapi.json.</p></noscript>`;
