// Every page there is, and how to reach it. What must hold everywhere is checked along this list.

import type { Page } from '@playwright/test';
import { Place as Database } from './copy.mjs';
import { newDatabase } from './database.mjs';
import { ada, colleague } from './people.mjs';
import type { Server } from './server.mjs';
import { field, registration, setPassword, submit } from './steps.ts';
import { Visitor } from './visitor.mjs';

type Place = { name: string; open: (page: Page, server: Server) => Promise<unknown> };

/** A link for somebody who has registered and not yet answered. */
async function freshLink(server: Server) {
  const person = colleague();
  await new Visitor(server.url).register(server, person);
  return { person, link: await server.linkFor(person.username) };
}

const administrators = new WeakMap<Server, Promise<Visitor>>();

/** `ada` without a browser. */
function administrator(server: Server) {
  const enter = async () => {
    const visitor = new Visitor(server.url);
    await visitor.signIn(ada);
    return visitor;
  };
  if (!administrators.has(server)) administrators.set(server, enter());
  return administrators.get(server)!;
}

/** Opens a page while registration is like this; otherwise it is open. */
async function whileRegistrationIs(server: Server, mode: 'approval' | 'closed', open: () => Promise<unknown>) {
  const visitor = await administrator(server);
  await visitor.submit('/settings', { registration: mode });
  await open();
  await visitor.submit('/settings', { registration: 'open' });
}

/** What is typed about somebody who is added. The address is as long as some are, and the username. */
function newcomer() {
  const { username, firstName, lastName } = colleague();
  const email = `elisabeth.marie.${username.replace(/\W/g, '.')}@departement-des-machines.engines.example`;
  return { email, first_name: firstName, last_name: lastName };
}

const added = new WeakMap<Server, Promise<string>>();

/** The id of somebody who was added and has not answered. */
function addedUser(server: Server) {
  const add = async () => {
    const { url } = await (await administrator(server)).submit('/settings/users/new', newcomer());
    return new URL(url).pathname.split('/')[3];
  };
  if (!added.has(server)) added.set(server, add());
  return added.get(server)!;
}

/** Makes an API token on the page of the settings. */
async function makeToken(page: Page, name: string) {
  await page.goto('/settings');
  await page.locator('#api-tokens summary').click();
  await page.locator('#api-tokens input[name=name]').fill(name);
  await page.locator('#api-tokens form button.primary').click();
}

/** Chooses a file for the import and sends it. */
async function checkFile(page: Page, lines: string[]) {
  await page.goto('/settings/users/import');
  const buffer = Buffer.from(['email,first_name,last_name,role,notes', ...lines].join('\r\n'));
  await page.locator('input[name=file]').setInputFiles({ name: 'users.csv', mimeType: 'text/csv', buffer });
  await page.locator('form', { has: page.locator('input[name=file]') }).locator('button').click();
}

function goodLine() {
  const { email, first_name, last_name } = newcomer();
  return `${email},${first_name},${last_name},user,`;
}

/** Chooses an engine in the Connection panel and fills its fields. */
async function fillConnection(page: Page, engine: string, fields: Record<string, string> = {}) {
  await page.goto('/settings');
  await page.locator(`#connection input[value=${engine}]`).check();
  for (const [name, value] of Object.entries(fields)) await page.locator(`#connection input[name=${name}]`).fill(value);
}

/** Chooses what a new connection is and fills its fields. */
async function fillPlace(page: Page, kind: string, name: string, fields: { server: string; database: string; username: string; password?: string }) {
  await page.goto('/connections/new');
  await page.locator(`input[value=${kind}]`).check();
  const { server, database, username, password = '' } = fields;
  const typed = { name: `${name} of ${colleague().username}`, server, database, username, password };
  for (const [name, value] of Object.entries(typed)) await page.locator(`input[name=${name}]`).fill(value);
}

/** Makes the sample where it is not there yet, and looks at what a run of it would do. */
async function checkSample(page: Page) {
  await page.goto('/extractions');
  const link = page.locator('.records.extractions tbody a', { hasText: /^sample$/ });
  if (await link.count()) {
    await link.click();
    await page.locator('.steps a').nth(2).click();
  } else {
    await page.locator('button[formaction="/api/try_sample"]').click();
  }
  await page.locator('.checked > li').nth(12).waitFor();
}

