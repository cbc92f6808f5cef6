// What people look after themselves: who they are, their password and second factor, where they are logged in.

import { expect, readers, test } from '../support/fixtures.ts';
import { refusals } from '../support/pages.ts';
import { ada, grace } from '../support/people.mjs';
import { errorBeside, field, oneTimeCode, signIn, signOut, submit } from '../support/steps.ts';
import { Visitor } from '../support/visitor.mjs';

for (const { reader, use } of readers) {
  test.describe(reader, () => {
    test.use(use);

    test('a second factor is set up, asked for, and replaced by a recovery code', async ({ page, installation, allow }) => {
      allow(refusals);
      await signIn(page, ada);
      await page.goto('/account');
      await page.locator('a[href="/account/two-factor"]').click();
      await page.locator('form[action="/api/begin_two_factor"] button').click();
      await expect(page.locator('.qr-code')).toBeVisible();
      const [secret, recoveryCode] = await page.locator('code').allInnerTexts();
      await submit(page, { code: '000000' });
      expect(await errorBeside(page, 'code')).not.toBe('');
      await submit(page, { code: oneTimeCode(secret) });
      await expect(page).toHaveURL(/\/account\?saved=/);
      await signOut(page);

      await page.goto('/settings/audit');
      await submit(page, { username: ada.username, password: ada.password });
      await expect(field(page, 'code')).toBeFocused();
      await submit(page, { code: '000000' });
      expect(await errorBeside(page, 'code')).not.toBe('');
      // No code is taken twice; that of the next half minute is good already.
      await submit(page, { code: oneTimeCode(secret, Date.now() + 30_000) });
      await expect(page).toHaveURL(/\/settings\/audit$/);
      await signOut(page);

      await page.goto('/login');
      await submit(page, { username: ada.username, password: ada.password });
      await submit(page, { code: recoveryCode.toLowerCase() });
      await expect(page).toHaveURL(`${installation.url}/`);

      installation.command('account', 'disable-two-factor', ada.username);
      await signOut(page);
      await signIn(page, ada);
    });

    test('names are changed, and what was typed survives a mistake', async ({ page, installation }) => {
      await signIn(page, ada);
      await page.goto('/account');
      await submit(page, { first_name: '', last_name: 'King' });
      expect(await errorBeside(page, 'first_name')).not.toBe('');
      await expect(field(page, 'last_name')).toHaveValue('King');
      await submit(page, { first_name: 'Augusta', last_name: 'King' });
      await expect(page.locator('.notice.success')).toBeVisible();
      await expect(field(page, 'first_name')).toHaveValue('Augusta');
    });

    test('a new password logs every other browser out', async ({ page, installation, anotherBrowser }) => {
      await signIn(page, ada);
      const elsewhere = await (await anotherBrowser()).newPage();
      await signIn(elsewhere, ada);
      await page.goto('/account');
      const password = 'Another engine No 3';
      await submit(page, { new_password: password, confirm_new_password: password });
      await expect(page.locator('.notice.success')).toBeVisible();
      await elsewhere.goto('/account');
      await expect(elsewhere).toHaveURL(/\/login/);
      await signIn(elsewhere, { ...ada, password });
      // Either logs the other out by a button, too.
      await page.goto('/account');
      await page.locator('form[action="/api/end_session"] button').click();
      await elsewhere.goto('/account');
      await expect(elsewhere).toHaveURL(/\/login/);
    });

    test('after logging out, the way back shows nothing', async ({ page, installation }) => {
      await signIn(page, ada);
      await page.goto('/account');
      await signOut(page);
      await page.goBack();
      await expect(page).toHaveURL(/\/login/);
      await expect(page.getByText(ada.email)).toHaveCount(0);
    });
  });
}

test('administrators filter the audit, and get it as a file', async ({ page, installation }) => {
  await new Visitor(installation.url).join(installation, grace);
  await signIn(page, ada);
  await page.goto('/settings/audit');
  await page.locator('input[name=person]').fill('GRACE');
  await page.locator('select[name=action]').selectOption('registered');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(/person=GRACE&action=registered/);
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expect(page.locator('select[name=action]')).toHaveValue('registered');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as CSV' }).click();
  const file = await (await download).createReadStream();
  const text = Buffer.concat(await file.toArray()).toString();
  expect(text.trim().split('\r\n')).toHaveLength(2);
  expect(text).toContain('"grace","registered"');
});
