// Measures the budgets of the release binary on this machine, as ratios of one run, and fails where one is missed or a
// part fails. With --small it does everything once with little data and judges no limit: that takes less than a minute.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { copies } from './support/copy-bench.mjs';
import { conclude, heading, median, note, part, row, small } from './support/bench-report.mjs';
import { jobs } from './support/jobs-bench.mjs';
import { MailPeers } from './support/mail-peers.mjs';
import { ada, colleague } from './support/people.mjs';
import { command, Server } from './support/server.mjs';
import { users } from './support/users-bench.mjs';
import { Visitor } from './support/visitor.mjs';

const cores = os.availableParallelism();
const connections = 16;
const size = small
  ? { starts: 2, pages: 200, rounds: 1, seconds: 1, signInRounds: 1, signInSeconds: 1, mails: 40, moved: { accounts: 500, events: 2_000 }, beside: { runs: 2, accounts: 500, events: 20_000 } }
  : { starts: 10, pages: 10_000, rounds: 5, seconds: 3, signInRounds: 3, signInSeconds: 8, mails: 400, moved: { accounts: 100_000, events: 1_000_000 }, beside: { runs: 8, accounts: 10_000, events: 1_000_000 } };

// The load generator blocks this process, and nobody would empty the pipe that a line for each request fills.
process.env.DATASYNC_LOG = 'error';

heading(`${command('--version')}, ${cores} cores, ${os.cpus()[0].model}`);
await part('start', () => onServer(startUp));
await part('memory', () => onServer(memory));
await part('bytes of the login page', () => onServer(bytesOfTheLoginPage));
await part('requests for the login page', () => onServer(loginPage));
await part('requests for the login page beside runs', () => onServer(loginPageBesideRuns));
await part('sign-ins', () => onServer(signIns));
// People who register come from addresses of their own: from one, the limits let a few in.
await part('mails', () => onServer(mails, { DATASYNC__SERVER__TRUSTEDPROXIES: '127.0.0.1' }));
await users();
await jobs();
await part('moves', () => onServer(moves));
await copies();
conclude(performance.now() / 1000);

/** Measures on a server of its own, on which `ada` is the administrator; no part suffers from what another leaves. */
async function onServer(measure, environment) {
  const server = await Server.start({ environment });
  try {
    const visitor = new Visitor(server.url);
    await visitor.join(server, ada);
    await visitor.signIn(ada);
    await server.stop();
    await server.launch();
    await measure(server);
  } finally {
    await server.stop();
    server.remove();
  }
}

async function startUp(server) {
  const times = [];
  for (let n = 0; n < size.starts; n++) {
    await server.stop();
    const began = performance.now();
    const launched = server.launch();
    while (!(await answers(server))) await new Promise(setImmediate);
    times.push(performance.now() - began);
    await launched;
  }
  row('start to first 200, existing database', '<=', 300, median(times), 'ms');
}

/** Right after a start: what the loads below leave behind is not the idle size. */
async function memory(server) {
  await page(server, new http.Agent());
  await pause(2_000);
  const idle = residentMegabytes(server);
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  await inParallel(connections, async (take) => {
    while (take(size.pages)) await page(server, agent);
  });
  agent.destroy();
  await pause(2_000);
  row('resident memory, idle', '<=', 60, idle, 'MB');
  row(`resident memory, more after ${size.pages} pages`, '<=', 10, residentMegabytes(server) - idle, 'MB');
}

async function bytesOfTheLoginPage(server) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });
  const tab = await browser.newPage();
  const requests = [];
  tab.on('requestfinished', (request) => requests.push(request));
  await tab.goto(`${server.url}/login`, { waitUntil: 'networkidle' });
  const bytes = { document: 0, stylesheet: 0, script: 0, wasm: 0, other: 0 };
  for (const request of requests) {
    const kind = request.url().endsWith('.wasm') ? 'wasm' : request.resourceType();
    bytes[kind in bytes ? kind : 'other'] += (await request.sizes()).responseBodySize;
  }
  await browser.close();
  if (bytes.wasm === 0) throw new Error('the login page fetched no WASM, so nothing of this was measured');
  row('login page, HTML + CSS', '<=', 15, (bytes.document + bytes.stylesheet) / 1000, 'kB');
  row('login page, JS + WASM', '<=', 185, (bytes.script + bytes.wasm) / 1000, 'kB');
  row('login page, requests until interactive', '<=', 6, requests.length, '');
}

