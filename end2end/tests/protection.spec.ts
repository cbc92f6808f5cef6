// What strangers try from outside: to find out who has an account, to guess, to overrun, to mislead, to listen.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '../support/fixtures.ts';
import { MailPeers } from '../support/mail-peers.mjs';
import { ada, colleague, grace } from '../support/people.mjs';
import { essence, probabilityOfGreater, quantile, Script, sendByHand } from '../support/raw.mjs';
import type { Server } from '../support/server.mjs';
import { Visitor } from '../support/visitor.mjs';

const peers = new MailPeers(process.env.DATASYNC_TEST_MAIL);
const cores = availableParallelism();
/** As many sign-ins may wait for each core. */
const queuePerCore = 64;
const wrong = 'Wrong password 1';

// Times are compared: not beside each other.
test.describe.configure({ mode: 'default' });

/** Starts the server again with these settings. */
async function restart(server: Server, environment: Record<string, string> = {}) {
  await server.stop();
  Object.assign(server.environment, environment);
  await server.launch();
}

/** Lets every request choose the address it comes from. */
const behindProxy = { DATASYNC__SERVER__TRUSTEDPROXIES: '127.0.0.1' };

const newNames = (count: number) => Array.from({ length: count }, () => `name-${randomBytes(6).toString('hex')}`);
const emailOf = (username: string) => `${username}@engines.example`;
const person = (username: string) => ({ ...colleague(), username, email: emailOf(username) });

/** People with these usernames, a few at a time. */
async function bring(usernames: string[], come: (somebody: ReturnType<typeof person>) => Promise<unknown>) {
  const rest = [...usernames];
  const oneByOne = async () => {
    for (let username = rest.pop(); username; username = rest.pop()) await come(person(username));
  };
  await Promise.all(Array.from({ length: 4 }, oneByOne));
}

test.describe('nobody learns whether an account exists', () => {
  type Fields = (username: string) => Record<string, string>;

  /** Posts for each known name and for one that nobody has, in random order, and compares answers and times. */
  async function compare(server: Server, door: string, status: number, known: string[], rounds: number, fields: Fields) {
    const script = new Script(server.url);
    for (const username of newNames(50)) await script.post(door, fields(username));
    const unknown = newNames(known.length);
    const times = { known: [] as number[], unknown: [] as number[] };
    const answers = new Set<string>();
    for (let round = 0; round < rounds; round++) {
      for (const n of known.keys()) {
        const pair = [{ times: times.known, username: known[n] }, { times: times.unknown, username: unknown[n] }];
        if (Math.random() < 0.5) pair.reverse();
        for (const { times, username } of pair) {
          const answer = await script.post(door, fields(username));
          times.push(answer.ms);
          answers.add(essence(answer));
        }
      }
    }
    script.close();
    const slower = probabilityOfGreater(times.known, times.unknown);
    const medians = [times.known, times.unknown].map((each) => `${quantile(each, 0.5).toFixed(2)} ms`);
    console.log(
      `${test.info().title}: ${times.known.length} pairs, P(known is slower) = ${slower.toFixed(3)}, ` +
        `medians ${medians.join(' and ')}`,
    );
    const [answer, ...others] = answers;
    expect(answer).toMatch(new RegExp(`^${status}\n`));
    expect(others).toEqual([]);
    expect(slower).toBeGreaterThan(0.45);
    expect(slower).toBeLessThan(0.55);
  }

  test('by a wrong password', async ({ installation: server }) => {
    test.setTimeout(300_000);
    const known = newNames(200);
    await restart(server, behindProxy);
    await bring(known, (somebody) => new Visitor(server.url).join(server, somebody));
    await compare(server, 'sign_in', 401, known, 4, (username) => ({ username, password: wrong }));
  });

  test('by registering without a serial number of ours', async ({ installation: server }) => {
    test.setTimeout(120_000);
    const key = join(server.home, 'another.key');
    server.command('license', 'keygen', '--out', key);
    const foreign = ['--key', key, '--licensee', 'Analytical Engines', '--seats', '9'];
    const serial_number = server.command('license', 'issue', ...foreign);
    const known = newNames(250);
    await restart(server, behindProxy);
    await bring(known, (somebody) => new Visitor(server.url).register(server, somebody));
    await compare(server, 'register', 422, known, 4, (username) => {
      return { username, email: emailOf(username), first_name: 'Ada', last_name: 'Lovelace', serial_number };
    });
  });

  const doors: Record<string, Fields> = {
    forgot_password: (username) => ({ username }),
    forgot_username: (username) => ({ email: emailOf(username) }),
  };
  for (const [door, fields] of Object.entries(doors)) {
    for (const state of ['up', 'down']) {
      test(`by ${door} while the mail server is ${state}`, async ({ installation: server }) => {
        test.setTimeout(120_000);
        const known = newNames(334);
        await restart(server, behindProxy);
        await bring(known, (somebody) => new Visitor(server.url).register(server, somebody));
        const { smtp } = await peers.places();
        server.sendThrough(state === 'up' ? smtp.plain.port : 1);
        await restart(server);
        await compare(server, door, 200, known, 3, fields);
      });
    }
  }
});

