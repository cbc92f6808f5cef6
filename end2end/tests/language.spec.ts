// One choice of language, made once, kept everywhere.

import type { Page } from '@playwright/test';
import { expect, readers, test } from '../support/fixtures.ts';
import { forAdministrators, forEverybody, refusals } from '../support/pages.ts';
import { ada } from '../support/people.mjs';
import { chooseLanguage, expectLanguage, signIn } from '../support/steps.ts';

for (const { reader, language, use } of readers) {
  test.describe(reader, () => {
    test.use(use);
    const other = language === 'en' ? 'fr' : 'en';

    test('the first visit speaks the browser\'s language, and a choice outlives it', async ({ page, installation }) => {
      await page.goto('/login');
      await expectLanguage(page, language);
      await chooseLanguage(page, other);
      await expect(page).toHaveURL(/\/login/);
      await page.reload();
      await expectLanguage(page, other);
      await page.goto('/register');
      await expectLanguage(page, other);
    });

    test('a choice made signed in sticks to the account', async ({ page, installation, anotherBrowser }) => {
      await signIn(page, ada);
      await page.goto('/settings');
      await chooseLanguage(page, other);
      await expect(page).toHaveURL(/\/settings/);

      const elsewhere = await (await anotherBrowser()).newPage();
      await elsewhere.goto('/login');
      await expectLanguage(elsewhere, language);
      await signIn(elsewhere, ada);
      await expectLanguage(elsewhere, other);
    });
  });
}

test.describe('in a language that DataSync does not speak', () => {
  test.use({ locale: 'de-DE' });

  test('the first visit speaks English', async ({ page, server }) => {
    await page.goto('/login');
    await expectLanguage(page, 'en');
  });
});

test('no English is left on a French page', async ({ page, installation, anotherBrowser, allow }) => {
  test.slow();
  allow(refusals);
  const french = await (await anotherBrowser()).newPage();
  await french.goto('/login');
  await chooseLanguage(french, 'fr');

  const leftInEnglish: Record<string, string[]> = {};
  const compare = async (places: typeof forEverybody) => {
    for (const { name, open } of places) {
      await open(page, installation);
      await open(french, installation);
      await expectLanguage(page, 'en');
      await expectLanguage(french, 'fr');
      const english = await words(page);
      const same = [...(await words(french))].filter((text) => english.has(text) && !isTheSameInBoth(text));
      if (same.length) leftInEnglish[name] = same;
    }
  };

  await compare(forEverybody);
  await signIn(page, ada);
  await page.goto('/');
  await compareSignedIn();
  expect(leftInEnglish).toEqual({});

  // One account has one language, so each page is read twice.
  async function compareSignedIn() {
    for (const { name, open } of forAdministrators) {
      await open(page, installation);
      await chooseLanguage(page, 'en');
      const english = await words(page);
      await chooseLanguage(page, 'fr');
      const same = [...(await words(page))].filter((text) => english.has(text) && !isTheSameInBoth(text));
      if (same.length) leftInEnglish[name] = same;
    }
  }
});

/** Everything on the page that a person reads or hears, piece by piece. */
async function words(page: Page): Promise<Set<string>> {
  const pieces = await page.evaluate(() => {
    const found = [document.title];
    // Guides quote what the pages and answers of others say.
    const notOurs = 'script, style, template, .guide :is(code, pre, strong, em), [translate=no]';
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      if (!texts.currentNode.parentElement?.closest(notOurs)) found.push(texts.currentNode.textContent ?? '');
    }
    for (const name of ['alt', 'aria-label', 'placeholder', 'title']) {
      for (const element of document.querySelectorAll(`[${name}]`)) found.push(element.getAttribute(name) ?? '');
    }
    return found;
  });
  return new Set(pieces.map((piece) => piece.trim()).filter((piece) => /\p{Letter}{2}/u.test(piece)));
}

/** Names of things, languages and people, and the words that French shares with English. */
function isTheSameInBoth(text: string) {
  // The product, the languages, names of people, companies and standards, and French words that English borrowed.
  const shared = [
    ...['Microsoft 365', 'SendGrid', 'Mailgun', 'Brevo', 'Postmark', 'OAuth 2.0', 'Port', 'Actions', 'Activation', 'Message', 'Code'],
    ...['Chrome, Linux', 'PostgreSQL', 'MySQL / MariaDB', 'Tables', 'engine', 'Pages', 'registration'],
    // The sample, and the verdict on a column.
    ...['exact', 'Extractions', 'Source', 'Destination', 'sample'],
    // What other people call their databases, tables, columns and types.
    ...['MariaDB', 'MySQL', 'reader', 'datasync', 'public', 'public.orders', 'orders', 'open orders', 'note', 'bigint', 'text'],
    ...['Table', 'Type', 'DataSync', 'Menu', 'AL', 'Analytical Engines', "Élodie O'Brien", 'English', 'Français', 'Version', 'Build', 'EN', 'FR'],
    ...[...Object.values(ada), `${ada.firstName} ${ada.lastName}`],
  ];
  // The title of a page about one of them.
  if (text.endsWith(' · DataSync')) return isTheSameInBoth(text.replace(' · DataSync', ''));
  // The connections of the sample, as they were called when it was made.
  if (/^(Sample company|Sample copy|Société d’exemple|Copie d’exemple)( → |$)/.test(text)) return true;
  // A connection, and where it leads.
  if (/^(Warehouse|Lake) of colleague |^[\d.]+:\d+\/\w+$/.test(text)) return true;
  // Products with their version, and lists of the names of fields in the audit.
  // The first and last group of a serial number.
  if (/^\w{6}-…-\w+$/.test(text)) return true;
  if (/^(PostgreSQL|MariaDB|SQLite) [\d.]+$|^[a-z]+(_[a-z]+|, [a-z_]+)+$/.test(text)) return true;
  // Cron expressions, time zones, how long something took, and file names in logs.
  if (/^[\d*\/, -]+$|^(UTC|[A-Z]\w+\/[\w\/+-]+)$|^(\d+ h )?(\d+ min ?)?([\d.,]+ s)?$/.test(text)) return true;
  return shared.includes(text) || /@|^https?:|^[\d.]+\w*$|^colleague |^[A-Z2-7-]{19,}$/.test(text);
}
