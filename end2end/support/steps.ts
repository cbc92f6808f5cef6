// What a person does on the pages, by the names of the fields: the words belong to the translators.

import { createHmac } from 'node:crypto';
import { type Locator, type Page, type Route, expect } from '@playwright/test';
import type { Server } from './server.mjs';

type Person = { username: string; email: string; firstName: string; lastName: string; password: string };

export const field = (page: Page, name: string) => page.locator(`:is(input, select, textarea)[name="${name}"]`);

/** Fills the fields and presses the button of the form they are in. */
export async function submit(page: Page, fields: Record<string, string>) {
  const names = Object.keys(fields);
  for (const name of names) await field(page, name).fill(fields[name]);
  await page.locator('form', { has: field(page, names[0]) }).locator('button[type=submit]').click();
}

/** Registers on the page that is open; the setup code only where it is asked for and not filled in. */
export async function register(page: Page, server: Server, person: Person) {
  const code = field(page, 'setup_code');
  const fields = registration(server, person);
  if ((await code.count()) && !(await code.inputValue())) fields.setup_code = server.setupCode();
  await submit(page, fields);
  await expect(field(page, 'serial_number')).toHaveCount(0);
}

export function registration(server: Server, person: Person): Record<string, string> {
  return {
    email: person.email,
    username: person.username,
    first_name: person.firstName,
    last_name: person.lastName,
    serial_number: server.serialNumber,
  };
}

export async function setPassword(page: Page, link: string, password: string) {
  await page.goto(link);
  await submit(page, { new_password: password, confirm_new_password: password });
  await expect(field(page, 'new_password')).toHaveCount(0);
}

export async function signIn(page: Page, person: Person) {
  await page.goto('/login');
  await submit(page, { username: person.username, password: person.password });
  await expect(page).not.toHaveURL(/\/login/);
}

/** The code that an app shows for this secret (RFC 6238). */
export function oneTimeCode(secret: string, at = Date.now()) {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac('sha1', key).update(step).digest();
  const number = hash.readUInt32BE(hash[hash.length - 1] & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

export async function signOut(page: Page) {
  await press(page, page.locator('form[action$="/api/sign_out"] button').first());
  await expect(page).toHaveURL(/\/login/);
}

/** Chooses in the language switch, the same on every page. */
export async function chooseLanguage(page: Page, language: 'en' | 'fr') {
  await press(page, page.locator(`button[name=language][value=${language}]`).first());
  await expectLanguage(page, language);
}

export async function expectLanguage(page: Page, language: string) {
  await expect(page.locator('html')).toHaveAttribute('lang', language);
}

/** The words beside a field that say what is wrong with it, as a screen reader finds them. */
export async function errorBeside(page: Page, name: string) {
  const input = field(page, name);
  await expect(input).toHaveAttribute('aria-invalid', 'true');
  const ids = (await input.getAttribute('aria-describedby')) ?? '';
  const error = page.locator(ids.split(/\s+/).map((id) => `[id="${id}"]`).join(',')).filter({ visible: true });
  await expect(error.first()).toBeVisible();
  return (await error.allInnerTexts()).join('\n').trim();
}

/** Waits until the islands answer to typing. */
export async function interactive(page: Page) {
  await page.waitForFunction(() => (window as any).islandsAreAlive);
}

/** Keeps the WASM from arriving, on this page and the next ones, until released. */
export async function holdWasm(page: Page) {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/*.wasm', async (route: Route) => {
    await released;
    // The page that asked may be gone by now.
    await route.continue().catch(() => {});
  });
  return release;
}

/** By how many pixels the page is wider than its window. */
export function sidewaysScroll(page: Page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

export async function expectNoSidewaysScroll(page: Page) {
  const excess = await sidewaysScroll(page);
  expect(excess, `${page.url()} is wider than its window by`).toBeLessThanOrEqual(0);
}

/** Presses a button, opening the menu it is in if it is in one. */
async function press(page: Page, button: Locator) {
  if (!(await button.isVisible())) {
    const menu = button.locator('xpath=ancestor::*[self::details or @popover][1]');
    const id = await menu.getAttribute('id');
    const opener = page.locator(`[popovertarget="${id}"]`).or(menu.locator('> summary'));
    await opener.filter({ visible: true }).first().click();
  }
  await button.click();
}
