/** The page; its addresses are relative, so that it works behind a proxy that adds a path. */
export const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Cardwright API reference</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="docs/viewer.css">
  </head>
  <body>
    <div id="reference"></div>
    <script src="docs/viewer.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

export const start = `SwaggerUIBundle({
  url: 'openapi.json',
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
