// Tells tests over HTTP what the peers have seen, and lets tests tell the peers how to behave.

import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from './listen.mjs';

/** Starts it and gives its URL. */
export async function startControl(about, peers) {
  const { smtp, mails, sessions, tokens, behaviour } = peers;
  const up = (names) => Promise.all(names.map((name) => smtp[name].up()));

  const routes = {
    'GET /': () => about,
    'GET /mails': ({ searchParams }) => {
      const to = searchParams.get('to')?.toLowerCase();
      return to === undefined ? mails : mails.filter((mail) => mail.to.some((each) => each.toLowerCase() === to));
    },
    'GET /sessions': () => sessions,
    'GET /tokens': () => ({ requests: tokens.requests }),
    'POST /reset': async () => {
      mails.length = 0;
      for (const part of [sessions, tokens, behaviour]) part.reset();
      await up(Object.keys(smtp));
      return {};
    },
    'POST /behaviour': async (_url, body) => {
      const { down, up: back, revokeTokens, ...settings } = JSON.parse(body);
      const unknown = [down, back].flatMap((names) => names ?? []).find((name) => !Object.hasOwn(smtp, name));
      if (unknown) throw new Error(`what is "${unknown}"?`);
      behaviour.change(settings);
      await up(down === null ? Object.keys(smtp) : (back ?? []));
      for (const name of down ?? []) smtp[name].down();
      if (revokeTokens) tokens.revokeAll();
      else if (revokeTokens !== undefined) tokens.restoreAll();
      return behaviour;
    },
  };

  const server = createServer(async (request, response) => {
    const answer = (status, value) => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
    };
    try {
      const url = new URL(request.url, 'http://peers');
      const route = routes[`${request.method} ${url.pathname}`];
      if (route) answer(200, await route(url, await text(request)));
      else answer(404, { error: `there is no ${request.method} ${url.pathname}` });
    } catch (error) {
      answer(400, { error: error.message });
    }
  });
  await listen(server);
  return Object.assign(about, { control: `http://127.0.0.1:${server.address().port}` });
}
