// Settings → Users: who comes in and how, what is changed, and what two administrators do to each other.

import type { Locator, Page } from '@playwright/test';
import { expect, readers, test } from '../support/fixtures.ts';
import { refusals } from '../support/pages.ts';
import { ada, colleague, grace } from '../support/people.mjs';
import type { Server } from '../support/server.mjs';
import { chooseLanguage, errorBeside, expectLanguage, field, interactive, register, registration } from '../support/steps.ts';
import { setPassword, signIn, submit } from '../support/steps.ts';
import { Visitor } from '../support/visitor.mjs';

type Person = typeof ada;

/** Of the four, one with a script and one without, in different languages. */
const two = [readers[0], readers[3]];

const panel = (page: Page) => page.locator('#users');
const rows = (page: Page) => panel(page).locator('tbody tr');
const row = (page: Page, { username }: { username: string }) =>
  rows(page).filter({ has: page.getByRole('link', { name: username, exact: true }) });
const role = (page: Page, person: Person) => row(page, person).locator('select[name^="role."]');
const notifications = (page: Page, person: Person) => row(page, person).locator('input[name^="email_notifications."]');
const box = (page: Page, person: Person) => row(page, person).locator('input[name="ids[]"]');
const menuButton = (page: Page, person: Person) => row(page, person).locator('button[popovertarget]');
const status = (page: Page, person: Person) => row(page, person).locator('.badge').last();
const done = (page: Page) => panel(page).locator('> .notice.success');
const refusal = (page: Page) => panel(page).locator('> .notice.error');
const unsaved = (page: Page) => page.locator('#rows .unsaved');
const dialog = (page: Page) => page.locator('#add-user');
const confirm = (page: Page) => page.locator('form:has(input[name=confirmed]) button');

const openList = (page: Page, query = '') => page.goto(`/settings/users${query}`);
const openDialog = (page: Page) => page.locator('button[popovertarget=add-user]').first().click();
const save = (page: Page) => page.locator('#rows button[type=submit]').click();

/** The menu of a person's row, opened. */
async function openMenu(page: Page, person: Person) {
  const menu = page.locator(`[id="${await menuButton(page, person).getAttribute('popovertarget')}"]`);
  await menuButton(page, person).click();
  await expect(menu).toBeVisible();
  return menu;
}

/** Chooses what to do with the selected users, and does it. */
async function withSelected(page: Page, change: string) {
  await page.locator('#selection select').selectOption(change);
  await page.locator('#selection button').click();
}

/** Opens the list in the language of the reader; that of the account is English. */
async function enter(page: Page, language: 'en' | 'fr' = 'en', person: Person = ada) {
  await signIn(page, person);
  if (language !== 'en') await chooseLanguage(page, language);
  await openList(page);
}

/** Puts this person's role into the list and saves it. */
async function appoint(page: Page, person: Person) {
  await role(page, person).selectOption('administrator');
  await save(page);
  await expect(done(page)).toBeVisible();
}

async function chooseFile(page: Page, lines: string[]) {
  const buffer = Buffer.from(lines.join('\r\n'));
  await page.locator('input[name=file]').setInputFiles({ name: 'users.csv', mimeType: 'text/csv', buffer });
  await page.locator('form:has(input[name=file]) button').click();
}

async function registrationIs(page: Page, mode: 'open' | 'approval' | 'closed') {
  await page.goto('/settings');
  const registration = page.locator('#registration');
  await registration.locator(`input[value=${mode}]`).check();
  await registration.locator('button[type=submit]').click();
  await expect(registration.locator('.notice.success')).toBeVisible();
}

/** Somebody with an account and a password. */
async function join(server: Server, person: Person = colleague()) {
  await new Visitor(server.url).join(server, person);
  return person;
}

