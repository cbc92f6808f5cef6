// An authorization server that issues Exchange Online's kind of access tokens to clients, over HTTP and HTTPS.

import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Provider, errors } from 'oidc-provider';
import { listen } from './listen.mjs';

const resource = 'https://outlook.office365.com';
const scope = `${resource}/.default`;
const role = 'SMTP.SendAsApp';
const secret = 'client secret+/=&%';
const withoutRole = 'mailer-no-role';

function client(id, authentication) {
  return {
    client_id: id,
    client_secret: secret,
    token_endpoint_auth_method: authentication,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  };
}

function configuration() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
    clients: [
      client('mailer-post', 'client_secret_post'),
      client('mailer-basic', 'client_secret_basic'),
      client(withoutRole, 'client_secret_post'),
    ],
    extraTokenClaims: (_context, token) => ({ roles: token.clientId === withoutRole ? [] : [role] }),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        // Clients name the scope only, as Exchange Online wants it.
        defaultResource: () => resource,
        getResourceServerInfo(context, requested) {
          if (requested !== resource) throw new errors.InvalidTarget();
          // By itself the provider would grant less than was asked for.
          const asked = context.oidc.params.scope;
          if (asked !== scope) throw new errors.InvalidScope('the scope is not known', asked);
          return { scope, audience: resource, accessTokenFormat: 'jwt', accessTokenTTL: 3599 };
        },
      },
    },
  };
}

export class Tokens {
  requests = 0;
  #issued = new Map();
  #revoked = new Set();

  static async start(behaviour, certificate) {
    const tokens = new Tokens();
    const plain = createServer();
    const secure = createTlsServer(certificate);
    await Promise.all([listen(plain), listen(secure)]);
    const issuer = `http://127.0.0.1:${plain.address().port}`;
    const provider = new Provider(issuer, configuration());
    provider.use((context, next) => tokens.#watch(behaviour, context, next));
    provider.on('server_error', (_context, error) => console.error(error));
    for (const server of [plain, secure]) server.on('request', provider.callback());
    tokens.http = `${issuer}/token`;
    tokens.https = `https://127.0.0.1:${secure.address().port}/token`;
    return tokens;
  }

  async #watch(behaviour, context, next) {
    if (context.path !== '/token') return next();
    this.requests += 1;
    await behaviour.delay('tokenDelayMs');
    await next();
    const token = context.body?.access_token;
    if (token) this.#issued.set(token, JSON.parse(Buffer.from(token.split('.')[1], 'base64url')));
  }

  /** Why this token does not let anyone send mail, if it does not. */
  fault(token) {
    const claims = this.#issued.get(token);
    if (!claims) return 'not issued here';
    if (this.#revoked.has(token)) return 'revoked';
    if (claims.exp * 1000 <= Date.now()) return 'expired';
    return claims.roles.includes(role) ? undefined : 'without the role';
  }

  revokeAll() {
    this.#revoked = new Set(this.#issued.keys());
  }

  restoreAll() {
    this.#revoked.clear();
  }

  /** Forgets no token: a client that keeps one from before may go on with it. */
  reset() {
    this.requests = 0;
    this.restoreAll();
  }
}
