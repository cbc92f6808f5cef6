// Settings → Failure notices: a test failure that arrives by mail and at a program, and the way out of the mails.

import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Page } from '@playwright/test';
import { expect, readers, test } from '../support/fixtures.ts';
import type { MailPeers } from '../support/mail-peers.mjs';
import { ada } from '../support/people.mjs';
import { errorBeside, expectLanguage, field, signIn } from '../support/steps.ts';

const panel = (page: Page) => page.locator('#notices');
const save = (page: Page) => panel(page).locator('form[action="/api/save_notices"] button[type=submit]').click();
const sendTest = (page: Page) => panel(page).locator('button[formaction="/api/test_notices"]').click();

type Post = { headers: IncomingHttpHeaders; body: string };

/** A program that is posted to. */
async function receiver() {
  const posts: Post[] = [];
  const server = createServer(async (request, response) => {
    posts.push({ headers: request.headers, body: await text(request) });
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { posts, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, stop: () => server.close() };
}

/** The signature that a post should have, after docs/notices.md. */
function signature(secret: string, { headers, body }: Post) {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

async function saveMailServer(page: Page, peers: MailPeers) {
  const { smtp } = await peers.places();
  const mail = page.locator('#mail');
  await mail.locator('input[value=none]').check();
  const fields = { smtp_server: '127.0.0.1', port: String(smtp.plain.port), sender_address: 'sync@engines.example' };
  for (const [name, value] of Object.entries(fields)) await mail.locator(`input[name=${name}]`).fill(value);
  await mail.locator('form button.primary').click();
  await expect(mail.locator('.notice.success')).toBeVisible();
}

for (const { reader, language, use } of readers) {
  test.describe(reader, () => {
    test.use(use);

    test('a test failure arrives at the webhook, signed with the secret that was shown once', async ({ page, installation }) => {
      const { posts, url, stop } = await receiver();
      await signIn(page, ada);
      await page.goto('/settings');
      await expect(panel(page).locator('.notice.warning').first()).toBeVisible();
      await field(page, 'webhook_url').fill(url);
      await save(page);
      await expect(page).toHaveURL(/saved=notices#notices$/);
      const secret = await page.locator('#webhook-secret').inputValue();
      expect(secret).toMatch(/^whsec_.{44}$/);
      await page.reload();
      await expect(page.locator('#webhook-secret')).toHaveCount(0);
      expect(await page.content()).not.toContain(secret);

      await sendTest(page);
      await expect(panel(page).locator('.notice.success')).toBeVisible();
      await expect.poll(() => posts.length).toBe(1);
      expect(JSON.parse(posts[0].body).type).toBe('test');
      expect(posts[0].headers['webhook-signature']).toBe(signature(secret, posts[0]));
      stop();
    });

    test('whoever is mailed can stop it by the link in the mail, without logging in', async ({ page, installation, peers, anotherBrowser }) => {
      await signIn(page, ada);
      await page.goto('/settings');
      await saveMailServer(page, peers);
      await page.goto('/account');
      await field(page, 'email_notifications').check();
      await page.locator('#profile form button.primary').click();
      await page.goto('/settings');
      await sendTest(page);
      await expect(panel(page).locator('.notice.success a')).toHaveAttribute('href', '/settings/mails');
      await expect.poll(async () => (await peers.mailsTo(ada.email)).length).toBe(1);
      const [mail] = await peers.mailsTo(ada.email);
      expect(mail.source).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
      const link = mail.source.match(/^List-Unsubscribe: <([^>]+)>\r?$/m)![1];

      const elsewhere = await (await anotherBrowser()).newPage();
      await elsewhere.goto(link);
      await expectLanguage(elsewhere, language);
      await page.goto('/account');
      await expect(field(page, 'email_notifications')).toBeChecked();
      await elsewhere.locator('main form button[type=submit]').click();
      await expect(elsewhere.locator('main form')).toHaveCount(0);
      await page.goto('/account');
      await expect(field(page, 'email_notifications')).not.toBeChecked();
    });
  });
}

test('an address that anybody could read along is refused beside its field', async ({ page, installation, allow }) => {
  allow(/status of 4\d\d/);
  await signIn(page, ada);
  await page.goto('/settings');
  await field(page, 'webhook_url').fill('http://hooks.example.com/datasync');
  await save(page);
  expect(await errorBeside(page, 'webhook_url')).not.toBe('');
  await expect(field(page, 'webhook_url')).toHaveValue('http://hooks.example.com/datasync');
});
