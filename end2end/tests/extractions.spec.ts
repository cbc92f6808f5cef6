// Extractions: from two connections to tables that were copied, counted and compared, as somebody who is new does it.

import type { Page } from '@playwright/test';
import { Place } from '../support/copy.mjs';
import { expect, readers, test } from '../support/fixtures.ts';
import { ada } from '../support/people.mjs';
import type { Server } from '../support/server.mjs';
import { chooseLanguage, errorBeside, field, signIn } from '../support/steps.ts';
import { Visitor } from '../support/visitor.mjs';

/** Twelve tables of a shop, the last one with three rows. */
const tables = [
  ...Array.from({ length: 11 }, (_, n) => `CREATE TABLE shop_${n} (id BIGINT PRIMARY KEY, name VARCHAR(50), price DECIMAL(12, 2));
    INSERT INTO shop_${n} VALUES (1, 'première', 12.5), (2, NULL, -0.01);`),
  `CREATE TABLE orders (customer INT, line INT, placed_at DATETIME(6), note TEXT, PRIMARY KEY (customer, line));
    INSERT INTO orders VALUES (1, 1, '2026-02-03 04:05:06.123456', ''), (1, 2, NULL, NULL), (2, 1, '1969-12-31 23:59:59', '東京');`,
].join('\n');

async function enter(page: Page, language: 'en' | 'fr') {
  await signIn(page, ada);
  if (language !== 'en') await chooseLanguage(page, language);
}

/** A connection, saved without a browser. */
async function connect(server: Server, name: string, place: Place) {
  const visitor = new Visitor(server.url);
  await visitor.signIn(ada);
  const { server: address, database, username, password, engine } = place;
  const kind = engine === 'mysql' ? 'mariadb' : 'postgresql';
  await visitor.submit('/connections/new', { name, kind, server: address, database, username, password });
}

/** Chooses the places, all tables and what is proposed, to the page that shows what would happen. */
async function define(page: Page, server: Server, name: string, from: string, to: string) {
  await page.goto(`${server.url}/extractions/new`);
  await field(page, 'name').fill(name);
  await page.locator('select[name=source]').selectOption({ label: from });
  await page.locator('select[name=destination]').selectOption({ label: to });
  await page.locator('main form[action="/api/save_extraction"] button.primary').click();
  await expect(page).toHaveURL(/\/extractions\/[0-9a-f-]{36}\/tables$/);
  await page.locator('main form[action="/api/choose_tables"] button.primary').click();
  await expect(page).toHaveURL(/\?validate=now/);
}

/** Puts a run into the queue, and gives its page, which would be sent until the run is over. */
async function begin(server: Server, name: string) {
  const visitor = new Visitor(server.url);
  await visitor.signIn(ada);
  const job = await visitor.open(`/jobs/${name}`);
  const { action, body } = visitor.fill(job, { name });
  const headers = { ...visitor.formHeaders(job), cookie: visitor.cookieHeader() };
  const answer = await fetch(action, { method: 'POST', body, headers, redirect: 'manual' });
  return answer.headers.get('location')!;
}

/** An extraction `many` of a table that takes some seconds; gives its destination. */
async function defineMany(page: Page, server: Server) {
  const [here, there] = [await Place.new('postgresql'), await Place.new('postgresql')];
  await here.sql('CREATE TABLE many (id BIGINT PRIMARY KEY, note TEXT); INSERT INTO many SELECT i, md5(i::text) FROM generate_series(1, 600000) i');
  await connect(server, 'Here', here);
  await connect(server, 'There', there);
  await enter(page, 'en');
  await define(page, server, 'many', 'Here', 'There');
  return there;
}

const runButton = (page: Page) => page.locator('main form[action="/api/run_extraction"] button.primary');
const verifyButton = (page: Page) => page.locator('main button[formaction="/api/run_extraction"]');
const receipt = (page: Page) => page.locator('.records.receipt tbody tr');