for (const { reader, language, script, use } of readers) {
  test.describe(reader, () => {
    test.use(use);

    test('somebody is added, and the link for them is shown once and works', async ({ page, installation, anotherBrowser }) => {
      await enter(page, language);
      await expect(dialog(page)).toBeHidden();
      await openDialog(page);
      await expect(dialog(page)).toBeVisible();
      const typed = { email: grace.email, username: grace.username, first_name: grace.firstName, last_name: grace.lastName };
      for (const [name, value] of Object.entries(typed)) await dialog(page).locator(`input[name=${name}]`).fill(value);
      await dialog(page).locator('button[type=submit]').click();

      await expect(page).toHaveURL(/\/settings\/users\/[^/]+\/link$/);
      await expectLanguage(page, language);
      const link = await page.locator('#link').inputValue();
      expect(link).toBe(await installation.linkFor(grace.username));
      const copy = page.locator('.made-link button');
      await expect(copy).toBeVisible({ visible: script });
      if (script) {
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        await copy.click();
        await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(link);
      }
      await page.reload();
      await expect(page.locator('#link')).toHaveCount(0);
      expect(await page.content()).not.toContain(link);

      const hers = await (await anotherBrowser()).newPage();
      await setPassword(hers, link, grace.password);
      await signIn(hers, grace);
      await expectLanguage(hers, language);
      await openList(page, '?status=active');
      await expect(row(page, grace)).toContainText(grace.email);
      await expect(role(page, grace)).toHaveValue('user');
    });

    test('a mistake in the dialog leads to a page that says which and keeps the rest', async ({ page, installation, allow }) => {
      allow(refusals);
      const other = language === 'en' ? 'fr' : 'en';
      await enter(page, language);
      await openDialog(page);
      const username = ada.username.toUpperCase();
      const typed = { email: 'grace at engines', username, first_name: grace.firstName, last_name: '' };
      for (const [name, value] of Object.entries(typed)) await dialog(page).locator(`input[name=${name}]`).fill(value);
      await dialog(page).locator('input[value=administrator]').check();
      await dialog(page).locator(`input[value=${other}]`).check();
      await dialog(page).locator('input[name=email_notifications]').check();
      await dialog(page).locator('button[type=submit]').click();

      await expect(page).toHaveURL(/\/settings\/users\/new\?/);
      await expectLanguage(page, language);
      expect(await errorBeside(page, 'email')).not.toBe('');
      expect(await errorBeside(page, 'last_name')).not.toBe('');
      await expect(field(page, 'email')).toBeFocused();
      for (const [name, value] of Object.entries(typed)) await expect(field(page, name)).toHaveValue(value);
      await expectTheRest();

      // The next mistake only shows when these are gone.
      await submit(page, { email: grace.email, last_name: grace.lastName });
      expect(await errorBeside(page, 'username')).not.toBe('');
      await expectTheRest();
      await submit(page, { username: grace.username });
      await expect(page.locator('#link')).toBeVisible();
      await openList(page);
      await expect(role(page, grace)).toHaveValue('administrator');
      await expect(notifications(page, grace)).toBeChecked();

      async function expectTheRest() {
        await expect(page.locator('input[value=administrator]')).toBeChecked();
        await expect(page.locator(`input[value=${other}]`)).toBeChecked();
        await expect(field(page, 'email_notifications')).toBeChecked();
      }
    });
  });
}