test('a crowd of sign-ins is turned away at once and slows nobody else down', async ({ installation: server }) => {
  test.slow();
  await restart(server, behindProxy);
  const queue = queuePerCore * cores;
  const usernames = newNames(Math.max(500, 4 * queue));
  const crowd = new Script(server.url, usernames.length);
  const onlooker = new Script(server.url);
  await onlooker.send('/health/live');
  const idle = memory(server, 'VmRSS');

  const health: Promise<{ status: number; ms: number }>[] = [];
  const asking = setInterval(() => health.push(onlooker.send('/health/live')), 20);
  const answers: { status: number; headers: Record<string, string> }[] = [];
  const signIn = async (username: string) => answers.push(await crowd.post('sign_in', { username, password: wrong }));
  await Promise.all(usernames.map(signIn));
  clearInterval(asking);
  const highest = memory(server, 'VmHWM');
  const signedIn = await crowd.post('sign_in', { username: ada.username, password: ada.password });
  const alive = await Promise.all(health);
  crowd.close();
  onlooker.close();

  const refused = answers.filter(({ status }) => status === 503);
  const ms = alive.map(({ ms }) => ms);
  console.log(
    `of ${answers.length} sign-ins ${refused.length} were turned away; /health/live, asked ${ms.length} times, answered ` +
      `within ${quantile(ms, 0.5).toFixed(1)} ms (median), ${quantile(ms, 0.95).toFixed(1)} ms (95 %); ` +
      `memory ${idle.toFixed(0)} MB before, ${highest.toFixed(0)} MB at most`,
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 503]));
  expect(refused.every(({ headers }) => Number(headers['retry-after']) > 0)).toBe(true);
  expect(signedIn.status).toBe(200);
  expect(alive.every(({ status }) => status === 200)).toBe(true);
  expect(quantile(ms, 0.5)).toBeLessThanOrEqual(50);
  expect(quantile(ms, 0.95)).toBeLessThanOrEqual(250);
  expect(highest).toBeLessThanOrEqual(idle + 150);
});

function memory(server: Server, what: 'VmRSS' | 'VmHWM') {
  const status = readFileSync(`/proc/${server.process.pid}/status`, 'utf8');
  return (Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)![1]) * 1024) / 1e6;
}

test('a hundred guesses from everywhere are a few, and only strangers wait', async ({ installation: server }) => {
  test.slow();
  const owner = new Visitor(server.url);
  await owner.signIn(ada);
  await restart(server, behindProxy);
  const strangers = new Script(server.url, 100);
  const sign = (password: string) => strangers.post('sign_in', { username: ada.username, password });

  const guesses = Math.min(100, queuePerCore * cores);
  const answers = await Promise.all(Array.from({ length: guesses }, () => sign(wrong)));
  const judged = answers.filter(({ status }) => status === 401).length;
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(guesses - judged);
  // Five are free; each core may be at two more when the fifth is counted.
  expect(judged).toBeGreaterThanOrEqual(5);
  expect(judged).toBeLessThan(5 + 2 * cores);

  // The guesses that were refused make the next pause a long one. Whoever waits for the end of a short one is heard once.
  const first = Number((await sign(ada.password)).headers['retry-after']);
  if (first < 60) {
    await pause(first * 1000);
    expect((await sign(wrong)).status).toBe(401);
  }
  const newBrowser = await sign(ada.password);
  expect(newBrowser.status).toBe(429);
  expect(Number(newBrowser.headers['retry-after'])).toBeGreaterThan(60);
  await owner.signIn(ada);

  await restart(server);
  expect((await sign(ada.password)).status).toBe(429);
  server.command('account', 'unlock', ada.username);
  expect((await sign(ada.password)).status).toBe(200);
  strangers.close();
});

