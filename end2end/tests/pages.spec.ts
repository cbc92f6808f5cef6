// What holds on every page. A walk through all of them takes minutes: one in each language looks at everything, and each test
// judges its part of what was seen.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { forAdministrators, forEverybody, refusals } from '../support/pages.ts';
import { ada } from '../support/people.mjs';
import type { Server } from '../support/server.mjs';
import { chooseLanguage, expectLanguage, expectNoSidewaysScroll, sidewaysScroll, signIn } from '../support/steps.ts';

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

/** What a walk has seen; all of it should be as if nothing was. */
type Seen = {
  axe: Record<string, string[]>;
  tooWide: string[];
  headings: string[];
  deadLinks: string[];
  /** All addresses that were tried. */
  links: Set<string>;
};

const walks = new Map<string, Seen>();

/** The walk in this language, by whichever test of this process comes first. */
async function walk(page: Page, server: Server, language: 'en' | 'fr') {
  const before = walks.get(language);
  if (before) return before;
  const seen: Seen = { axe: {}, tooWide: [], headings: [], deadLinks: [], links: new Set() };
  const usual = page.viewportSize()!;
  await onEveryPage(page, server, language, async (name) => {
    await expectLanguage(page, language);
    await examine(page, name, seen);
    await followLinks(page, server, name, seen);
    const complain = ({ message }: Error) => void seen.headings.push(`${name}: ${message}`);
    await expect(page).toHaveTitle(/DataSync/).catch(complain);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1).catch(complain);
    for (const width of [360, 320]) {
      await page.setViewportSize({ width, height: 640 });
      const excess = await sidewaysScroll(page);
      if (excess > 0) seen.tooWide.push(`${name} is wider than ${width} by ${excess}`);
    }
    await page.setViewportSize(usual);
  });
  walks.set(language, seen);
  return seen;
}

/** Light and dark. */
async function examine(page: Page, name: string, { axe }: Seen) {
  const analyze = async (where: string, builder: AxeBuilder) => {
    const { violations } = await builder.analyze();
    if (!violations.length) return;
    axe[where] = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
  };
  await analyze(name, new AxeBuilder({ page }));
  await page.emulateMedia({ colorScheme: 'dark' });
  // Nothing but colours is different there.
  await analyze(`${name}, dark`, new AxeBuilder({ page }).withRules('color-contrast'));
  await page.emulateMedia({ colorScheme: 'light' });
}

async function followLinks(page: Page, server: Server, name: string, { links, deadLinks }: Seen) {
  const found = await page.locator('a[href]').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  for (const href of found) {
    const url = new URL(href, page.url());
    url.hash = '';
    // A page may say that something is not there, and lead into itself: skip links do.
    const leadsElsewhere = url.origin === server.url && url.href !== page.url();
    if (!leadsElsewhere || links.has(url.href)) continue;
    links.add(url.href);
    const answer = await page.request.get(url.href);
    if (!answer.ok()) deadLinks.push(`${url.pathname}, linked on "${name}", answers ${answer.status()}`);
  }
}

for (const { language, locale, called } of languages) {
  test.describe(`in ${called}`, () => {
    test.use({ locale, colorScheme: 'light' });
    // In one process, which walks once.
    test.describe.configure({ mode: 'default', timeout: 600_000 });
    test.beforeEach(({ allow }) => allow(refusals));

    test('axe has nothing to say in either theme, and nothing is wider than a small window', async ({ page, installation }) => {
      const { axe, tooWide } = await walk(page, installation, language);
      expect(axe).toEqual({});
      expect(tooWide).toEqual([]);
    });

    test('no link leads nowhere', async ({ page, installation }) => {
      const { links, deadLinks } = await walk(page, installation, language);
      expect(deadLinks).toEqual([]);
      expect(links.size).toBeGreaterThan(3);
    });

    test('every page has a title and one heading of its own', async ({ page, installation }) => {
      expect((await walk(page, installation, language)).headings).toEqual([]);
    });
  });
}

test('the page of the very first registration is as good as the others', async ({ page, server }) => {
  await page.goto(await server.setupLink());
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoSidewaysScroll(page);
});
