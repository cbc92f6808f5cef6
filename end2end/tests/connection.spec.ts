// Settings → Connection with real databases: try one, move everything there while people work, and what may go wrong.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { newDatabase, Proxy } from '../support/database.mjs';
import { expect, readers, test } from '../support/fixtures.ts';
import { ada, colleague, grace } from '../support/people.mjs';
import { quantile, Script } from '../support/raw.mjs';
import type { Server } from '../support/server.mjs';
import { chooseLanguage, errorBeside, expectLanguage, signIn } from '../support/steps.ts';
import { Visitor } from '../support/visitor.mjs';

type Engine = 'embedded' | 'postgresql' | 'mysql';
type Fields = Record<string, string>;

// Times count, and the machine is loaded on purpose: not beside each other.
test.describe.configure({ mode: 'default' });

const panel = (page: Page) => page.locator('#connection');
const input = (page: Page, name: string) => panel(page).locator(`input[name=${name}]`);
const choose = (page: Page, engine: Engine) => panel(page).locator(`input[value=${engine}]`).check();
const save = (page: Page) => panel(page).locator('form button.primary').click();
const testConnection = (page: Page) => page.locator('button[formaction="/api/test_connection"]').click();
const state = (page: Page) => panel(page).locator('.state');
const stages = (page: Page) => page.locator('.stages > li');
const failedStage = (page: Page) => page.locator('.stages > .failed');
const end = (page: Page) => page.locator('.test-end');
const back = (page: Page) => end(page).locator('> a').click();

async function fill(page: Page, fields: Fields) {
  for (const [name, value] of Object.entries(fields)) await input(page, name).fill(value);
}

async function expectFields(page: Page, fields: Fields) {
  for (const [name, value] of Object.entries(fields)) await expect(input(page, name), name).toHaveValue(value);
}