test('a link that fifty post at once sets one password', async ({ installation: server }) => {
  await restart(server, behindProxy);
  const script = new Script(server.url, 50);
  await script.post('forgot_password', { username: ada.username });
  const token = (await server.linkFor(ada.username)).split('/').at(-1)!;
  const passwords = Array.from({ length: 50 }, (_, n) => `Difference Engine No ${100 + n}`);
  const answers = await Promise.all(
    passwords.map((password) => script.post('reset_password', { token, new_password: password, confirm_new_password: password })),
  );
  const winner = answers.findIndex(({ status }) => status === 200);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(49).fill(410)]);
  const visitor = new Visitor(server.url);
  await visitor.signIn({ ...ada, password: passwords[winner] });
  expect((await visitor.open('/account')).url).toBe(`${server.url}/account`);
  script.close();
});

test('links lead to this server, whatever a request calls it', async ({ installation: server }) => {
  const { host } = new URL(server.url);
  const post = 'POST /api/forgot_password HTTP/1.1';
  const heads = [
    [post, 'Host: evil.example'],
    [post, 'Host: evil.example', 'Origin: http://evil.example', 'Referer: http://evil.example/forgot-password'],
    [post, `Host: ${host}`, 'X-Forwarded-Host: evil.example', 'X-Forwarded-Proto: https'],
    [post, `Host: ${host}`, 'Forwarded: for=127.0.0.1;host=evil.example;proto=https'],
    ['POST http://evil.example/api/forgot_password HTTP/1.1', `Host: ${host}`],
    ['POST http://evil.example/api/forgot_password HTTP/1.1', 'Host: evil.example'],
    [post, `Host: ${host}`, 'Host: evil.example'],
    [post, 'Host: evil.example', `Host: ${host}`],
  ];
  let accepted = 0;
  for (const head of heads) {
    const somebody = colleague();
    await new Visitor(server.url).register(server, somebody);
    await server.linkFor(somebody.username);
    const answer = await sendByHand(server.url, head, { username: somebody.username });
    expect(answer).toMatch(/^HTTP\/1\.1 \d{3} /);
    expect(answer, head.join('\n')).not.toContain('evil.example');
    if (!/^HTTP\/1\.1 303 /.test(answer)) continue;
    accepted++;
    expect(await server.linkFor(somebody.username), head.join('\n')).toContain(`${server.url}/activate/`);
  }
  expect(accepted).toBeGreaterThan(0);
  const links = [...server.output.matchAll(/^link for .+: (\S+)$/gm)].map(([, link]) => link);
  expect(links.filter((link) => !link.startsWith(`${server.url}/`))).toEqual([]);
});