export const forEverybody: Place[] = [
  { name: 'login', open: (page) => page.goto('/login') },
  {
    name: 'login, refused',
    open: async (page) => {
      await page.goto('/login');
      await submit(page, { username: 'nobody', password: 'Wrong password 1' });
      await page.getByRole('alert').first().waitFor();
    },
  },
  { name: 'forgotten password', open: (page) => page.goto('/forgot-password') },
  {
    name: 'reset requested',
    open: async (page) => {
      await page.goto('/forgot-password');
      await submit(page, { username: 'nobody' });
      await page.waitForURL('**/reset-requested');
    },
  },
  { name: 'forgotten username', open: (page) => page.goto('/forgot-username') },
  {
    name: 'usernames requested',
    open: async (page) => {
      await page.goto('/forgot-username');
      await submit(page, { email: 'nobody@engines.example' });
      await page.waitForURL('**/usernames-requested');
    },
  },
  {
    name: 'a code, refused',
    open: async (page) => {
      await page.goto('/login/code');
      await submit(page, { code: '000000' });
      await page.getByRole('alert').first().waitFor();
    },
  },
  { name: 'a code', open: (page) => page.goto('/login/code') },
  { name: 'a confirmed address', open: (page) => page.goto('/email-confirmed') },
  { name: 'register', open: (page) => page.goto('/register') },
  {
    name: 'register, with mistakes',
    open: async (page, server) => {
      await page.goto('/register');
      await submit(page, { ...registration(server, colleague()), email: 'nonsense', serial_number: 'nonsense' });
      await page.locator('[aria-invalid=true]').first().waitFor();
    },
  },
  {
    name: 'registered',
    open: async (page, server) => {
      await page.goto('/register');
      await submit(page, registration(server, colleague()));
      await field(page, 'serial_number').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'register, where that waits for approval',
    open: (page, server) => whileRegistrationIs(server, 'approval', () => page.goto('/register')),
  },
  {
    name: 'registered, and waiting for approval',
    open: (page, server) =>
      whileRegistrationIs(server, 'approval', async () => {
        await page.goto('/register');
        await submit(page, registration(server, colleague()));
        await field(page, 'serial_number').waitFor({ state: 'detached' });
      }),
  },
  {
    name: 'register, where that is closed',
    open: (page, server) => whileRegistrationIs(server, 'closed', () => page.goto('/register')),
  },
  { name: 'activate', open: async (page, server) => page.goto((await freshLink(server)).link) },
  {
    name: 'activate, with mistakes',
    open: async (page, server) => {
      await page.goto((await freshLink(server)).link);
      await submit(page, { new_password: 'short', confirm_new_password: 'other' });
      await page.locator('[aria-invalid=true]').first().waitFor();
    },
  },
  {
    name: 'activated',
    open: async (page, server) => {
      const { person, link } = await freshLink(server);
      await setPassword(page, link, person.password);
    },
  },
  { name: 'activate, with a link that is none', open: (page) => page.goto('/activate/nonsense') },
  { name: 'an address that leads elsewhere', open: (page) => page.goto('/reached/nonsense') },
  { name: 'a page that does not exist', open: (page) => page.goto('/no-such-page') },
];

export const forAdministrators: Place[] = [
  { name: 'home', open: (page) => page.goto('/') },
  { name: 'connections, none yet', open: (page) => page.goto('/connections') },
  { name: 'a new connection', open: (page) => page.goto('/connections/new') },
  {
    name: 'a new connection to a file, with mistakes',
    open: async (page) => {
      await page.goto('/connections/new');
      await page.locator('input[value=sqlite]').check();
      await page.locator('input[name=path]').fill('/etc/passwd');
      await page.locator('form button.primary').first().click();
      await page.locator('[aria-invalid=true]').first().waitFor();
    },
  },
  {
    name: 'a test of a new connection that fails',
    open: async (page) => {
      await fillPlace(page, 'mariadb', 'Nobody', { server: '127.0.0.1:1', database: 'erp', username: 'reader' });
      await page.locator('button[formaction="/api/test_place"]').click();
      await page.locator('.stages .notice').waitFor();
      await page.locator('.test-end').waitFor();
    },
  },
  {
    name: 'a connection that cannot be reached',
    open: async (page) => {
      await fillPlace(page, 'postgresql', 'Warehouse', { server: '127.0.0.1:1', database: 'erp', username: 'reader' });
      await page.locator('form button.primary').first().click();
      await page.locator('section[aria-labelledby=tables-title] .notice').waitFor();
    },
  },
  {
    name: 'a connection with tables',
    open: async (page) => {
      const place = await Database.new('postgresql');
      await place.sql('CREATE TABLE orders (id bigint PRIMARY KEY, note text); CREATE VIEW "open orders" AS SELECT * FROM orders');
      await fillPlace(page, 'postgresql', 'Lake', place);
      await page.locator('form button.primary').first().click();
      await page.locator('.records.tables tbody tr').nth(1).waitFor();
    },
  },
  {
    name: 'a table of a connection',
    open: async (page) => {
      await page.goto('/connections');
      await page.locator('.records.connections tbody a').filter({ hasText: 'Lake' }).first().click();
      await page.locator('.records.tables tbody a').last().click();
      await page.locator('.records.columns tbody tr').nth(1).waitFor();
    },
  },
  {
    name: 'a connection to edit',
    open: async (page) => {
      await page.goto('/connections');
      await page.locator('.records.connections tbody a').first().click();
      await page.locator('a[href$="/edit"]').click();
      await page.locator('form[action="/api/save_place"]').waitFor();
    },
  },
  { name: 'connections', open: (page) => page.goto('/connections') },
  { name: 'extractions', open: (page) => page.goto('/extractions') },
  { name: 'a new extraction', open: (page) => page.goto('/extractions/new') },
  {
    name: 'a new extraction, with mistakes',
    open: async (page) => {
      await page.goto('/extractions/new');
      await page.locator('main form button.primary').click();
      await page.locator('[aria-invalid=true]').first().waitFor();
    },
  },
  { name: 'what a run of the sample would do', open: checkSample },
  {
    name: 'the places of the sample',
    open: async (page) => {
      await checkSample(page);
      await page.locator('.steps a').nth(0).click();
      await page.locator('form[action="/api/save_extraction"]').waitFor();
    },
  },
  {
    name: 'the tables of the sample',
    open: async (page) => {
      await checkSample(page);
      await page.locator('.steps a').nth(1).click();
      await page.locator('input[value=some]').check();
      await page.locator('.ticks li').nth(12).waitFor();
    },
  },
  {
    name: 'the sample',
    open: async (page) => {
      await checkSample(page);
      await page.locator('.steps a').nth(3).click();
      await page.locator('.facts').waitFor();
    },
  },
  {
    name: 'the receipt of the sample',
    open: async (page) => {
      await page.goto('/jobs/sample');
      const runs = page.locator('.records.runs tbody th a');
      if (await runs.count()) await runs.last().click();
      else await page.locator('form[action="/api/run_job"] button').click();
      await page.locator('.records.receipt tbody tr').nth(12).waitFor();
    },
  },
  { name: 'an extraction that is not there', open: (page) => page.goto('/extractions/nonsense') },
  { name: 'a connection that is not there', open: (page) => page.goto('/connections/nonsense') },
  { name: 'jobs', open: (page) => page.goto('/jobs') },
  { name: 'a job', open: (page) => page.goto('/jobs/backup') },
  {
    name: 'a job, with mistakes',
    open: async (page) => {
      await page.goto('/jobs/backup');
      await page.locator('#plan input[name=schedule]').fill('sometimes');
      await page.locator('#plan form button.primary').click();
      await page.locator('#plan [aria-invalid=true]').first().waitFor();
    },
  },
  {
    name: 'a run of a job',
    open: async (page) => {
      await page.goto('/jobs/clean-up');
      await page.locator('form[action="/api/run_job"] button').click();
      // The page is whole when the run is over; it may have been before.
      await page.waitForURL(/\/runs\//, { waitUntil: 'load' });
    },
  },
  { name: 'runs of a job', open: (page) => page.goto('/jobs/clean-up?state=succeeded') },
  { name: 'a job that does not exist', open: (page) => page.goto('/jobs/nonsense') },
  { name: 'settings', open: (page) => page.goto('/settings') },
  {
    name: 'a test email that fails',
    open: async (page) => {
      await page.goto('/settings');
      await page.locator('#mail input[name=smtp_server]').fill('127.0.0.1');
      await page.locator('#mail input[name=port]').fill('1');
      await page.locator('#mail input[name=sender_address]').fill('sync@engines.example');
      await page.locator('button[formaction="/api/test_mail"]').click();
      await page.locator('.stages .notice').waitFor();
      await page.locator('.test-end').waitFor();
    },
  },
  {
    name: 'settings, with mistakes',
    open: async (page) => {
      await page.goto('/settings');
      await page.locator('#mail input[value=oauth2]').check();
      await page.locator('#mail form button.primary').click();
      await page.locator('[aria-invalid=true]').first().waitFor();
    },
  },
  {
    name: 'connection settings, with mistakes',
    open: async (page) => {
      await fillConnection(page, 'postgresql', { server: '', timeout: '0' });
      await page.locator('#connection form button.primary').click();
      await page.locator('#connection [aria-invalid=true]').first().waitFor();
    },
  },
  {
    name: 'a test of a connection that fails',
    open: async (page) => {
      await fillConnection(page, 'mysql', { server: '127.0.0.1:1', database: 'datasync', username: 'sync' });
      await page.locator('button[formaction="/api/test_connection"]').click();
      await page.locator('.stages .notice').waitFor();
      await page.locator('.test-end').waitFor();
    },
  },
  {
    name: 'connection settings, after a test',
    open: async (page) => {
      await fillConnection(page, 'mysql', { server: '127.0.0.1:1', database: 'datasync', username: 'sync', password: 'Horse 1' });
      await page.locator('button[formaction="/api/test_connection"]').click();
      await page.locator('.test-end > a').click();
      await page.locator('#connection input[name=attempt]').waitFor({ state: 'attached' });
    },
  },
  {
    name: 'a change of the connection',
    open: async (page) => {
      await fillConnection(page, 'postgresql', newDatabase('postgresql'));
      await page.locator('#connection input[name=create_database]').check();
      await page.locator('#connection form button.primary').click();
      await page.locator('.test-end .notice.success').waitFor();
    },
  },
  {
    name: 'a test of a connection that is in use',
    open: async (page) => {
      await page.goto('/settings');
      await page.locator('button[formaction="/api/test_connection"]').click();
      await page.locator('.test-end .notice.success').waitFor();
    },
  },
  {
    name: 'a database with data in it',
    open: async (page) => {
      await fillConnection(page, 'embedded');
      await page.locator('#connection form button.primary').click();
      await page.locator('.test-end .notice.warning').waitFor();
    },
  },
  {
    name: 'server settings, with mistakes',
    open: async (page) => {
      await page.goto('/settings');
      await page.locator('#server input[name=trusted_proxies]').fill('nonsense');
      await page.locator('#server form button.primary').click();
      await page.locator('#server [aria-invalid=true]').first().waitFor();
    },
  },
  {
    name: 'a test of everything',
    open: async (page) => {
      await page.goto('/settings/test');
      await page.locator('.setup-test .state').nth(2).waitFor();
    },
  },
  { name: 'an attempt at a connection that nobody knows', open: (page) => page.goto('/settings/connection/nonsense') },
  { name: 'mails', open: (page) => page.goto('/settings/mails') },
  { name: 'mails that failed', open: (page) => page.goto('/settings/mails?state=failed') },
  { name: 'guide to Microsoft 365', open: (page) => page.goto('/guides/microsoft-365') },
  { name: 'guide to Mailgun', open: (page) => page.goto('/guides/mailgun') },
  {
    name: 'settings, registration with approval',
    open: (page, server) => whileRegistrationIs(server, 'approval', () => page.goto('/settings?saved=registration')),
  },
  {
    name: 'a new API token, with mistakes',
    open: async (page) => {
      await makeToken(page, '');
      await page.locator('#api-tokens [aria-invalid=true]').first().waitFor();
    },
  },
  {
    name: 'a new API token',
    open: async (page) => {
      await makeToken(page, colleague().username);
      await page.locator('#token').waitFor();
    },
  },
  { name: 'an API token, shown before', open: (page) => page.goto('/settings/api-tokens/nonsense') },
  {
    name: 'settings, with API tokens',
    open: async (page) => {
      await page.goto('/settings');
      await page.locator('#api-tokens tbody tr').first().waitFor();
    },
  },
  {
    name: 'an API token to revoke',
    open: async (page) => {
      await page.goto('/settings');
      await page.locator('#api-tokens tbody a.button').first().click();
      await page.waitForURL('**/revoke');
    },
  },
  { name: 'an API token that is not there', open: (page) => page.goto('/settings/api-tokens/nonsense/revoke') },
  { name: 'users', open: (page) => page.goto('/users') },
  {
    name: 'users, with the menu of one open',
    open: async (page) => {
      await page.goto('/settings/users');
      await page.locator('#users tbody button[popovertarget]').last().click();
      await page.locator('.row-menu:popover-open').waitFor();
    },
  },
  {
    name: 'users, with the dialog to add one open',
    open: async (page) => {
      await page.goto('/settings/users');
      await page.locator('button[popovertarget=add-user]').first().click();
      await page.locator('#add-user:popover-open').waitFor();
    },
  },
  {
    name: 'users, changed by somebody else in the meantime',
    open: async (page, server) => {
      const id = await addedUser(server);
      await page.goto('/settings/users?search=elisabeth');
      const notifications = page.locator(`input[name="email_notifications.${id}"]`);
      const change = (await notifications.isChecked()) ? 'notifications_off' : 'notifications_on';
      await notifications.click();
      await page.locator(`select[name="role.${id}"]`).selectOption('administrator');
      const visitor = await administrator(server);
      const body = new URLSearchParams({ change, 'ids[]': id });
      await visitor.open('/api/change_users', { method: 'POST', body, headers: visitor.formHeaders({ url: page.url() }) });
      await page.locator('#rows button[type=submit]').click();
      await page.locator('#users .conflict').waitFor();
    },
  },
  { name: 'users, nobody found by half an address', open: (page) => page.goto('/settings/users?search=zuse&status=nonsense') },
  { name: 'add a user', open: (page) => page.goto('/settings/users/new') },
  {
    name: 'add a user, with mistakes',
    open: async (page) => {
      await page.goto('/settings/users/new');
      await submit(page, { email: 'nonsense' });
      await page.locator('[aria-invalid=true]').first().waitFor();
    },
  },
  {
    name: 'the link for a user',
    open: async (page) => {
      await page.goto('/settings/users/new');
      await submit(page, newcomer());
      await page.locator('#link').waitFor();
    },
  },
  {
    name: 'the link for a user, shown before',
    open: async (page, server) => page.goto(`/settings/users/${await addedUser(server)}/link`),
  },
  { name: 'a user', open: async (page, server) => page.goto(`/settings/users/${await addedUser(server)}`) },
  { name: 'a user who is not there', open: (page) => page.goto('/settings/users/nonsense') },
  {
    name: 'a user to delete, not named',
    open: async (page, server) => {
      await page.goto(`/settings/users/delete?id=${await addedUser(server)}`);
      await submit(page, { confirmation: 'somebody else' });
      await page.locator('[aria-invalid=true]').waitFor();
    },
  },
  { name: 'import', open: (page) => page.goto('/settings/users/import') },
  {
    name: 'import, with nobody in the file',
    open: async (page) => {
      await checkFile(page, []);
      await page.locator('[aria-invalid=true]').waitFor();
    },
  },
  {
    name: 'import, with bad lines',
    open: async (page) => {
      await checkFile(page, [goodLine(), 'nonsense,,,root,', `${newcomer().email},É,${'x'.repeat(90)},,`]);
      await page.locator('caption').waitFor();
    },
  },
  {
    name: 'import, to be confirmed',
    open: async (page) => {
      await checkFile(page, [goodLine(), goodLine()]);
      await page.locator('input[name=confirmed]').waitFor({ state: 'attached' });
    },
  },
  {
    name: 'import, done',
    open: async (page) => {
      await checkFile(page, [goodLine(), goodLine()]);
      await page.locator('form:has(input[name=confirmed]) button').click();
      await page.locator('.notice.success').waitFor();
    },
  },
  { name: 'audit', open: (page) => page.goto('/settings/audit') },
  { name: 'audit, nothing found', open: (page) => page.goto('/settings/audit?person=nobody') },
  { name: 'account', open: (page) => page.goto('/account') },
  {
    name: 'account, with mistakes',
    open: async (page) => {
      await page.goto('/account');
      await submit(page, { new_password: 'short', confirm_new_password: 'other' });
      await page.locator('[aria-invalid=true]').first().waitFor();
    },
  },
  {
    name: 'confirm a new address',
    open: async (page, server) => {
      await page.goto('/account');
      await submit(page, { email: `${colleague().username.replace(/\W/g, '.')}@engines.example` });
      await page.getByRole('status').first().waitFor();
      await page.goto(await server.linkFor('ada'));
    },
  },
  {
    name: 'two-factor authentication, being set up',
    open: async (page) => {
      await page.goto('/account/two-factor');
      const begin = page.locator('form[action="/api/begin_two_factor"] button');
      if (await begin.count()) await begin.click();
      await page.locator('.qr-code').waitFor();
    },
  },
];

/** Chromium writes every answer of 400 and above to the console; these pages have them on purpose. */
export const refusals = /status of 4\d\d/;
