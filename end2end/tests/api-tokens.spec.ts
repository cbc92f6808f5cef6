// Settings → API tokens: made, shown once, copied, and revoked.

import type { Page } from '@playwright/test';
import { expect, readers, test } from '../support/fixtures.ts';
import { refusals } from '../support/pages.ts';
import { ada } from '../support/people.mjs';
import { chooseLanguage, errorBeside, expectLanguage, field, signIn } from '../support/steps.ts';

const panel = (page: Page) => page.locator('#api-tokens');
const row = (page: Page, name: string) => panel(page).locator('tbody tr').filter({ hasText: name });
const state = (page: Page, name: string) => row(page, name).locator('.badge');
const form = (page: Page) => panel(page).locator('form[action="/api/add_api_token"]');

/** Opens the settings in the language of the reader; that of the account is English. */
async function enter(page: Page, language: 'en' | 'fr') {
  await signIn(page, ada);
  if (language !== 'en') await chooseLanguage(page, language);
  await page.goto('/settings');
}

async function make(page: Page, typed: { name: string; scope: 'report' | 'read'; job: string; expires: string }) {
  if (!(await form(page).isVisible())) await panel(page).locator('summary').click();
  await form(page).locator('input[name=name]').fill(typed.name);
  await form(page).locator(`input[value=${typed.scope}]`).check();
  await form(page).locator('input[name=job]').fill(typed.job);
  await form(page).locator('select[name=expires]').selectOption(typed.expires);
  await form(page).locator('button[type=submit]').click();
}

for (const { reader, language, script, use } of readers) {
  test.describe(reader, () => {
    test.use(use);

    test('a token is made, shown once, copied and revoked', async ({ page, installation }) => {
      await enter(page, language);
      await expect(panel(page).locator('table')).toHaveCount(0);
      await make(page, { name: 'Nightly', scope: 'report', job: 'orders', expires: '90' });

      await expect(page).toHaveURL(/\/settings\/api-tokens\/[^/]+$/);
      await expectLanguage(page, language);
      const token = await page.locator('#token').inputValue();
      expect(token).toMatch(/^dsk_[\w-]{43}$/);
      expect(page.url()).not.toContain(token);
      const example = page.locator('pre.example');
      await expect(example).toContainText(`curl -X POST ${installation.url}/api/v1/jobs/orders/runs`);
      await expect(example).toContainText(`Authorization: Bearer ${token}`);
      const copy = page.locator('.made-link button');
      await expect(copy).toBeVisible({ visible: script });
      if (script) {
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        await copy.click();
        await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(token);
      }
      await page.reload();
      await expect(page.locator('#token')).toHaveCount(0);
      expect(await page.content()).not.toContain(token);

      await page.goto('/settings');
      expect(await page.content()).not.toContain(token);
      await expect(row(page, 'Nightly')).toContainText('orders');
      await expect(row(page, 'Nightly')).toContainText(ada.username);
      const usable = await state(page, 'Nightly').innerText();
      await row(page, 'Nightly').locator('a.button').click();
      await expect(page).toHaveURL(/\/revoke$/);
      await expect(page.locator('main')).toContainText('Nightly');
      await page.locator('form[action="/api/revoke_api_token"] button').click();
      await expect(panel(page).locator('.notice.success')).toBeVisible();
      await expectLanguage(page, language);
      await expect(state(page, 'Nightly')).not.toHaveText(usable);
      await expect(row(page, 'Nightly').locator('a.button')).toHaveCount(0);
    });

    test('a mistake is told beside its field, and the rest is kept', async ({ page, installation, allow }) => {
      allow(refusals);
      await enter(page, language);
      await make(page, { name: '', scope: 'report', job: 'Orders today', expires: '30' });
      await expectLanguage(page, language);
      expect(await errorBeside(page, 'name')).not.toBe('');
      expect(await errorBeside(page, 'job')).not.toBe('');
      await expect(field(page, 'job')).toHaveValue('Orders today');
      await expect(form(page).locator('select[name=expires]')).toHaveValue('30');

      // A token that reads is not bound to a job.
      await make(page, { name: 'Nightly', scope: 'read', job: 'orders', expires: 'never' });
      expect(await errorBeside(page, 'job')).not.toBe('');
      await expect(form(page).locator('input[value=read]')).toBeChecked();
      await expect(field(page, 'name')).toHaveValue('Nightly');
      await make(page, { name: 'Nightly', scope: 'read', job: '', expires: 'never' });
      await expect(page.locator('#token')).toHaveValue(/^dsk_/);
    });
  });
}