test('the log holds no secret, however much is logged', async ({ server }) => {
  test.slow();
  await restart(server, { DATASYNC_LOG: 'trace' });
  const { smtp } = await peers.places();
  const secrets = new Map<string, string>();
  const secret = (what: string, value: string) => {
    for (const spelling of [value, encodeURIComponent(value), new URLSearchParams({ value }).toString().slice('value='.length)]) {
      secrets.set(`${what}: ${spelling}`, spelling);
    }
    return value;
  };
  const somebody = { ...ada, ...colleague() };
  const visitor = new Visitor(server.url);
  const keepCookies = () => {
    for (const { name, value } of visitor.storageState().cookies) if (value) secret(`cookie ${name}`, value);
  };
  const link = async () => {
    const link = await server.linkFor(somebody.username);
    secret('token', link.split('/').at(-1)!);
    return link;
  };

  secret('setup code', server.setupCode());
  secret('serial number', server.serialNumber);
  secret('half of the serial number', server.serialNumber.slice(0, 40));
  await visitor.submit('/register', { email: 'nonsense', setup_code: server.setupCode(), serial_number: server.serialNumber });
  keepCookies();
  await visitor.register(server, somebody);
  await visitor.setPassword(await link(), secret('first password', somebody.password));
  await visitor.submit('/login', { username: somebody.username, password: secret('wrong password', 'Wrong engine + 1%') });
  keepCookies();
  await visitor.signIn(somebody);
  keepCookies();
  await visitor.submit('/forgot-password', { username: somebody.username });
  somebody.password = secret('second password', 'Analytical + engine 2');
  await visitor.setPassword(await link(), somebody.password);
  await visitor.signIn(somebody);
  keepCookies();
  somebody.password = secret('third password', 'Jacquard + loom 3%');
  await visitor.submit('/account', { new_password: somebody.password, confirm_new_password: somebody.password });
  keepCookies();

  const begin = visitor.formHeaders({ url: `${server.url}/account/two-factor` });
  const twoFactor = await visitor.open('/api/begin_two_factor', { method: 'POST', headers: begin });
  const codes = [...twoFactor.html.matchAll(/<code class="code">([^<]+)</g)].map(([, code]) => code);
  expect(codes).toHaveLength(11);
  for (const [n, code] of codes.entries()) secret(n ? 'recovery code' : 'shared secret', code);

  const token = { name: 'Nightly', scope: 'report', job: '', expires: '365' };
  const { html: made } = await visitor.submit('/settings', token);
  secret('API token', /value="?(dsk_[\w-]{43})/.exec(made)![1]);

  const mail = {
    smtp_server: 'localhost',
    port: String(smtp.starttls.port),
    sender_address: 'sync@engines.example',
    connection_mode: 'credentials',
    smtp_username: 'mailer',
    smtp_password: secret('SMTP password', 'Correct horse 1'),
    use_tls: 'on',
  };
  secret('SMTP password for PLAIN', Buffer.from('\0mailer\0Correct horse 1').toString('base64'));
  secret('SMTP password for LOGIN', Buffer.from('Correct horse 1').toString('base64'));
  await visitor.submit('/settings', mail);
  await visitor.submit('/forgot-password', { username: somebody.username });
  await expect.poll(async () => (await visitor.open('/settings/mails?state=sent')).html).toContain(somebody.email);

  const everythingRead = once(server.process, 'close');
  await server.stop();
  await everythingRead;
  console.log(`looked for ${secrets.size} secrets and spellings in ${server.errors.split('\n').length} lines`);
  expect(server.errors).toMatch(/ (TRACE|DEBUG) /);
  expect(server.errors).toMatch(/route="\/api\/\{\*function\}"/);
  expect([...secrets].filter(([, value]) => server.errors.includes(value)).map(([what]) => what)).toEqual([]);
  // The link that went by mail.
  expect(server.errors).not.toMatch(/\/(activate|reset-password|confirm-email)\/[\w-]{20}/);
});

test('a form of another site, or no form at all, changes nothing', async ({ installation: server }) => {
  const administrator = new Visitor(server.url);
  await administrator.signIn(ada);
  const script = new Script(server.url);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const own = { origin: server.url, 'sec-fetch-site': 'same-origin' };
  const fields = new URLSearchParams({ first_name: grace.firstName, last_name: grace.lastName, language: 'en' }).toString();
  const send = (headers: Record<string, string>, method = 'POST') => {
    const options = { method, headers: { cookie: administrator.cookieHeader(), ...headers } };
    if (method === 'GET') return script.send(`/api/save_profile?${fields}`, options);
    return script.send('/api/save_profile', options, fields);
  };
  const name = async () => {
    const { html } = await administrator.open('/account');
    return [grace.firstName, ada.firstName].find((name) => html.includes(`value="${name}"`));
  };

  const refused: [number, Record<string, string>, string?][] = [
    [403, { ...form, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    [403, { ...form, 'sec-fetch-site': 'cross-site' }],
    [403, { ...form, 'sec-fetch-site': 'same-site' }],
    [403, { ...form, origin: 'https://evil.example' }],
    [403, { ...form, origin: `${server.url}.evil.example` }],
    [403, { ...form, origin: 'null' }],
    [415, { ...own, 'content-type': 'text/plain' }],
    [415, { ...own, 'content-type': 'multipart/form-data; boundary=x' }],
    [415, { ...own, 'content-type': 'application/json' }],
    [415, own],
    [405, own, 'GET'],
    [405, { ...form, ...own }, 'PUT'],
  ];
  for (const [status, headers, method] of refused) {
    expect((await send(headers, method)).status, JSON.stringify([method, headers])).toBe(status);
    expect(await name()).toBe(ada.firstName);
  }
  expect((await send({ ...form, ...own })).status).toBe(200);
  expect(await name()).toBe(grace.firstName);
  script.close();
});
