// A mistake costs nothing but its correction: clear words beside the field, what was typed is still there.

import type { Page } from '@playwright/test';
import { expect, readers, test } from '../support/fixtures.ts';
import { ada, grace } from '../support/people.mjs';
import { refusals } from '../support/pages.ts';
import { chooseLanguage, errorBeside, expectLanguage, field, register, registration, setPassword, submit } from '../support/steps.ts';

/** A serial number with two characters exchanged for others, as a tired hand does. */
const mistyped = (serialNumber: string) =>
  serialNumber.replace(/.{4}$/, (end) => [...end].map((character) => (character === 'A' ? 'B' : 'A')).join(''));

for (const { reader, language, use } of readers) {
  test.describe(reader, () => {
    test.use(use);
    test.beforeEach(({ allow }) => allow(refusals));

    test('registration keeps what was typed and says what is wrong with which field', async ({ page, installation }) => {
      const typed = {
        ...registration(installation, grace),
        email: 'grace at engines',
        serial_number: mistyped(installation.serialNumber),
      };
      await page.goto('/register');
      await submit(page, typed);
      const wrongEmail = await errorBeside(page, 'email');
      const wrongNumber = await errorBeside(page, 'serial_number');
      expect(wrongEmail).not.toBe(wrongNumber);
      await expect(field(page, 'email')).toBeFocused();
      await expectLanguage(page, language);
      for (const [name, value] of Object.entries(typed)) await expect(field(page, name)).toHaveValue(value);
      await expect(field(page, 'first_name')).not.toHaveAttribute('aria-invalid', 'true');

      // Corrected on the spot, it goes through: a mistake leaves nothing behind.
      await register(page, installation, grace);
    });

    test('a name that a colleague has already is refused beside the field', async ({ page, installation }) => {
      await page.goto('/register');
      await submit(page, { ...registration(installation, grace), username: ada.username.toUpperCase() });
      expect(await errorBeside(page, 'username')).not.toBe('');
      await expect(field(page, 'email')).toHaveValue(grace.email);
    });

    test('a wrong setup code is refused beside the field', async ({ page, server }) => {
      await page.goto('/register');
      await submit(page, { ...registration(server, ada), setup_code: 'not the code' });
      expect(await errorBeside(page, 'setup_code')).not.toBe('');
      await expect(field(page, 'email')).toHaveValue(ada.email);
    });

    test('a password that breaks a rule is refused, and never sent back', async ({ page, server }) => {
      await page.goto('/register');
      await submit(page, { ...registration(server, ada), setup_code: server.setupCode() });
      const link = await server.linkFor(ada.username);
      await page.goto(link);
      await submit(page, { new_password: 'Engine <No 2>', confirm_new_password: 'Engine <No 2>' });
      expect(await errorBeside(page, 'new_password')).not.toBe('');
      expect(await page.content()).not.toMatch(/Engine (<|&lt;)No 2/);

      await submit(page, { new_password: ada.password, confirm_new_password: `${ada.password}!` });
      expect(await errorBeside(page, 'confirm_new_password')).not.toBe('');

      await submit(page, { new_password: ada.password, confirm_new_password: ada.password });
      await expect(field(page, 'new_password')).toHaveCount(0);
    });

    test('a wrong password and an unknown name get the same answer', async ({ page, installation }) => {
      const wrongPassword = await refusedSignIn(page, { username: ada.username, password: 'Wrong password 1' });
      const unknownName = await refusedSignIn(page, { username: 'nobody', password: ada.password });
      expect(unknownName).toBe(wrongPassword);
      await expectLanguage(page, language);
    });

    test('a link that is used, and one that never was, get the same answer', async ({ page, server }) => {
      await page.goto('/register');
      await register(page, server, ada);
      const link = await server.linkFor(ada.username);
      await setPassword(page, link, ada.password);

      await page.goto(link);
      await expect(field(page, 'new_password')).toHaveCount(0);
      const used = await page.locator('main').innerText();
      await page.goto('/activate/nonsense');
      expect(await page.locator('main').innerText()).toBe(used);
    });

    async function refusedSignIn(page: Page, typed: { username: string; password: string }) {
      await page.goto('/login');
      await submit(page, typed);
      const words = await page.getByRole('alert').first().innerText();
      await expect(field(page, 'username')).toHaveValue(typed.username);
      expect(await page.content()).not.toContain(typed.password);
      return words;
    }
  });
}

test('the words of a refusal are in the reader\'s language', async ({ page, installation, allow }) => {
  allow(refusals);
  const words = new Set<string>();
  for (const language of ['en', 'fr'] as const) {
    await page.goto('/register');
    await chooseLanguage(page, language);
    await submit(page, { ...registration(installation, grace), serial_number: 'nonsense' });
    words.add(await errorBeside(page, 'serial_number'));
  }
  expect(words.size).toBe(2);
});