for (const { reader, language, script, use } of two) {
  test.describe(reader, () => {
    test.use(use);

    test('what another administrator has changed is shown, not overwritten', async ({
      page,
      installation,
      anotherBrowser,
      allow,
    }) => {
      allow(refusals);
      const [charles, mary] = [await join(installation), await join(installation)];
      await join(installation, grace);
      await enter(page, language);
      // Both are saved together.
      await notifications(page, mary).check();
      await appoint(page, grace);
      await expect(notifications(page, mary)).toBeChecked();
      await expect(role(page, grace)).toHaveValue('administrator');

      const hers = await (await anotherBrowser()).newPage();
      await enter(hers, language, grace);
      await hers.locator('#users thead a[href*="sort=email"]').click();
      await appoint(page, charles);

      await role(hers, charles).selectOption('administrator');
      await notifications(hers, charles).check();
      await notifications(hers, mary).uncheck();
      await save(hers);
      await expect(refusal(hers)).toBeVisible();
      await expectLanguage(hers, language);
      if (script) await expect(unsaved(hers)).toBeVisible();
      // What she wants is still marked, and what is stored stands beside it where it is not what she saw.
      await expect(role(hers, charles)).toHaveValue('administrator');
      await expect(notifications(hers, charles)).toBeChecked();
      await expect(row(hers, charles)).toHaveClass(/changed/);
      await expect(row(hers, charles).locator('.conflict')).toBeVisible();
      await expect(notifications(hers, mary)).not.toBeChecked();
      await expect(row(hers, mary)).toHaveClass(/changed/);
      await expect(row(hers, mary).locator('.conflict')).toHaveCount(0);
      await openList(page);
      await expect(role(page, charles)).toHaveValue('administrator');
      await expect(notifications(page, charles)).not.toBeChecked();
      await expect(notifications(page, mary)).toBeChecked();

      // Now she knows.
      await save(hers);
      await expect(done(hers)).toBeVisible();
      await expect(hers).toHaveURL(/sort=email/);
      await openList(page);
      await expect(role(page, charles)).toHaveValue('administrator');
      await expect(notifications(page, charles)).toBeChecked();
      await expect(notifications(page, mary)).not.toBeChecked();
    });

    test('several are disabled at once, and out with their next click', async ({ page, installation, anotherBrowser, allow }) => {
      allow(refusals);
      await join(installation, grace);
      const others = [await join(installation), await join(installation)];
      const hers = await (await anotherBrowser()).newPage();
      await signIn(hers, grace);

      await enter(page, language);
      await withSelected(page, 'disable');
      await expect(refusal(page), 'with nobody selected').toBeVisible();
      for (const person of [grace, others[0]]) await box(page, person).check();
      await withSelected(page, 'disable');
      await expect(done(page)).toContainText('2');
      const active = await status(page, others[1]).innerText();
      const disabled = await status(page, grace).innerText();
      expect(disabled).not.toBe(active);
      await expect(status(page, others[0])).toHaveText(disabled);

      await hers.locator('.wordmark').first().click();
      await expect(hers).toHaveURL(/\/login/);
      await submit(hers, { username: grace.username, password: grace.password });
      await expect(hers.getByRole('alert').first()).toBeVisible();

      // The last administrator stays, and with her whoever is selected beside her.
      for (const person of [ada, others[1]]) await box(page, person).check();
      await withSelected(page, 'disable');
      await expect(refusal(page)).toBeVisible();
      await expect(status(page, others[1])).toHaveText(active);

      for (const person of [grace, others[0]]) await box(page, person).check();
      await withSelected(page, 'enable');
      await expect(done(page)).toContainText('2');
      await expect(status(page, grace)).toHaveText(active);
      await signIn(hers, grace);
    });

    test('a file is looked at before it goes in, and comes out again', async ({ page, installation }) => {
      const head = 'username,email,first_name,last_name,role,language,email_notifications';
      const good = ['joan,joan@engines.example,Joan,"=1+1",user,en,on', ',radia@engines.example,Rádia,Perlman,administrator,fr,'];
      await enter(page, language);
      await panel(page).locator('a[href="/settings/users/import"]').click();
      await chooseFile(page, []);
      await expect(page.locator('#file-error')).not.toBeEmpty();

      const bad = [
        'anna,nonsense,Anna,Winlock,,,',
        'bella,bella@engines.example,,Guerin,,,',
        'carol,carol@engines.example,Carol,Shaw,root,,',
        'ADA,ada@engines.example,A,B,,,',
        'Joan,joan@engines.example,J,C,,,',
      ];
      await chooseFile(page, [head, ...good, '', ...bad]);
      await expectLanguage(page, language);
      await expect(page.locator('.notice.error')).toContainText('5');
      const problems = page.locator('table', { has: page.locator('caption') }).locator('tbody tr');
      // As editors count: from the head on, with the line that is blank.
      await expect(problems.locator('th')).toHaveText(['5', '6', '7', '8', '9']);
      await expect(problems.locator('code')).toHaveText(['email', 'first_name', 'role', 'username', 'username']);
      for (const problem of await problems.all()) await expect(problem.locator('td').last()).not.toBeEmpty();
      await expect(confirm(page)).toHaveCount(0);
      await openList(page);
      await expect(rows(page)).toHaveCount(1);

      await page.goto('/settings/users/import');
      await chooseFile(page, [head, ...good]);
      await expect(rowsOfPreview()).toHaveCount(2);
      await expect(rowsOfPreview().first()).toContainText('=1+1');
      const beside = await page.context().newPage();
      await openList(beside);
      await expect(rows(beside), 'nobody is added before it is confirmed').toHaveCount(1);
      await confirm(page).click();
      await expect(page.locator('.notice.success')).toBeVisible();
      await expectLanguage(page, language);
      await installation.linkFor('joan');
      await installation.linkFor('radia@engines.example');

      await openList(page, '?status=pending');
      await expect(rows(page)).toHaveCount(2);
      const download = page.waitForEvent('download');
      await panel(page).locator('a[href^="/settings/users/export"]').click();
      const file = await (await download).createReadStream();
      const lines = Buffer.concat(await file.toArray()).toString().trim().split('\r\n');
      expect(lines).toHaveLength(3);
      expect(lines[1]).toContain(`"joan","joan@engines.example","Joan","'=1+1","user","en","on"`);
      expect(lines[2]).toContain('"Rádia","Perlman","administrator","fr","off"');

      function rowsOfPreview() {
        return page.locator('section', { has: confirm(page) }).locator('tbody tr');
      }
    });
  });
}

