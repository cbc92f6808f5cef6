// The walk through the whole product: a stranger sets DataSync up, a colleague joins.

import { expect, readers, test } from '../support/fixtures.ts';
import { ada, grace } from '../support/people.mjs';
import { expectLanguage, field, interactive, register, setPassword, signIn, signOut, submit } from '../support/steps.ts';

for (const { reader, language, script, use } of readers) {
  test.describe(reader, () => {
    test.use(use);

    test('a stranger registers, activates, signs in and lands on Settings', async ({ page, server }) => {
      await page.goto(await server.setupLink());
      await expectLanguage(page, language);
      if (script) await expect(field(page, 'setup_code')).toHaveValue(server.setupCode());
      await register(page, server, ada);
      await expectLanguage(page, language);

      const link = await server.linkFor(ada.username);
      await page.goto(link);
      await expectLanguage(page, language);
      if (script) await watchTheRulesTurnGreen();
      await submit(page, { new_password: ada.password, confirm_new_password: ada.password });
      await expect(field(page, 'new_password')).toHaveCount(0);

      await page.locator('main a[href="/login"]').click();
      await submit(page, { username: ada.username, password: ada.password });
      await expect(page).toHaveURL(/\/settings/);
      await expectLanguage(page, language);

      await page.goto('/users');
      const herself = page.getByRole('row').filter({ hasText: ada.email });
      await expect(herself).toContainText(ada.username);
      await expect(herself).toContainText(ada.lastName);

      await signOut(page);
      await page.goto('/settings');
      await expect(page).toHaveURL(/\/login/);

      async function watchTheRulesTurnGreen() {
        const rules = page.locator('[data-rule]');
        const met = page.locator('[data-rule][data-met=true]');
        await interactive(page);
        await expect(rules).toHaveCount(5);
        const password = field(page, 'new_password');
        // The rules are: length, upper case, lower case, digit, none of the forbidden characters.
        for (const [typed, green] of [['a', 2], ['aB', 3], ['aB3', 4], ['aB3defg&', 4], ['aB3defgh', 5]] as const) {
          await password.fill(typed);
          await expect(met, `rules met by ${typed}`).toHaveCount(green);
        }
      }
    });

    test('a second person with the same serial number is an ordinary user', async ({
      page,
      installation,
      anotherBrowser,
      allow,
    }) => {
      await page.goto('/register');
      await expect(field(page, 'setup_code')).toHaveCount(0);
      await register(page, installation, grace);
      await setPassword(page, await installation.linkFor(grace.username), grace.password);
      await signIn(page, grace);
      await expect(page).not.toHaveURL(/\/settings/);
      await expect(page.locator('a[href^="/settings"]')).toHaveCount(0);

      allow(/status of 403/);
      expect((await page.goto('/settings'))?.status()).toBe(403);
      await expect(page.getByRole('row')).toHaveCount(0);

      const administrator = await (await anotherBrowser()).newPage();
      await signIn(administrator, ada);
      await administrator.goto('/users');
      await expect(administrator.getByRole('row').filter({ hasText: grace.email })).toHaveCount(1);
    });
  });
}

test('a username left blank becomes the email address', async ({ page, installation }) => {
  const nameless = { ...grace, username: '' };
  await page.goto('/register');
  await register(page, installation, nameless);
  await setPassword(page, await installation.linkFor(grace.email), grace.password);
  await signIn(page, { ...grace, username: grace.email });
});

test('opening an activation link changes nothing, only the answer spends it', async ({ page, server, anotherBrowser }) => {
  await page.goto(await server.setupLink());
  await register(page, server, ada);
  const link = await server.linkFor(ada.username);
  const mailScanner = await (await anotherBrowser()).newPage();
  for (let times = 0; times < 3; times++) await mailScanner.goto(link);
  await setPassword(page, link, ada.password);
  await signIn(page, ada);
});
