// npm oidc-provider with the device flow and its own development pages.
//   node oidc.mjs PORT [CERTIFICATE KEY]
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import Provider, { errors } from 'oidc-provider';

const [port, certificate, key] = process.argv.slice(2);
const issuer = `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`;
const device = 'urn:ietf:params:oauth:grant-type:device_code';
const client = (client_id, more = {}) => ({
  client_id,
  token_endpoint_auth_method: 'none',
  grant_types: [device, 'refresh_token'],
  redirect_uris: [],
  response_types: [],
  ...more,
});
const provider = new Provider(issuer, {
  clients: [
    client('tv'),
    client('short'),
    client('slow'),
    client('secret', {
      client_secret: 'a-secret-of-the-test-that-is-long-enough',
      token_endpoint_auth_method: 'client_secret_post',
    }),
    client('web', {
      grant_types: ['authorization_code'],
      redirect_uris: ['https://web.example/'],
      response_types: ['code'],
    }),
  ],
  cookies: { keys: ['test'] },
  features: {
    deviceFlow: { enabled: true },
    devInteractions: { enabled: true },
    revocation: { enabled: true },
  },
  ttl: { DeviceCode: (ctx, token, of) => (of.clientId === 'short' ? 8 : 600) },
});

// The provider has the error `slow_down` and never raises it: here it does, for the first two polls of
// this client, as the provider writes its errors.
let slowed = 0;
const handle = provider.callback();
const log = process.env.LOG && fs.createWriteStream(process.env.LOG, { flags: 'a' });
const serve = (request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    if (log) log.write(`${Date.now()} ${request.method} ${request.url}\n`);
    const isPoll = request.url === '/token' && body.includes('client_id=slow') && body.includes('device_code=');
    if (isPoll && slowed < 2) {
      slowed += 1;
      const error = new errors.SlowDown();
      response.writeHead(error.statusCode, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify({ error: error.error, error_description: error.error_description }));
      return;
    }
    if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
      request.body = Object.fromEntries(new URLSearchParams(body));
    }
    handle(request, response);
  });
};
const server = certificate
  ? https.createServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) }, serve)
  : http.createServer(serve);
server.listen(Number(port), '127.0.0.1', () => console.log('ready'));