test('deleting asks for the username, and the audit keeps the name', async ({ page, installation, allow }) => {
  allow(refusals);
  await join(installation, grace);
  await enter(page);
  const menu = await openMenu(page, grace);
  await menu.locator('button[value=delete]').click();
  await expect(page).toHaveURL(/\/settings\/users\/delete\?/);
  await expect(page.locator('main')).toContainText(grace.email);
  await expect(field(page, 'confirmation')).toBeFocused();
  for (const wrong of ['', ada.username]) {
    await submit(page, { confirmation: wrong });
    expect(await errorBeside(page, 'confirmation')).not.toBe('');
  }
  await openList(page);
  await expect(row(page, grace)).toHaveCount(1);
  await page.goBack();
  await submit(page, { confirmation: grace.username });
  await expect(done(page)).toBeVisible();
  await expect(row(page, ada)).toHaveCount(1);
  await expect(row(page, grace)).toHaveCount(0);
  await page.goto(`/settings/audit?person=${grace.username}&action=deleted_user&outcome=done`);
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expect(page.locator('tbody tr')).toContainText(grace.username);
  await expect(page.locator('tbody tr')).toContainText(ada.username);
});

test('a view of the list is in its address, for every administrator the same', async ({ page, installation, anotherBrowser }) => {
  await join(installation, grace);
  installation.bench('fill', '45', '0');
  await enter(page);
  await appoint(page, grace);
  const names = (of: Page) => rows(of).locator('th a').allInnerTexts();
  const heading = (name: string) => panel(page).getByRole('columnheader', { name, exact: true });

  // Beginnings of words, whatever their accents.
  for (const [typed, found, first] of [['gra HOP', 1, grace.username], ['somebody 4 mull elo', 6, 'Somebody 4']] as const) {
    await field(page, 'search').fill(typed);
    await field(page, 'search').press('Enter');
    await expect(rows(page)).toHaveCount(found);
    await expect(rows(page).first()).toContainText(first);
    await expect(field(page, 'search')).toHaveValue(typed);
  }
  const filter = async (name: string, value: string) => {
    await panel(page).locator(`form.filters select[name=${name}]`).selectOption(value);
    await panel(page).locator('form.filters button').click();
    await expect(page).toHaveURL(new RegExp(`[?&]${name}=${value}`));
  };
  await filter('notifications', 'off');
  await expect(rows(page)).toHaveCount(2);
  await filter('status', 'active');
  await expect(rows(page)).toHaveCount(0);
  await panel(page).locator('> p > a:not(.button)').click();
  await expect(rows(page)).toHaveCount(20);
  await filter('role', 'administrator');
  expect(await names(page)).toEqual([ada.username, grace.username]);

  await openList(page, '?role=user');
  await expect(heading('Username')).toHaveAttribute('aria-sort', 'ascending');
  await heading('Name').getByRole('link').click();
  await expect(heading('Name')).toHaveAttribute('aria-sort', 'ascending');
  await expect(heading('Username')).not.toHaveAttribute('aria-sort');
  await expect(rows(page).first()).toContainText('Lüdenscheidt 0');
  await heading('Name').getByRole('link').click();
  await expect(heading('Name')).toHaveAttribute('aria-sort', 'descending');
  await expect(rows(page).first()).toContainText('Lüdenscheidt 9');
  await expect(page).toHaveURL(/role=user/);
  await panel(page).locator('a[rel=next]').click();
  await panel(page).locator('a[rel=next]').click();
  await expect(rows(page)).toHaveCount(5);
  await expect(panel(page).locator('a[rel=next]')).toHaveCount(0);
  await expect(panel(page).locator('form.filters select[name=role]')).toHaveValue('user');

  const hers = await (await anotherBrowser()).newPage();
  await signIn(hers, grace);
  await hers.goto(page.url());
  expect(await names(hers)).toEqual(await names(page));
  await expect(hers.locator('#users th[aria-sort]')).toHaveAttribute('aria-sort', 'descending');

  // Part of an address that makes no sense is said to make none, and the rest shown.
  await openList(hers, '?role=administrator&status=nonsense');
  await expect(hers.locator('#users > .notice.warning')).toBeVisible();
  expect(await names(hers)).toEqual([ada.username, grace.username]);
});