async function loginPage(server) {
  const constant = [];
  const plain = [];
  const compressed = [];
  for (let n = 0; n < size.rounds; n++) {
    constant.push(requestsPerSecond(server, '/health/live'));
    plain.push(requestsPerSecond(server, '/login'));
    compressed.push(requestsPerSecond(server, '/login', 'Accept-Encoding: br, gzip'));
  }
  row('login page / constant text, requests/s', '>=', 0.2, median(plain) / median(constant), '');
  note('  the same, compressed as for a browser', median(compressed) / median(constant), '');
  note('  constant text', median(constant), 'requests/s');
}

/** Backups read, compress and write as fast as they can: eight of them are at work from the first request to the last. */
async function loginPageBesideRuns(server) {
  const { runs, accounts, events } = size.beside;
  await server.stop();
  server.bench('fill', String(accounts), String(events));
  await server.launch();
  const alone = [];
  for (let n = 0; n < size.rounds; n++) alone.push(requestsPerSecond(server, '/login'));
  await server.stop();
  server.bench('runs', String(runs));
  await server.launch();
  // Small ones may have ended before anybody looks.
  if (!small) await within(30_000, 'all runs are at work', async () => Number(server.bench('running')) === runs);
  const beside = [];
  for (let n = 0; n < size.rounds; n++) beside.push(requestsPerSecond(server, '/login'));
  const left = Number(server.bench('running'));
  if (left !== runs && !small) throw new Error(`${runs - left} of ${runs} runs had ended before the measurement`);
  row(`login page, requests/s beside ${runs} runs / alone`, '>=', 0.8, median(beside) / median(alone), '');
}

async function signIns(server) {
  const perSecond = [];
  const hashSeconds = [];
  for (let n = 0; n < size.signInRounds; n++) {
    hashSeconds.push(Number(server.bench('hash')));
    perSecond.push(await signInsPerSecond(server, size.signInSeconds));
  }
  hashSeconds.push(Number(server.bench('hash')));
  const limit = cores / median(hashSeconds);
  row('sign-ins/s / (cores / one password hash)', '>=', 0.85, median(perSecond) / limit, '');
  note('  sign-ins', median(perSecond), 'a second');
  note('  one password hash', median(hashSeconds) * 1000, 'ms');
}

