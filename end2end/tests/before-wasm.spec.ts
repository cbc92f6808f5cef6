// Somebody on a slow line types and presses the button before the WASM is there.

import { expect, test } from '../support/fixtures.ts';
import { ada, grace } from '../support/people.mjs';
import { refusals } from '../support/pages.ts';
import { errorBeside, field, holdWasm, interactive, register, registration, submit } from '../support/steps.ts';

test('a form sent before the WASM arrives is answered as any other', async ({ page, installation }) => {
  const release = await holdWasm(page);
  await page.goto('/login', { waitUntil: 'domcontentloaded' });
  await submit(page, { username: ada.username, password: ada.password });
  await expect(page).not.toHaveURL(/\/login/);
  release();
  await expect(page.locator('main')).toBeVisible();
});

test('a mistake sent before the WASM arrives is still shown after it came', async ({ page, installation, allow }) => {
  allow(refusals);
  const release = await holdWasm(page);
  await page.goto('/register', { waitUntil: 'domcontentloaded' });
  const typed = { ...registration(installation, grace), serial_number: 'nonsense' };
  await submit(page, typed);
  const before = await errorBeside(page, 'serial_number');

  release();
  await interactive(page);
  expect(await errorBeside(page, 'serial_number')).toBe(before);
  for (const [name, value] of Object.entries(typed)) await expect(field(page, name)).toHaveValue(value);

  await register(page, installation, grace);
});

test('what was typed before the WASM arrives is kept and counted when it comes', async ({ page, server }) => {
  await page.goto(await server.setupLink());
  await register(page, server, ada);
  const release = await holdWasm(page);
  await page.goto(await server.linkFor(ada.username), { waitUntil: 'domcontentloaded' });
  await field(page, 'new_password').fill(ada.password);
  release();
  await expect(page.locator('[data-rule][data-met=true]')).toHaveCount(5);
  await expect(field(page, 'new_password')).toHaveValue(ada.password);
});