async function expectMoved(page: Page) {
  await expect(page).toHaveURL(/\/settings\/connection\//);
  await expect(end(page).locator('.notice.success')).toBeVisible();
  await expect(failedStage(page)).toHaveCount(0);
}

/** Somebody signed in without a browser. */
async function enter(server: Server, { username, password }: typeof ada) {
  const visitor = new Visitor(server.url);
  const { url } = await visitor.submit('/login', { username, password });
  expect(url).not.toContain('/login');
  return visitor;
}

/** Fills the panel without a browser; what is given back presses Save and shows the page on which the move goes on. */
async function prepareMove(administrator: Visitor, fields: Fields) {
  const settings = await administrator.open('/settings');
  const { action, body } = administrator.fill(settings, { ...fields, create_database: 'on' });
  const headers = { ...administrator.formHeaders(settings), cookie: administrator.cookieHeader() };
  return () => fetch(action, { method: 'POST', body, headers });
}

/** Moves the installation without a browser; the page comes to its end when the move does. */
async function move(administrator: Visitor, fields: Fields) {
  const save = await prepareMove(administrator, fields);
  const html = await (await save()).text();
  if (!html.includes('class="notice success"')) throw new Error(`the move did not come to its end: ${textOf(html)}`);
}

/** Waits until a page that is sent in pieces shows this. */
async function shows(page: Response, words: string) {
  let html = '';
  for await (const piece of page.body!.pipeThrough(new TextDecoderStream())) {
    html += piece;
    if (html.includes(words)) return;
  }
  throw new Error(`${page.url} does not show “${words}”: ${textOf(html)}`);
}

function textOf(html: string) {
  return html.slice(html.indexOf('<main')).replace(/<script[\s\S]*?<\/script>|<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

/** What the settings page says without a browser: which database is in use, and by how many people. */
async function look(administrator: Visitor) {
  const { url, html } = await administrator.open('/settings');
  expect(url, 'the administrator is still logged in').toMatch(/\/settings$/);
  const users = />([\d,]+) users</.exec(html);
  return { database: valueIn(html, 'database'), users: users?.[1] };
}

type Person = { visitor: Visitor; username: string; changes: number; saved: number; doubtful: number[]; doubts: number };
type Answer = { asked: string; at: number; ms: number; status: number; location: string; retryAfter: string };

/** People who read pages and change their names all the time, one who keeps signing in, and every answer they get. */
class Crowd {
  readonly answers: Answer[] = [];
  #people: Person[] = [];
  #newcomer = colleague();
  #script: Script;
  #isOver = false;
  #working: Promise<unknown>[] = [];

  private constructor(server: Server, size: number) {
    this.#script = new Script(server.url, size + 1);
  }

  static async gather(server: Server, size: number) {
    const crowd = new Crowd(server, size);
    await new Visitor(server.url).join(server, crowd.#newcomer);
    for (let n = 0; n < size; n++) {
      const person = colleague();
      await new Visitor(server.url).join(server, person);
      const visitor = await enter(server, person);
      crowd.#people.push({ visitor, username: person.username, changes: 0, saved: 0, doubtful: [], doubts: 0 });
    }
    return crowd;
  }

  /** Lets them work as long as something else goes on, and a little before and after. */
  async during(work: () => Promise<void>) {
    this.#working = [...this.#people.map((person) => this.#work(person)), this.#signIn()];
    try {
      await this.goesOn();
      await work();
      await this.goesOn();
    } finally {
      this.#isOver = true;
      await Promise.all(this.#working);
      this.#script.close();
    }
  }

  /** Everybody was served once more. */
  async goesOn() {
    const begin = performance.now();
    const served = (asked: string) => this.answers.some((answer) => answer.asked === asked && answer.at > begin && isYes(answer));
    const all = ['a new login', ...this.#people.map(({ username }) => `a change by ${username}`)];
    await expect.poll(() => all.filter((asked) => !served(asked)), { timeout: 15_000 }).toEqual([]);
  }

  /** For how long no change was accepted. */
  waitsMs() {
    const last = this.answers.findLast((answer) => answer.asked.startsWith('a change') && isYes(answer));
    return last ? performance.now() - last.at - last.ms : 0;
  }

  /** What was accepted is there, with its row in the audit, and nothing is there that was refused unless one could not know. */
  async expectKept(administrator: Visitor, { isCertain }: { isCertain: boolean }) {
    const audit = await administrator.open('/settings/audit/export?action=changed_profile');
    expect(audit.status).toBe(200);
    for (const { visitor, username, changes, saved, doubtful, doubts } of this.#people) {
      const { url, html } = await visitor.open('/account');
      expect(url, `${username} is still logged in`).toMatch(/\/account$/);
      const [first, last] = ['first_name', 'last_name'].map((name) => valueIn(html, name));
      expect([first, last], username).toEqual([first, first]);
      expect(isCertain ? [saved] : [saved, ...doubtful], username).toContain(Number(first));
      const rows = audit.html.split(`,"${username}","changed_profile",`).length - 1;
      expect(rows, `changes by ${username}`).toBeGreaterThanOrEqual(changes);
      expect(rows, `changes by ${username}`).toBeLessThanOrEqual(isCertain ? changes : changes + doubts);
    }
  }

  async #work(person: Person) {
    const headers = { cookie: person.visitor.cookieHeader() };
    for (let n = 1; !this.#isOver; n++) {
      for (const path of ['/', '/account']) await this.#ask(`${path} for ${person.username}`, path, { headers });
      const names = { first_name: String(n), last_name: String(n), language: 'en' };
      const answer = await this.#post(`a change by ${person.username}`, 'save_profile', names, headers);
      if (isYes(answer)) {
        Object.assign(person, { changes: person.changes + 1, saved: n, doubtful: [] });
      } else {
        person.doubts++;
        person.doubtful.push(n);
      }
    }
  }

  async #signIn() {
    const { username, password } = this.#newcomer;
    while (!this.#isOver) await this.#post('a new login', 'sign_in', { username, password });
  }

  #post(asked: string, name: string, fields: Fields, headers: Fields = {}) {
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: this.#script.url };
    const body = new URLSearchParams(fields).toString();
    return this.#ask(asked, `/api/${name}`, { method: 'POST', headers: { ...form, ...headers } }, body);
  }

  async #ask(asked: string, path: string, options: { method?: string; headers: Fields }, body?: string) {
    const at = performance.now();
    options.headers.accept = 'text/html';
    const nobody = { status: 0, headers: {} as Fields, ms: 0 };
    const { status, headers, ms } = await this.#script.send(path, options, body).catch(() => nobody);
    const answer = { asked, at, ms, status, location: headers.location ?? '', retryAfter: headers['retry-after'] ?? '' };
    this.answers.push(answer);
    // They think a little, and leave the machine to the server.
    await pause(30);
    return answer;
  }
}

/** It was done, or shown. */
function isYes({ asked, status, location }: Answer) {
  if (asked === 'a new login') return status === 303 && !location.includes('/login');
  if (asked.startsWith('a change')) return status === 303 && location === '/account?saved=profile';
  return status === 200;
}

const isComeBack = ({ status, retryAfter }: Answer) => status === 503 && Number(retryAfter) > 0;

/** What stands in a field. */
function valueIn(html: string, field: string) {
  return new RegExp(`<input\\b[^>]*name="${field}"[^>]*value="([^"]*)"`).exec(html)?.[1];
}

function report(answers: Answer[]) {
  const ms = answers.map(({ ms }) => ms);
  const times = `${quantile(ms, 0.5).toFixed(0)} ms (median), ${quantile(ms, 1).toFixed(0)} ms (longest)`;
  return `${answers.length} answers within ${times}, ${answers.filter(isComeBack).length} of them "come back later"`;
}

for (const { reader, language, script, use } of readers) {
  test.describe(reader, () => {
    test.use(use);

    test('a database is tested, everything moves there, and nobody is logged out', async ({ page, context, installation }) => {
      await signIn(page, ada);
      await chooseLanguage(page, language);
      const cookies = async () => (await context.cookies()).filter(({ httpOnly }) => httpOnly).map(({ value }) => value);
      const signedInAs = await cookies();
      await page.goto('/settings');
      const postgres = newDatabase('postgresql');
      await choose(page, 'postgresql');
      await fill(page, postgres);
      await input(page, 'create_database').check();
      await testConnection(page);
      await expect(page).toHaveURL(/\/settings\/connection\//);
      await expect(end(page).locator('.notice.success')).toBeVisible();
      await expect(stages(page)).toHaveCount(8);
      await expect(failedStage(page)).toHaveCount(0);
      await expectLanguage(page, language);

      // What was tested is saved without typing the password again.
      const tested = page.url();
      await end(page).locator('form button').click();
      await expect(page).not.toHaveURL(tested);
      await expectMoved(page);
      await expectLanguage(page, language);
      expect(await page.content()).not.toContain(postgres.password);
      await back(page);
      await expect(page).toHaveURL(/\/settings#connection$/);
      await expect(state(page)).toContainText(`PostgreSQL`);
      await expect(state(page)).toContainText(postgres.server);
      await expectFields(page, { ...postgres, password: '' });
      expect(await page.content()).not.toContain(postgres.password);
      await expect(page.locator('#users')).toContainText(ada.email);
      expect(await cookies()).toEqual(signedInAs);

      if (language === 'en' && script) {
        const mariadb = newDatabase('mysql');
        await choose(page, 'mysql');
        await fill(page, mariadb);
        await input(page, 'create_database').check();
        await save(page);
        await expectMoved(page);
        await back(page);
        await expect(state(page)).toContainText('MariaDB');
        await expectFields(page, { ...mariadb, password: '' });
        await expect(page.locator('#users')).toContainText(ada.email);
        expect(await cookies()).toEqual(signedInAs);
      }
    });
  });
}

test('only the fields of the chosen engine show', async ({ page, installation }) => {
  await signIn(page, ada);
  await page.goto('/settings');
  const ofServers = ['server', 'database', 'username', 'password', 'encrypt', 'trust_server_certificate', 'create_database'];
  const ofAll = ['timeout', 'max_pool_size'];
  for (const engine of ['postgresql', 'embedded', 'mysql'] as const) {
    await choose(page, engine);
    for (const name of ofServers) {
      await expect(input(page, name), `${name} with ${engine}`).toBeVisible({ visible: engine !== 'embedded' });
    }
    for (const name of ofAll) await expect(input(page, name), `${name} with ${engine}`).toBeVisible();
  }
});

test('a wrong password says what to do, and what was typed stays', async ({ page, installation }) => {
  await signIn(page, ada);
  await page.goto('/settings');
  const postgres = newDatabase('postgresql');
  const embedded = await state(page).innerText();
  const unchanged = async () => {
    await expect(state(page)).toHaveText(embedded);
    expect(existsSync(join(installation.dataDirectory, 'connection.json'))).toBe(false);
  };
  await choose(page, 'postgresql');
  await fill(page, { ...postgres, password: 'Correct horse 1' });
  await input(page, 'create_database').check();
  await testConnection(page);
  await expect(failedStage(page)).toHaveCount(1);
  await expect(stages(page).last()).toHaveClass(/failed/);
  // What is wrong, and then what to do.
  await expect(failedStage(page).locator('.notice')).toHaveText(/\S+\. +\S+/);
  await expect(end(page).locator('form')).toHaveCount(0);
  await back(page);
  await expectFields(page, { ...postgres, password: '' });
  await expect(panel(page).locator('input[value=postgresql]')).toBeChecked();
  await expect(input(page, 'create_database')).toBeChecked();
  await unchanged();

  // The same when it is saved at once.
  await fill(page, { password: 'Correct horse 2' });
  await save(page);
  await expect(failedStage(page)).toHaveCount(1);
  await back(page);
  await expectFields(page, { ...postgres, password: '' });
  await unchanged();
});

test('a password is typed once for a server, and again for another', async ({ page, installation }) => {
  await signIn(page, ada);
  await page.goto('/settings');
  const postgres = newDatabase('postgresql');
  await choose(page, 'postgresql');
  await fill(page, postgres);
  await testConnection(page);
  // The server has let the user in; what is missing is the database.
  await expect(failedStage(page)).toHaveCount(1);
  await expect(stages(page)).toHaveCount(5);
  await back(page);
  await expectFields(page, { ...postgres, password: '' });
  await input(page, 'create_database').check();
  await testConnection(page);
  await expect(end(page).locator('.notice.success')).toBeVisible();
  await back(page);
  await save(page);
  await expectMoved(page);
  await back(page);

  // It is the same machine, but who knows that.
  const elsewhere = postgres.server.replace('127.0.0.1', 'localhost');
  await fill(page, { server: elsewhere });
  await save(page);
  expect(await errorBeside(page, 'password')).not.toBe('');
  await expectFields(page, { ...postgres, server: elsewhere, password: '' });
  await fill(page, { password: postgres.password });
  await save(page);
  await expectMoved(page);
  await back(page);
  await expect(state(page)).toContainText(elsewhere);
});

test('a password typed for a test is asked for again where it would go to another server', async ({ page, installation }) => {
  await signIn(page, ada);
  await page.goto('/settings');
  const postgres = newDatabase('postgresql');
  await choose(page, 'postgresql');
  await fill(page, postgres);
  await testConnection(page);
  await back(page);
  await fill(page, { server: postgres.server.replace('127.0.0.1', 'localhost') });
  await testConnection(page);
  expect(await errorBeside(page, 'password')).not.toBe('');
});

test('coming back to the embedded database asks first, and overwrites nothing', async ({ page, installation: server }) => {
  const administrator = await enter(server, ada);
  await move(administrator, { engine: 'mysql', ...newDatabase('mysql') });
  const { firstName: first_name, lastName: last_name } = grace;
  await administrator.submit('/account', { first_name, last_name });

  await signIn(page, ada);
  await page.goto('/settings');
  await choose(page, 'embedded');
  await save(page);
  await expect(end(page).locator('.notice.warning')).toBeVisible();
  await page.goto('/settings');
  await expect(state(page)).toContainText('MariaDB');
  await page.goBack();
  await end(page).locator('form:has([name=existing][value=beside]) button').click();
  await expect(end(page).locator('.notice.success')).toBeVisible();
  await back(page);
  await expect(state(page)).toContainText('datasync-2.db');
  await page.goto('/account');
  await expect(page.locator('input[name=first_name]')).toHaveValue(grace.firstName);

  const holds = (file: string, text: string) => {
    const files = [file, `${file}-wal`].map((name) => join(server.dataDirectory, name));
    return files.some((file) => existsSync(file) && readFileSync(file, 'latin1').includes(text));
  };
  expect([holds('datasync.db', ada.lastName), holds('datasync-2.db', ada.lastName)]).toEqual([true, false]);
  expect([holds('datasync.db', grace.lastName), holds('datasync-2.db', grace.lastName)]).toEqual([false, true]);
});

test('people work on during a move, and nothing that was accepted is lost', async ({ installation: server }) => {
  test.setTimeout(120_000);
  const administrator = await enter(server, ada);
  const crowd = await Crowd.gather(server, 4);
  server.bench('fill', '2000', '30000');
  const target = newDatabase('postgresql');
  const way = await Proxy.to(target.server);
  let began = 0;
  let ended = 0;
  await crowd.during(async () => {
    began = performance.now();
    const moving = move(administrator, { engine: 'postgresql', ...target, server: way.server });
    // As soon as changes are held, the way becomes so long that they cannot wait for its end.
    const refused = () => {
      way.delayMs = crowd.waitsMs() > 500 ? 300 : 0;
      return crowd.answers.some(isComeBack);
    };
    await Promise.race([moving, expect.poll(refused, { intervals: [50], timeout: 30_000 }).toBe(true)]);
    way.delayMs = 0;
    await moving;
    ended = performance.now();
  });
  const meanwhile = crowd.answers.filter(({ at }) => at > began && at < ended);
  console.log(`the move took ${((ended - began) / 1000).toFixed(1)} s; meanwhile ${report(meanwhile)}`);
  expect(crowd.answers.filter((answer) => !isYes(answer) && !isComeBack(answer))).toEqual([]);
  expect(meanwhile.filter(isComeBack).length).toBeGreaterThan(0);
  // Reading goes on.
  expect(crowd.answers.filter(({ asked, status }) => asked.startsWith('/') && status !== 200)).toEqual([]);
  expect((await look(administrator)).database).toBe(target.database);
  await crowd.expectKept(administrator, { isCertain: true });
  await way.close();
});

test('killed ten times on the move, the server has everything on one side or the other', async ({ installation: server }) => {
  test.setTimeout(180_000);
  const administrator = await enter(server, ada);
  const crowd = await Crowd.gather(server, 1);
  server.bench('fill', '2000', '30000');
  const { users } = await look(administrator);
  expect(users).toBe('2,003');
  const engines = ['postgresql', 'mysql'] as const;
  let moves = 0;
  const newTarget = (engine = engines[moves++ % 2]) => ({ engine, ...newDatabase(engine) });
  let target = newTarget();
  const ends = { before: 0, behind: 0 };
  await crowd.during(async () => {
    for (let kills = 0; kills < 10; kills++) {
      const { database: before } = await look(administrator);
      const save = await prepareMove(administrator, target);
      const page = save();
      page.catch(() => {});
      if (kills % 2) {
        // Around the one moment at which it happens.
        await shows(await page, 'arrived as they were sent');
        await pause(Math.random() * 40);
      } else {
        await pause(Math.random() * 3_000);
      }
      server.process.kill('SIGKILL');
      await server.exited;
      await server.launch();
      const now = await look(administrator);
      expect([before, target.database]).toContain(now.database);
      expect(now.users).toBe(users);
      await enter(server, ada);
      ends[now.database === before ? 'before' : 'behind']++;
      // What was broken off is tried again, on what is left of it there.
      if (now.database !== before) target = newTarget();
    }
    await move(administrator, target);
    expect(await look(administrator)).toMatchObject({ database: target.database, users });
  });
  console.log(`after ${ends.before} kills the data stood where it was, after ${ends.behind} where it was going`);
  await crowd.expectKept(administrator, { isCertain: false });
});

test('without its database for ten seconds, the server says so, and goes on by itself', async ({ installation: server }) => {
  test.setTimeout(120_000);
  const administrator = await enter(server, ada);
  const crowd = await Crowd.gather(server, 4);
  const target = newDatabase('postgresql');
  const way = await Proxy.to(target.server);
  await move(administrator, { engine: 'postgresql', ...target, server: way.server });
  const answer = async (path: string) => {
    const signal = AbortSignal.timeout(2_000);
    const response = await fetch(server.url + path, { signal, headers: { accept: 'text/html', 'accept-language': 'fr' } });
    return { status: response.status, html: await response.text() };
  };
  const status = async (path: string) => (await answer(path).catch(() => ({ status: 'no answer' }))).status;
  const times = { cut: 0, noticed: 0, mended: 0, ready: 0 };
  await crowd.during(async () => {
    await way.cut();
    times.cut = performance.now();
    await expect.poll(() => status('/health/ready'), { intervals: [100], timeout: 6_000 }).toBe(503);
    // Pages that need no database, too, when the server has looked for it.
    await expect.poll(() => status('/login'), { intervals: [100], timeout: 6_000 }).toBe(503);
    times.noticed = performance.now();
    expect(await status('/health/live')).toBe(200);
    const page = await answer('/login');
    expect(page.status).toBe(503);
    expect(page.html).toContain('<html lang="fr"');
    // What Leptos puts behind a text, to find it again, is nothing that a person sees.
    expect(page.html.replaceAll('<!>', '')).toMatch(/<h1>[^<]+<\/h1><p>[^<]+<\/p>/);
    expect(page.html).not.toContain('<script');
    await pause(times.cut + 10_000 - performance.now());
    expect(await status('/health/ready')).toBe(503);
    await way.mend();
    times.mended = performance.now();
    await expect.poll(() => status('/health/ready'), { intervals: [100], timeout: 6_000 }).toBe(200);
    times.ready = performance.now();
    expect(await status('/login')).toBe(200);
  });
  const meanwhile = crowd.answers.filter(({ at, ms }) => at > times.cut && at + ms < times.mended);
  const [noticed, ready] = [times.noticed - times.cut, times.ready - times.mended].map((ms) => `${ms.toFixed(0)} ms`);
  console.log(`noticed after ${noticed}, ready ${ready} after the mending; meanwhile ${report(meanwhile)}`);
  expect(crowd.answers.filter((answer) => !isYes(answer) && !isComeBack(answer))).toEqual([]);
  expect(meanwhile.filter((answer) => !isComeBack(answer))).toEqual([]);
  expect(meanwhile.length).toBeGreaterThan(0);
  await crowd.expectKept(administrator, { isCertain: false });
  await way.close();
});

test('commands test a connection, and move while the server does not run', async ({ installation: server }) => {
  const run = (...words: string[]) => {
    try {
      return { status: 0, text: server.command('connection', ...words) };
    } catch (error) {
      const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
      return { status, text: stdout + stderr };
    }
  };
  const connectionFile = (name: string, engine: string, { server: Server, database, username, password }: Fields) => {
    const file = join(server.home, name);
    const rest = { Database: database, Username: username, Password: password, CreateDatabase: true };
    writeFileSync(file, JSON.stringify({ Connection: { Engine: engine, Server, ...rest } }));
    return file;
  };
  const administrator = await enter(server, ada);
  const target = newDatabase('mysql');
  const file = connectionFile('new.json', 'MariaDB', target);

  expect(run('test')).toMatchObject({ status: 0, text: expect.stringMatching(/^\+ .*SQLite[^]*\n\+ .*\n.+$/) });
  const there = run('test', '--to', file);
  expect(there.status, there.text).toBe(0);
  expect(there.text).toMatch(/^(\+ .+\n){8}[^+-].+$/);
  expect(there.text).toContain('MariaDB');
  const steps = run('test', '--to', file, '--json').text.split('\n').map((line) => JSON.parse(line));
  expect(steps.map(({ stage }) => stage)).toContain('sign_in');

  const wrong = { ...newDatabase('postgresql'), password: 'Correct horse 1' };
  const refused = run('test', '--to', connectionFile('wrong.json', 'PostgreSQL', wrong));
  expect(refused.status).toBe(1);
  expect(refused.text).toMatch(/^(\+ .+\n)+- .+\n/);
  // Said twice: at its stage, and with what to do at the end.
  expect(refused.text.match(/does not accept this username and password/g)).toHaveLength(2);
  for (const { text } of [there, refused]) {
    for (const secret of [target.password, wrong.password]) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/\b(SELECT|CREATE|DROP|INSERT)\b|sqlx/);
  }

  const tooEarly = run('move', '--to', file);
  expect(tooEarly.status).toBe(1);
  expect(tooEarly.text).toMatch(/is running/);
  expect((await look(administrator)).database).toBe('');

  await server.stop();
  const moved = run('move', '--to', file);
  expect(moved.status, moved.text).toBe(0);
  await server.launch();
  expect((await look(administrator)).database).toBe(target.database);
  await server.stop();
  expect(run('reset').status).toBe(0);
  await server.launch();
  expect((await look(administrator)).database).toBe('');
  await enter(server, ada);
});