for (const { reader, language, use } of readers) {
  test.describe(reader, () => {
    test.use(use);

    test('a shop of twelve tables is copied from MariaDB to PostgreSQL, changed, compared and scheduled', async ({ page, installation }) => {
      const [here, there] = [await Place.new('mysql'), await Place.new('postgresql')];
      await here.sql(tables);
      await connect(installation, 'ERP', here);
      await connect(installation, 'Warehouse', there);
      await enter(page, language);
      await page.goto(`${installation.url}/extractions`);
      await page.locator('main a.button.primary').click();

      // What was typed stays beside what is wrong.
      await field(page, 'name').fill('Two Words');
      await page.locator('select[name=source]').selectOption({ label: 'ERP' });
      await page.locator('main form button.primary').click();
      expect(await errorBeside(page, 'name')).not.toBe('');
      expect(await errorBeside(page, 'destination')).not.toBe('');
      await expect(page.locator('select[name=source] option:checked')).toHaveText('ERP');

      await define(page, installation, 'erp-to-warehouse', 'ERP', 'Warehouse');
      await expect(page.locator('.checked > li')).toHaveCount(12);
      await expect(page.locator('main .notice.success')).toBeVisible();
      await runButton(page).click();

      await expect(receipt(page)).toHaveCount(12);
      await expect(page.locator('.records.receipt .badge.success')).toHaveCount(12);
      const run = page.url();
      expect(await there.sql('SELECT placed_at, note FROM orders ORDER BY customer, line')).toBe(
        '2026-02-03 04:05:06.123456\t\nNULL\tNULL\n1969-12-31 23:59:59\t東京',
      );

      // The second run writes what differs, and no more.
      await here.sql("UPDATE orders SET note = 'changed' WHERE line = 2; DELETE FROM shop_3 WHERE id = 2");
      await page.goto(`${installation.url}/extractions`);
      await page.locator('.records.extractions tbody th a').click();
      const extraction = page.url();
      await verifyButton(page).click();
      await expect(page.locator('.records.receipt .badge.error')).toHaveCount(2);
      expect(await there.sql('SELECT count(*) FROM shop_3')).toBe('2');
      await page.goto(extraction);
      await runButton(page).click();
      await expect(page.locator('.records.receipt .badge.success')).toHaveCount(12);
      await expect(receipt(page).filter({ hasText: 'shop_3' }).locator('td.number')).toHaveText(['1', '0', '0', '1', '1', /./]);
      expect(await there.sql('SELECT note FROM orders WHERE line = 2')).toBe('changed');
      expect(await page.content()).not.toContain(there.password);

      // Its job has its times.
      await page.goto(`${installation.url}/jobs/erp-to-warehouse`);
      await field(page, 'enabled').check();
      await page.locator('#plan form button.primary').click();
      await page.goto(extraction);
      await expect(page.locator('.facts')).toContainText('02:00');
      await page.goto(run);
      await expect(receipt(page)).toHaveCount(12);
    });

    test('sample data is copied with four clicks', async ({ page, installation }) => {
      await enter(page, language);
      await page.goto(installation.url);
      await page.locator('button[formaction="/api/try_sample"]').click();
      await expect(page.locator('.checked > li')).toHaveCount(13);
      await expect(page.locator('main .notice.success')).toBeVisible();
      await runButton(page).click();
      await expect(page.locator('.records.receipt .badge.success')).toHaveCount(13, { timeout: 60_000 });
      await expect(receipt(page).filter({ hasText: 'stock_movements' }).locator('td.number').first()).toHaveText(/^200.000$/);
      await page.goto(installation.url);
      await expect(page.locator('button[formaction="/api/try_sample"]')).toHaveCount(0);
    });
  });
}

