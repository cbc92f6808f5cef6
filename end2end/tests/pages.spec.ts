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
    test.use({ locale });
    test.setTimeout(300_000);
    test.beforeEach(({ allow }) => allow(refusals));

    for (const colorScheme of ['light', 'dark'] as const) {
      test.describe(`in the ${colorScheme} theme`, () => {
        test.use({ colorScheme });

        test('axe has nothing to say', async ({ page, installation }) => {
          const found: Record<string, string[]> = {};
          await onEveryPage(page, installation, language, async (name) => {
            await expectLanguage(page, language);
            const { violations } = await new AxeBuilder({ page }).analyze();
            if (violations.length) {
              found[name] = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
            }
          });
          expect(found).toEqual({});
        });
      });
    }

    for (const width of [320, 360]) {
      test(`nothing is wider than a window of ${width} pixels`, async ({ page, installation }) => {
        await page.setViewportSize({ width, height: 640 });
        await onEveryPage(page, installation, language, () => expectNoSidewaysScroll(page));
      });
    }
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
