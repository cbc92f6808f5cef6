// Settings → Mail with real mail servers: choose, test, save, and a mail that arrives.

import type { Page } from '@playwright/test';
import { expect, readers, test } from '../support/fixtures.ts';
import { linkIn, MailPeers } from '../support/mail-peers.mjs';
import { ada, colleague, grace } from '../support/people.mjs';
import { Visitor } from '../support/visitor.mjs';
import { errorBeside, field, interactive, signIn } from '../support/steps.ts';

const peers = new MailPeers(process.env.DATASYNC_TEST_MAIL);

// The mail servers are the same for all.
test.describe.configure({ mode: 'serial' });
test.beforeEach(() => peers.reset());

const panel = (page: Page) => page.locator('#mail');
const choose = (page: Page, mode: string) => panel(page).locator(`input[value=${mode}]`).check();
const save = (page: Page) => panel(page).locator('form button.primary').click();
const sendTest = (page: Page) => page.locator('button[formaction="/api/test_mail"]').click();
const stages = (page: Page) => page.locator('.stages > li');

async function fill(page: Page, fields: Record<string, string>) {
  for (const [name, value] of Object.entries(fields)) await panel(page).locator(`input[name=${name}]`).fill(value);
}

for (const { reader, use } of readers) {
  test.describe(reader, () => {
    test.use(use);

    test('settings are tested, saved, and send', async ({ page, installation }) => {
      const { smtp, tokenHttps } = await peers.places();
      await signIn(page, ada);
      await page.goto('/settings');
      await choose(page, 'oauth2');
      await fill(page, {
        smtp_server: 'localhost',
        port: String(smtp.starttls.port),
        sender_address: 'DataSync <sync@contoso.example>',
        client_id: 'mailer-post',
        client_secret: 'client secret+/=&%',
        token_endpoint: tokenHttps,
        scopes: 'https://outlook.office365.com/.default',
        test_address: 'inbox@engines.example',
      });
      await sendTest(page);
      await expect(page).toHaveURL(/\/settings\/mail-test\//);
      await expect(stages(page)).toHaveCount(8);
      await expect(page.locator('.stages > .failed')).toHaveCount(0);
      await expect(stages(page).nth(4)).toContainText('SMTP.SendAsApp');
      expect(await peers.mailsTo('inbox@engines.example')).toHaveLength(1);

      // What was tested is saved without typing it again.
      await page.locator('form[action="/api/save_mail"] button').click();
      await expect(panel(page).locator('.notice.success')).toBeVisible();
      await expect(panel(page).locator('.state')).toContainText('sync@contoso.example');
      expect(await page.content()).not.toContain('client secret+');
      await expect(field(page, 'client_secret')).toHaveValue('');

      await new Visitor(installation.url).register(installation, grace);
      await expect.poll(async () => (await peers.mailsTo(grace.email)).length).toBe(1);
      const [mail] = await peers.mailsTo(grace.email);
      await new Visitor(installation.url).setPassword(linkIn(mail, installation.url), grace.password);

      // Another server does not get the secret.
      await fill(page, { smtp_server: 'smtp.example.com' });
      await save(page);
      expect(await errorBeside(page, 'client_secret')).not.toBe('');
    });

    test('only the fields of the chosen mode show', async ({ page, installation }) => {
      await signIn(page, ada);
      await page.goto('/settings');
      const all = ['smtp_username', 'smtp_password', 'api_key', 'client_id', 'client_secret', 'token_endpoint', 'scopes', 'use_tls'];
      const shown = {
        none: [],
        credentials: ['smtp_username', 'smtp_password', 'use_tls'],
        api_key: ['api_key'],
        oauth2: ['client_id', 'client_secret', 'token_endpoint', 'scopes', 'use_tls'],
      };
      for (const [mode, fields] of Object.entries(shown)) {
        await choose(page, mode);
        for (const name of all) {
          await expect(field(page, name), `${name} with ${mode}`).toBeVisible({ visible: (fields as string[]).includes(name) });
        }
      }
        });
  });
}

test('the stages appear one by one', async ({ page, installation }) => {
  const { smtp } = await peers.places();
  await peers.behave({ mailDelayMs: 30_000 });
  await signIn(page, ada);
  await page.goto('/settings');
  await fill(page, { smtp_server: '127.0.0.1', port: String(smtp.plain.port), sender_address: 'sync@engines.example' });
  await sendTest(page);
  await expect(stages(page).first()).toBeVisible();
  // The server still has the message; everything before it is on the page already.
  await expect(stages(page)).toHaveCount(6);
  await expect(page.locator('.test-end')).toHaveCount(0);
  await peers.behave({ mailDelayMs: null });
  await expect(stages(page)).toHaveCount(7);
  await expect(page.locator('.test-end')).toBeVisible();
});

test('what was typed is still there after a test that failed', async ({ page, installation }) => {
  await signIn(page, ada);
  await page.goto('/settings');
  await choose(page, 'credentials');
  await fill(page, {
    smtp_server: '127.0.0.1',
    port: '1',
    sender_address: 'sync@engines.example',
    smtp_username: 'mailer',
    smtp_password: 'Correct horse 1',
  });
  await sendTest(page);
  await expect(page.locator('.stages > .failed .notice')).toBeVisible();
  await page.locator('.test-end a').click();
  await expect(field(page, 'smtp_server')).toHaveValue('127.0.0.1');
  await expect(field(page, 'smtp_username')).toHaveValue('mailer');
  await expect(field(page, 'smtp_password')).toHaveValue('');
  // The secret was kept for this very server: no need to type it again.
  await save(page);
  await expect(panel(page).locator('.notice.success')).toBeVisible();
});

test('leaving with unsaved changes asks, and after saving it does not', async ({ page, installation }) => {
  await signIn(page, ada);
  await page.goto('/settings');
  await interactive(page);
  const note = panel(page).locator('.unsaved');
  await expect(note).toBeHidden();
  await fill(page, { smtp_server: '127.0.0.1', port: '1', sender_address: 'sync@engines.example' });
  await expect(note).toBeVisible();
  let asked = 0;
  page.on('dialog', async (dialog) => {
    asked++;
    await dialog.dismiss();
  });
  await page.locator('.shell-sidebar a[href="/"]').click();
  await expect.poll(() => asked).toBe(1);
  await expect(page).toHaveURL(/\/settings/);
  await save(page);
  await expect(panel(page).locator('.notice.success')).toBeVisible();
  await page.locator('.shell-sidebar a[href="/"]').click();
  await expect(page).toHaveURL(installation.url + '/');
  expect(asked).toBe(1);
});

test('killed twenty times, the server keeps every promise', async ({ installation: server }) => {
  test.slow();
  const { smtp } = await peers.places();
  await server.stop();
  server.sendThrough(smtp.plain.port);
  // From one address, the limits let half as many register.
  server.environment.DATASYNC__SERVER__TRUSTEDPROXIES = '127.0.0.1';
  await server.launch();
  const promised: string[] = [];
  for (let kills = 0; kills < 20; kills++) {
    for (let n = 0; n < 3; n++) {
      const person = colleague();
      await new Visitor(server.url).register(server, person);
      promised.push(person.email);
    }
    // A connection takes 100 ms to be greeted, a mail a few more: somewhere in between.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 160));
    server.process.kill('SIGKILL');
    await server.exited;
    await server.launch();
  }
  await expect
    .poll(async () => {
      const mails = await peers.mails();
      return promised.filter((email) => !mails.some(({ to }) => to.includes(email)));
    }, { timeout: 60_000 })
    .toEqual([]);
  let twice = 0;
  for (const email of promised) {
    const mails = await peers.mailsTo(email);
    // More often only by being killed more often just between the server's yes and the note of it.
    expect(mails.length, email).toBeLessThanOrEqual(3);
    if (mails.length > 1) twice++;
    const newest = linkIn(mails[mails.length - 1], server.url);
    for (const mail of mails) {
      const page = await new Visitor(server.url).open(linkIn(mail, server.url));
      expect(page.html.includes('name="new_password"'), email).toBe(linkIn(mail, server.url) === newest);
    }
  }
  console.log(`${promised.length} mails promised, ${twice} of them sent twice`);
});