/** Posted by wrk: made here, each request would take as much of the two cores as a twentieth of a hash. */
async function signInsPerSecond(server, seconds) {
  const visitor = new Visitor(server.url);
  const login = await visitor.open('/login');
  const { action, body } = visitor.fill(login, { username: ada.username, password: ada.password });
  const headers = { ...visitor.formHeaders(login), cookie: visitor.cookieHeader() };
  const script = join(server.home, 'sign-in.lua');
  writeFileSync(
    script,
    [
      "wrk.method = 'POST'",
      `wrk.body = ${JSON.stringify(body.toString())}`,
      ...Object.entries(headers).map(([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`),
      'refused = 0',
      'function setup(thread) only = thread end',
      'function response(status, headers)',
      "  local to = headers['location'] or ''",
      "  if status < 300 or status > 399 or to:find('/login', 1, true) then refused = refused + 1 end",
      'end',
      "function done() print('refused: ' .. only:get('refused')) end",
    ].join('\n'),
  );
  const printed = execFileSync('wrk', ['-t1', `-c${4 * cores}`, `-d${seconds}s`, '-s', script, action], { encoding: 'utf8' });
  if (!/refused: 0\b/.test(printed)) throw new Error(`sign-ins with the right password were refused:\n${printed}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(printed)[1]);
}

/** The same number of mails, from the outbox and from a bare loop, to the same mail server over as many connections. */
async function mails(server) {
  const count = size.mails;
  const { peers, stop } = await MailPeers.start();
  try {
    const { smtp } = await peers.places();
    // While the mail server is away, the outbox fills.
    await peers.behave({ down: ['plain'] });
    await server.stop();
    server.sendThrough(smtp.plain.port);
    await server.launch();
    for (let n = 0; n < count; n++) await new Visitor(server.url).register(server, colleague());
    await server.stop();

    const fromOutbox = [];
    const barely = [];
    await peers.behave({ down: null });
    await server.launch();
    await within(120_000, 'the outbox is empty', async () => (await peers.mails()).length >= count);
    fromOutbox.push(perSecond(await peers.mails()));
    for (let n = 0; n < size.rounds; n++) {
      await peers.reset();
      server.bench('mail', String(smtp.plain.port), String(count));
      barely.push(perSecond(await peers.mails()));
    }
    row('mails/s from the outbox / bare loop', '>=', 0.7, median(fromOutbox) / median(barely), '');
    note('  mails from the outbox', median(fromOutbox), 'a second');
    note('  mails from a bare loop', median(barely), 'a second');
  } finally {
    stop();
  }
}

/** The same rows, moved to another database and compared there, and put into it by a bare loop. */
async function moves(server) {
  const { accounts, events } = size.moved;
  const rows = accounts + events;
  await server.stop();
  server.bench('fill', String(accounts), String(events));
  for (const [engine, variable] of [
    ['PostgreSQL', 'DATASYNC_TEST_POSTGRES'],
    ['MariaDB', 'DATASYNC_TEST_MARIADB'],
    ['Embedded', undefined],
  ]) {
    const bare = connectionFile(server, engine, variable, 'bare');
    const seconds = Number(server.bench('insert', bare, String(accounts), String(events)));
    const target = connectionFile(server, engine, variable, 'moved');
    const began = performance.now();
    server.command('connection', 'move', '--to', target);
    const moved = rows / ((performance.now() - began) / 1000);
    row(`rows/s moved to ${engine} / bare batch inserts`, '>=', 0.5, moved / (rows / seconds), '');
    note('  rows moved and compared', moved, 'a second');
    note('  rows inserted barely', rows / seconds, 'a second');
  }
}

/** A configuration with a connection to a database that is not there yet. */
function connectionFile(server, engine, variable, name) {
  const path = join(server.home, `${engine}-${name}.json`);
  const Database = `bench_${name}_${process.pid}`;
  let Connection = { Engine: engine, Database: name === 'bare' ? 'datasync-8.db' : 'datasync-9.db' };
  if (variable) {
    const [host, port, Username, Password] = process.env[variable].split(':');
    Connection = { Engine: engine, Server: `${host}:${port}`, Database, Username, Password, CreateDatabase: true };
  }
  writeFileSync(path, JSON.stringify({ Connection }));
  return path;
}

function perSecond(mails) {
  const times = mails.map(({ at }) => Date.parse(at)).sort((a, b) => a - b);
  return (times.length - 1) / ((times.at(-1) - times[0]) / 1000);
}

function requestsPerSecond(server, path, ...headers) {
  const words = ['-t1', `-c${connections}`, `-d${size.seconds}s`, ...['Accept: text/html', ...headers].flatMap((header) => ['-H', header])];
  const printed = execFileSync('wrk', [...words, `${server.url}${path}`], { encoding: 'utf8' });
  if (/Non-2xx|Socket errors/.test(printed)) throw new Error(`${path} under load:\n${printed}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(printed)[1]);
}

async function page(server, agent) {
  const { status } = await send(`${server.url}/login`, { agent, headers: { accept: 'text/html' } });
  if (status !== 200) throw new Error(`/login answered ${status}`);
}

async function answers(server) {
  try {
    return (await send(`${server.url}/login`, { headers: { accept: 'text/html' } })).status === 200;
  } catch {
    return false;
  }
}

function send(url, options, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, options, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode, location: response.headers.location ?? '' }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** `take(limit)` counts down for all of them together. */
async function inParallel(number, work) {
  let taken = 0;
  const take = (limit) => taken++ < limit;
  await Promise.all(Array.from({ length: number }, () => work(take)));
}

function residentMegabytes(server) {
  const status = readFileSync(`/proc/${server.process.pid}/status`, 'utf8');
  return (Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) * 1024) / 1e6;
}

async function within(milliseconds, what, isSo) {
  const began = performance.now();
  while (!(await isSo())) {
    if (performance.now() - began > milliseconds) throw new Error(`after ${milliseconds} ms still not: ${what}`);
    await pause(200);
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
