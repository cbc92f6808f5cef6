// The first hour of a newcomer: from the printed link to a server that sends mail and keeps its data in PostgreSQL.

import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { newDatabase } from '../support/database.mjs';
import { expect, readers, test } from '../support/fixtures.ts';
import { ada, grace } from '../support/people.mjs';
import type { Server } from '../support/server.mjs';
import { chooseLanguage, expectLanguage, expectNoSidewaysScroll, field, registration, signIn } from '../support/steps.ts';
import { Visitor } from '../support/visitor.mjs';

const mostClicks = 25;
const longestMs = 90_000;
const steps = ['connection', 'mail', 'server', 'users', 'done'];

// Nobody has said where people reach these servers.
test.use({ environment: { DATASYNC__SERVER__URL: undefined } });

const current = (page: Page) => page.locator('.steps [aria-current=step]');
const onwards = (page: Page) => page.locator('.way-on button.primary');
const save = (page: Page, panel: string) => page.locator(`#${panel} form button.primary`).first();

/** Fills the fields of one panel, or of the only form of a page. */
async function fill(form: Page | Locator, fields: Record<string, string>) {
  for (const [name, value] of Object.entries(fields)) await form.locator(`input[name=${name}]`).first().fill(value);
}

async function expectStep(page: Page, step: string) {
  await expect(current(page)).toHaveAttribute('value', step);
}

/** An administrator in front of the first step. */
async function begin(page: Page, server: Server) {
  await new Visitor(server.url).join(server, ada);
  await signIn(page, ada);
  await expect(page).toHaveURL(/\/settings$/);
}

for (const { reader, language, script, use } of readers) {
  test.describe(reader, () => {
    test.use(use);

    test('a newcomer sets everything up', async ({ page, server, peers }) => {
      test.setTimeout(2 * longestMs);
      const { smtp } = await peers.places();
      const began = performance.now();
      let clicks = 0;
      const click = async (target: Locator) => {
        clicks++;
        await target.click();
      };
      await page.goto(await server.setupLink());
      await expectLanguage(page, language);
      await fill(page, registration(server, ada));
      if (!script) await fill(page, { setup_code: server.setupCode() });
      await click(page.locator('main button.primary'));
      await expect(field(page, 'serial_number')).toHaveCount(0);

      await page.goto(await server.linkFor(ada.username));
      await fill(page, { new_password: ada.password, confirm_new_password: ada.password });
      await click(page.locator('main button.primary'));
      await click(page.locator('main a[href="/login"]'));
      await fill(page, { username: ada.username, password: ada.password });
      await click(page.locator('main button.primary'));

      await expectStep(page, 'connection');
      await click(page.locator('#connection input[value=postgresql]'));
      await fill(page.locator('#connection'), newDatabase('postgresql'));
      await click(page.locator('#connection input[name=create_database]'));
      await click(save(page, 'connection'));
      await expect(page.locator('.test-end .notice.success')).toBeVisible({ timeout: 30_000 });
      await click(page.locator('.test-end > a'));
      await expect(page.locator('#connection .state')).toContainText('PostgreSQL');
      await click(onwards(page));

      await expectStep(page, 'mail');
      await fill(page.locator('#mail'), {
        smtp_server: '127.0.0.1',
        port: String(smtp.plain.port),
        sender_address: 'DataSync <sync@engines.example>',
      });
      await click(save(page, 'mail'));
      await expect(page.locator('#mail .notice.success')).toBeVisible();
      await click(onwards(page));

      await expectStep(page, 'server');
      await fill(page.locator('#server'), { server_url: `${server.url}/` });
      await click(save(page, 'server'));
      await expect(page.locator('#server .notice.success').first()).toBeVisible();
      const [opened] = await Promise.all([page.waitForEvent('popup'), click(page.locator('#server .state a'))]);
      await expect(opened.locator('.notice.success')).toContainText(server.url);
      await opened.close();
      await click(onwards(page));

      await expectStep(page, 'users');
      await click(page.locator('#users button[popovertarget=add-user], #users a[href$="/users/new"]').filter({ visible: true }).first());
      const form = page.locator('form[action="/api/add_user"]').filter({ visible: true });
      await fill(form, { email: grace.email, first_name: grace.firstName, last_name: grace.lastName });
      await click(form.locator('button[type=submit]'));
      await expect.poll(async () => (await peers.mailsTo(grace.email)).length).toBe(1);
      await page.goto('/settings');
      await click(onwards(page));

      await expectStep(page, 'done');
      await expect(page.locator('#done .state.success')).toHaveCount(3);
      await click(page.locator('#done .panel-foot button'));
      await expect(page.locator('.setup-test .notice.success')).toBeVisible({ timeout: 20_000 });
      await expect(page.locator('.setup-test .state.success')).toHaveCount(3);
      expect(await peers.mailsTo(ada.email)).toHaveLength(1);
      await click(page.locator('.test-end a'));
      await click(onwards(page));

      await expect(page).toHaveURL(`${server.url}/`);
      await expect(page.locator('.next')).toHaveCount(0);
      await expect(page.locator('.to-do li')).toHaveCount(1);
      await expectLanguage(page, language);
      expect(clicks, 'clicks').toBeLessThanOrEqual(mostClicks);
      expect(performance.now() - began, 'milliseconds').toBeLessThan(longestMs);
    });
  });
}

