/** What stands in the frame of the API reference; the viewer fills it. */
export const reference = `<h1 class="skip">API reference</h1>
<div id="reference"></div>
<noscript><p>The reference is drawn by a script of this server. The same for programs: openapi.json.</p></noscript>`;

/** Its address is relative, so that it works behind a proxy that adds a path. */
export const start = `SwaggerUIBundle({
  url: '../openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  // Its default asks a validator on another host.
  validatorUrl: null,
});
`;
