// What holds on every page.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { forAdministrators, forEverybody, refusals } from '../support/pages.ts';
import { ada } from '../support/people.mjs';
import type { Server } from '../support/server.mjs';
import { chooseLanguage, expectLanguage, expectNoSidewaysScroll, signIn } from '../support/steps.ts';

const languages = [
  { language: 'en', locale: 'en-US', called: 'English' },
  { language: 'fr', locale: 'fr-FR', called: 'French' },
] as const;

/** Walks through all pages, signed in for the last ones. */
async function onEveryPage(page: Page, server: Server, language: 'en' | 'fr', check: (name: string) => Promise<void>) {
  for (const { name, open } of forEverybody) {
    await open(page, server);
    await test.step(name, () => check(name));
  }
  await signIn(page, ada);
  // From here on the account's language counts, not the browser's.
  await chooseLanguage(page, language);
  for (const { name, open } of forAdministrators) {
    await open(page, server);
    await test.step(name, () => check(name));
  }
}

for (const { language, locale, called } of languages) {
  test.describe(`in ${called}`, () => {
    test.use({ locale, colorScheme: 'light' });
    test.setTimeout(600_000);

    test('axe has nothing to say in either theme, and nothing is wider than a small window', async ({ page, installation, allow }) => {
      allow(refusals);
      const found: Record<string, string[]> = {};
      const examine = async (where: string, axe: AxeBuilder) => {
        const { violations } = await axe.analyze();
        if (!violations.length) return;
        found[where] = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
      };
      const usual = page.viewportSize()!;
      await onEveryPage(page, installation, language, async (name) => {
        await expectLanguage(page, language);
        await examine(name, new AxeBuilder({ page }));
        await page.emulateMedia({ colorScheme: 'dark' });
        // Nothing but colours is different there.
        await examine(`${name}, dark`, new AxeBuilder({ page }).withRules('color-contrast'));
        await page.emulateMedia({ colorScheme: 'light' });
        for (const width of [360, 320]) {
          await page.setViewportSize({ width, height: 640 });
          await expectNoSidewaysScroll(page);
        }
        await page.setViewportSize(usual);
      });
      expect(found).toEqual({});
    });
  });
}

test('the page of the very first registration is as good as the others', async ({ page, server }) => {
  await page.goto(await server.setupLink());
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSidewaysScroll(page);
});

test('no link leads nowhere', async ({ page, installation, allow }) => {
  test.slow();
  allow(refusals);
  const tried = new Set<string>();
  await onEveryPage(page, installation, 'en', async (name) => {
    for (const link of await page.locator('a[href]').all()) {
      const url = new URL((await link.getAttribute('href')) ?? '', page.url());
      url.hash = '';
      // A page may say that something is not there, and lead into itself: skip links do.
      const leadsElsewhere = url.origin === installation.url && url.href !== page.url();
      if (!leadsElsewhere || tried.has(url.href)) continue;
      tried.add(url.href);
      const answer = await page.request.get(url.href);
      expect(answer.ok(), `${url.pathname}, linked on "${name}", answers ${answer.status()}`).toBe(true);
    }
  });
  expect(tried.size).toBeGreaterThan(3);
});

test('every page has a title and one heading of its own', async ({ page, installation, allow }) => {
  test.slow();
  allow(refusals);
  await onEveryPage(page, installation, 'en', async () => {
    await expect(page).toHaveTitle(/DataSync/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  });
});