test('killed at each step, the setup goes on there', async ({ page, server }) => {
  test.slow();
  await begin(page, server);
  for (const step of steps.slice(1)) {
    await onwards(page).click();
    await expectStep(page, step);
    server.process.kill('SIGKILL');
    await server.exited;
    await server.launch();
    await page.goto('/settings');
    await expectStep(page, step);
  }
  await onwards(page).click();
  await expect(page).toHaveURL(`${server.url}/`);
  server.process.kill('SIGKILL');
  await server.exited;
  await server.launch();
  await page.goto('/settings');
  await expect(current(page)).toHaveCount(0);
});

test('the guide goes on in another browser and for another administrator', async ({ page, server, anotherBrowser }) => {
  await begin(page, server);
  await page.locator('.steps button[value=server]').click();
  await expectStep(page, 'server');
  await new Visitor(server.url).join(server, grace);
  server.command('account', 'promote', grace.username);
  const elsewhere = await (await anotherBrowser()).newPage();
  await signIn(elsewhere, grace);
  await elsewhere.goto('/settings');
  await expectStep(elsewhere, 'server');
  // A panel that an address names is in sight, too.
  await elsewhere.goto('/settings#license');
  await expect(elsewhere.locator('#license')).toBeVisible();
  await expect(elsewhere.locator('#mail')).toBeHidden();
});

for (const [language, colorScheme] of [['en', 'light'], ['fr', 'dark']] as const) {
  test.describe(`in ${language}, ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('every step is as good as the other pages', async ({ page, server }) => {
      test.setTimeout(120_000);
      await begin(page, server);
      await chooseLanguage(page, language);
      for (const step of steps) {
        await page.goto('/settings');
        await page.locator(`.steps button[value=${step}]`).click();
        await expectStep(page, step);
        await test.step(step, async () => {
          expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
          await expect(page).toHaveTitle(/DataSync/);
          for (const width of [320, 360]) {
            await page.setViewportSize({ width, height: 640 });
            await expectNoSidewaysScroll(page);
          }
          await page.setViewportSize({ width: 1280, height: 720 });
        });
      }
    });
  });
}

test('what was skipped is on the home page until it is dismissed', async ({ page, server }) => {
  await begin(page, server);
  await page.goto('/');
  await expect(page.locator('.next a')).toHaveAttribute('href', '/settings');
  await page.goto('/settings');
  for (const _ of steps) await onwards(page).click();
  await expect(page).toHaveURL(`${server.url}/`);
  const left = page.locator('.to-do li');
  await expect(left).toHaveCount(4);
  await left.first().getByRole('button').click();
  await expect(left).toHaveCount(3);
  await page.reload();
  await expect(left).toHaveCount(3);
});