test('whoever registers waits for approval where that is asked for', async ({ page, installation, anotherBrowser }) => {
  const hers = await (await anotherBrowser()).newPage();
  await hers.goto('/registered');
  const whenOpen = await hers.locator('main').innerText();
  await signIn(page, ada);
  await registrationIs(page, 'approval');
  await page.goto('/');
  const waiting = /waits for your approval/;
  await expect(page.locator('main')).not.toContainText(waiting);

  await hers.goto('/register');
  await expect(hers.locator('.introduction')).toBeVisible();
  await register(hers, installation, grace);
  await expect(hers.locator('main')).not.toHaveText(whenOpen);
  expect(installation.output).not.toContain(`link for ${grace.username}`);

  await page.goto('/');
  await expect(page.locator('section[aria-labelledby=home-users]')).toContainText(waiting);
  await openList(page);
  const notice = panel(page).locator('> .notice.warning');
  await expect(notice).toContainText(waiting);
  await notice.getByRole('link').click();
  await expect(rows(page)).toHaveCount(1);
  const menu = await openMenu(page, grace);
  await menu.locator('button[value=approve]').click();
  await expect(done(page)).toBeVisible();
  await expect(notice).toHaveCount(0);
  await setPassword(hers, await installation.linkFor(grace.username), grace.password);
  await signIn(hers, grace);
});

test('where registration is closed, it says so, also to who has begun', async ({ page, installation, anotherBrowser, allow }) => {
  allow(refusals);
  const hers = await (await anotherBrowser()).newPage();
  await hers.goto('/register');
  await signIn(page, ada);
  await registrationIs(page, 'closed');
  await submit(hers, registration(installation, grace));
  await expect(hers).toHaveURL(/\/register/);
  await expect(hers.getByRole('heading', { level: 1 })).toHaveText(/closed/);
  await hers.goto('/register');
  await expect(hers.getByRole('heading', { level: 1 })).toHaveText(/closed/);
  await expect(field(hers, 'serial_number')).toHaveCount(0);
  await openList(page);
  await expect(row(page, grace)).toHaveCount(0);

  await registrationIs(page, 'open');
  await hers.goto('/register');
  await register(hers, installation, grace);
});