test('some tables are ticked, others left out, and what is in the way is said', async ({ page, installation }) => {
  const [here, there] = [await Place.new('postgresql'), await Place.new('mysql')];
  await here.sql(`CREATE TABLE kept (id INT PRIMARY KEY, at TIMESTAMPTZ); INSERT INTO kept VALUES (1, '2026-01-01 00:00:00Z');
    CREATE TABLE inv_a (id INT PRIMARY KEY); CREATE TABLE inv_tmp (id INT PRIMARY KEY); CREATE TABLE theirs (id INT PRIMARY KEY);`);
  await there.sql('CREATE TABLE theirs (mine TEXT)');
  await connect(installation, 'Here', here);
  await connect(installation, 'There', there);
  await enter(page, 'en');
  await define(page, installation, 'some', 'Here', 'There');
  await expect(page.locator('.checked > li').first()).toContainText('theirs');
  await expect(page.locator('.checked .badge.error')).toHaveCount(1);

  await page.locator('.steps a').nth(1).click();
  await page.locator('input[name=which][value=some]').check();
  for (const box of await page.locator('.ticks input[type=checkbox]').all()) await box.uncheck();
  await field(page, 'tables').fill('');
  await page.locator('form.choose-tables button.primary').click();
  await expect(page.locator('#which-error')).toBeVisible();
  await page.locator('.ticks label', { hasText: 'kept' }).click();
  await field(page, 'tables').fill('inv_*');
  await field(page, 'exclude').fill('inv_tmp');
  await page.locator('form.choose-tables button.primary').click();
  await expect(page.locator('.checked > li h3')).toHaveText([/^inv_a/, /^kept/]);
  await page.locator('.steps a').nth(1).click();
  await expect(page.locator('.ticks input:checked')).toHaveCount(1);
  await expect(field(page, 'tables')).toHaveValue('inv_*');

  await page.locator('.steps a').nth(2).click();
  await runButton(page).click();
  await expect(page.locator('.records.receipt .badge.success')).toHaveCount(2);
  expect(await there.tables()).toEqual(['datasync_register', 'inv_a', 'kept', 'theirs']);

  // The same on the console, with a server at work and without.
  const run = (...words: string[]) => JSON.parse(installation.command('run', 'some', '--json', ...words));
  expect(installation.command('extractions', 'list')).toBe('some  Here → There  Succeeded');
  expect(JSON.parse(installation.command('extractions', 'validate', 'some', '--json')).tables).toHaveLength(2);
  await here.sql('INSERT INTO kept VALUES (2, NULL)');
  expect(run().tables.map(({ table, read, written }: any) => ({ table, read, written }))).toEqual([
    { table: 'inv_a', read: 0, written: 0 },
    { table: 'kept', read: 2, written: 1 },
  ]);
  await installation.stop();
  await here.sql('DELETE FROM kept WHERE id = 1');
  expect(() => run('--verify')).toThrow();
  expect(run().state).toBe('succeeded');
  expect(await there.sql('SELECT id FROM kept')).toBe('2');
  expect(() => installation.command('run', 'nonsense')).toThrow();
  await installation.launch();
});

test('killed in the middle of a run, the server notes it, and the next run is green', async ({ page, installation }) => {
  test.setTimeout(180_000);
  const there = await defineMany(page, installation);
  const run = await begin(installation, 'many');
  // What is staged is the first that anybody could see of it.
  await expect.poll(async () => (await there.tables()).some((name) => name.startsWith('datasync_staging_'))).toBe(true);
  installation.process.kill('SIGKILL');
  await installation.exited;
  expect((await there.tables()).filter((name) => name === 'many')).toEqual([]);
  await installation.launch();
  // Whoever worked at it is given up after half a minute.
  await expect(async () => {
    await page.goto(`${installation.url}${run}`);
    await expect(page.locator('.run-outcome .notice')).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await page.goto(`${installation.url}${await begin(installation, 'many')}`);
  await expect(page.locator('.records.receipt .badge.success')).toHaveCount(1);
  expect(await there.sql('SELECT count(*) FROM many')).toBe('600000');
  expect((await there.tables()).filter((name) => name.startsWith('datasync_staging_'))).toEqual([]);
});

test('a command that was killed in the middle is made up for by the next one, without a server', async ({ page, installation }) => {
  test.setTimeout(180_000);
  const there = await defineMany(page, installation);
  await installation.stop();
  const killed = installation.begin('run', 'many');
  await expect.poll(async () => (await there.tables()).some((name) => name.startsWith('datasync_staging_'))).toBe(true);
  killed.kill('SIGKILL');
  // Half a minute is what whoever worked at it is given.
  expect(JSON.parse(installation.command('run', 'many', '--json')).state).toBe('succeeded');
  expect(await there.sql('SELECT count(*) FROM many')).toBe('600000');
  await installation.launch();
});
