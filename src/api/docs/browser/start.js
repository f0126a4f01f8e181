// Draws the API reference. Texts that must have some form get an example that has it: the viewer would make one up at random.
const byName = {
  alias: 'Treasury',
  card_holder_name: 'Ada Lovelace',
  first_name: 'Ada',
  last_name: 'Lovelace',
  phone: '7700900123',
  pin: '4931',
  url: 'https://shop.example/webhooks',
};
const samples = [
  'ada@shop.example',
  '44',
  '12.50',
  '840',
  '5411',
  '12/29',
  'USD',
  '9999990000001234',
  '1.084500',
  '2026-03-09T09:00:00.000Z',
  '2026-03-09',
  'desc',
  'lunch',
  'CARDS.CLEARING.SUCCESS',
  'POST /simulate/authorizations',
  '4bf92f3577b34da6a3ce929d0e0e4736',
  `02${'4bf92f3577b34da6a3ce929d0e0e4736'.repeat(2)}`,
];

const exampleFor = (name, { type, pattern, example, examples, enum: values }) => {
  if (type !== 'string' || example !== undefined || examples !== undefined || values !== undefined)
    return undefined;
  if (Object.hasOwn(byName, name)) return byName[name];
  return pattern === undefined ? undefined : samples.find((sample) => new RegExp(pattern, 'u').test(sample));
};

const giveExamples = (name, node) => {
  if (typeof node !== 'object' || node === null) return;
  const example = exampleFor(name, node);
  if (example !== undefined) node.example = example;
  for (const [key, value] of Object.entries(node))
    // What a property may be is called as the property is.
    giveExamples(
      ['anyOf', 'oneOf', 'allOf', 'items'].includes(key) || Array.isArray(node) ? name : key,
      value,
    );
};

SwaggerUIBundle({
  // Relative, so that it works behind a proxy that adds a path.
  url: '../openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: -1,
  // By it the SDK calls its functions, and the audit log its actions.
  displayOperationId: true,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: false,
  // Its default asks a validator on another host.
  validatorUrl: null,
  responseInterceptor(response) {
    if (!new URL(response.url).pathname.endsWith('/openapi.json')) return response;
    const specification = JSON.parse(response.text);
    giveExamples('', specification);
    return { ...response, text: JSON.stringify(specification) };
  },
});