test('everything is done with the keyboard alone', async ({ page, installation }) => {
  const mary = await join(installation);
  await join(installation, grace);
  await enter(page);
  const { keyboard } = page;
  await tabTo(field(page, 'search'));
  await keyboard.type('grace');
  await keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(1);

  // A menu comes next after its button.
  await tabTo(menuButton(page, grace));
  await keyboard.press('Enter');
  const menu = page.locator('.row-menu:popover-open');
  await expect(menu).toBeVisible();
  await keyboard.press('Tab');
  await expect(menu.locator('a, button').first()).toBeFocused();
  await keyboard.press('Tab');
  await expect(menu.locator('a, button').nth(1)).toBeFocused();
  await keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(menuButton(page, grace)).toBeFocused();

  // Chosen with the arrows, ticked with the space bar.
  await openList(page);
  const changes = page.locator('#selection select');
  await tabTo(changes);
  for (let presses = 0; presses < 10 && (await changes.inputValue()) !== 'disable'; presses++) await keyboard.press('ArrowDown');
  await tabTo(box(page, mary));
  await keyboard.press('Space');
  await expect(box(page, mary)).toBeChecked();
  await tabTo(page.locator('#selection button'), 'Shift+Tab');
  await keyboard.press('Enter');
  await expect(done(page)).toBeVisible();
  await expect(status(page, mary)).not.toHaveText(await status(page, grace).innerText());

  await tabTo(role(page, grace));
  await keyboard.press('ArrowDown');
  await tabTo(notifications(page, grace));
  await keyboard.press('Space');
  await tabTo(page.locator('#rows button[type=submit]'));
  await keyboard.press('Enter');
  await expect(done(page)).toBeVisible();
  await expect(role(page, grace)).toHaveValue('administrator');
  await expect(notifications(page, grace)).toBeChecked();

  // The dialog takes the cursor, and gives it back.
  const adding = page.locator('button[popovertarget=add-user]').first();
  await tabTo(adding);
  await keyboard.press('Enter');
  await expect(dialog(page)).toBeVisible();
  await keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
  await expect(adding).toBeFocused();
  await keyboard.press('Space');
  await expect(dialog(page).locator('input[name=email]')).toBeFocused();
  for (const text of ['annie@engines.example', 'annie', 'Annie', 'Easley']) {
    await keyboard.type(text);
    await keyboard.press('Tab');
  }
  await expect(dialog(page).locator('input[name=role][value=user]')).toBeFocused();
  await keyboard.press('ArrowRight');
  await keyboard.press('Tab');
  await expect(dialog(page).locator('input[name=language][value=en]')).toBeFocused();
  await keyboard.press('Tab');
  await keyboard.press('Space');
  await keyboard.press('Tab');
  await expect(dialog(page).locator('button[type=submit]')).toBeFocused();
  await keyboard.press('Enter');
  await expect(page.locator('#link')).toBeVisible();
  await openList(page, '?search=annie');
  const annie = { ...grace, username: 'annie' };
  await expect(row(page, annie)).toContainText('Annie Easley');
  await expect(role(page, annie)).toHaveValue('administrator');
  await expect(notifications(page, annie)).toBeChecked();

  /** Presses the key until the cursor is there; a whole round is the most. */
  async function tabTo(target: Locator, key = 'Tab') {
    for (let presses = 0; presses < 100; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await keyboard.press(key);
    }
    throw new Error(`${target} is out of reach`);
  }
});

test('every control of the panel has a name', async ({ page, installation }) => {
  await join(installation);
  await new Visitor(installation.url).register(installation, grace);
  await signIn(page, ada);
  for (const language of ['en', 'fr'] as const) {
    await chooseLanguage(page, language);
    for (const address of ['/settings/users', '/settings']) {
      await page.goto(address);
      const list = await panel(page).ariaSnapshot();
      expect(nameless(list), address).toEqual([]);
      // The same name twice would tell nobody which is which.
      const named = list.match(/- (combobox|checkbox|button) "[^"]+"/g) ?? [];
      expect(named.length).toBeGreaterThan(rowsOfTwo);
      expect(new Set(named).size, named.join('\n')).toBe(named.length);
      const menu = await openMenu(page, grace);
      expect(nameless(await menu.ariaSnapshot()), `${address}, a menu`).toEqual([]);
      await page.keyboard.press('Escape');
      await openDialog(page);
      await expect(page.getByRole('dialog')).toHaveAccessibleName(/\S/);
      expect(nameless(await dialog(page).ariaSnapshot()), `${address}, the dialog`).toEqual([]);
    }
  }
});

test('a change of a role is unsaved until it is saved, a selection never is', async ({ page, installation }) => {
  await join(installation, grace);
  await enter(page);
  await interactive(page);
  let asked = 0;
  page.on('dialog', async (dialog) => {
    asked++;
    await dialog.dismiss();
  });
  await box(page, grace).check();
  await field(page, 'search').fill('grace');
  await expect(unsaved(page)).toBeHidden();
  await role(page, grace).selectOption('administrator');
  await expect(unsaved(page)).toBeVisible();
  await page.locator('.shell-sidebar a[href="/"]').click();
  await expect.poll(() => asked).toBe(1);
  await expect(page).toHaveURL(/\/settings\/users/);
  await save(page);
  await expect(done(page)).toBeVisible();
  await expect(unsaved(page)).toBeHidden();
  await interactive(page);
  await box(page, grace).check();
  await page.locator('.shell-sidebar a[href="/"]').click();
  await expect(page).toHaveURL(`${installation.url}/`);
  expect(asked).toBe(1);
});

/** Two rows with four controls each. */
const rowsOfTwo = 8;

/** Controls in an accessibility tree that a screen reader could not name. */
function nameless(snapshot: string) {
  const controls = /^\s*- (button|link|checkbox|combobox|textbox|searchbox|radio|radiogroup|dialog)\b(?! ")/;
  return snapshot.split('\n').filter((line) => controls.test(line));
}
