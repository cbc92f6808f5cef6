// Connections: the places that data is read from and written to, tried, saved, looked into and removed.

import type { Page } from '@playwright/test';
import { Place } from '../support/copy.mjs';
import { expect, readers, test } from '../support/fixtures.ts';
import { ada } from '../support/people.mjs';
import { chooseLanguage, errorBeside, expectLanguage, field, signIn } from '../support/steps.ts';

/** As the engine's own client makes them. */
const tables = `CREATE TABLE orders (id BIGINT PRIMARY KEY, placed_at TIMESTAMP, amount NUMERIC(12, 2), note TEXT);
  CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL);
  INSERT INTO orders VALUES (7, '2026-02-03 04:05:06', 12.5, NULL);
  INSERT INTO customers VALUES (1, 'Élodie');`;

async function enter(page: Page, language: 'en' | 'fr') {
  await signIn(page, ada);
  if (language !== 'en') await chooseLanguage(page, language);
}

async function fill(page: Page, typed: Record<string, string>) {
  for (const [name, value] of Object.entries(typed)) await field(page, name).fill(value);
}

const testButton = (page: Page) => page.locator('button[formaction="/api/test_place"]');
const saveButton = (page: Page) => page.locator('form[action="/api/save_place"] button.primary');
const listed = (page: Page) => page.locator('.records.tables tbody th a');

for (const { reader, language, use } of readers) {
  test.describe(reader, () => {
    test.use(use);

    for (const [engine, kind] of [['postgresql', 'postgresql'], ['mysql', 'mariadb']] as const) {
      test(`a connection to ${kind} is tried, saved, looked into, changed and removed`, async ({ page, installation }) => {
        const place = await Place.new(engine);
        await place.sql(tables);
        await enter(page, language);
        await page.goto(`${installation.url}/connections`);
        await page.locator('main a.button.primary').click();
        await expectLanguage(page, language);
        await page.locator(`input[value=${kind}]`).check();
        await expect(field(page, 'path')).toBeHidden();
        const { server, database, username, password } = place;

        // A typing error is said beside its field, and everything else stays.
        await fill(page, { name: '', server, database, username, password });
        await saveButton(page).click();
        expect(await errorBeside(page, 'name')).not.toBe('');
        await expect(field(page, 'server')).toHaveValue(server);
        await expect(field(page, 'password')).toHaveValue('');

        await fill(page, { name: 'Warehouse', password: 'wrong' });
        await testButton(page).click();
        await expect(page.locator('.stages .failed .notice')).toBeVisible();
        await page.locator('.test-end > a').click();
        await expect(field(page, 'name')).toHaveValue('Warehouse');
        await fill(page, { password });
        await testButton(page).click();
        await expect(page.locator('.stages li.done')).toHaveCount(6);
        await expect(page.locator('.test-end .notice.success')).toBeVisible();
        expect(await page.content()).not.toContain(password);
        await saveButton(page).click();

        await expect(page).toHaveURL(/\/connections\/[0-9a-f-]{36}\?saved=connection$/);
        await expect(page.locator('.facts .badge.success')).toBeVisible();
        await expect(listed(page)).toHaveText(['customers', 'orders']);
        await page.locator('#search').fill('ORD');
        await page.locator('form.filters button').click();
        await expect(listed(page)).toHaveText(['orders']);
        await listed(page).click();
        await expect(page.locator('.records.columns tbody th')).toHaveCount(4);
        await expect(page.locator('.records.columns tbody tr').first().locator('.badge')).toBeVisible();
        await expect(page.locator('.sample tbody td')).toHaveText(['7', '2026-02-03 04:05:06', '12.50', 'NULL']);
        await page.goBack();

        // The same on the console.
        expect(installation.command('connections', 'list')).toContain(`Warehouse  ${engine === 'mysql' ? 'MariaDB' : 'PostgreSQL'}  ${server}/${database}`);
        const steps = installation.command('connections', 'test', 'WAREHOUSE', '--json').trim().split('\n').map((line) => JSON.parse(line));
        expect(steps.at(-1)).toMatchObject({ stage: 'tables', outcome: { Ok: { tables: { count: 2, unreadable: 0 } } } });

        await page.locator('a[href$="/edit"]').click();
        await fill(page, { name: 'Lager' });
        await saveButton(page).click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lager');
        await expect(listed(page)).toHaveText(['customers', 'orders']);

        await page.locator('#remove summary').click();
        await page.locator('#remove button').click();
        await expect(page).toHaveURL(/\/connections\?saved=removed$/);
        await expect(page.locator('main')).not.toContainText('Lager');
        expect(await place.sql('SELECT name FROM customers')).toBe('Élodie');
      });
    }
  });
}
