// `datasync copy` as an operator runs it: the release binary between two real servers, judged by their own clients.

import { expect, test } from '@playwright/test';
import { begin, copy, Place, receipt } from '../support/copy.mjs';

const shop = {
  mysql: `
    CREATE TABLE customers (id int PRIMARY KEY, name varchar(50), born date, active tinyint(1)) CHARACTER SET utf8mb4;
    INSERT INTO customers VALUES (1, 'Łukasz 🦀', '1969-12-31', 1), (2, '', NULL, 4), (3, NULL, '9999-12-31', NULL);
    CREATE TABLE orders (customer int, number bigint unsigned, price decimal(18,4), made datetime(6), PRIMARY KEY (customer, number));
    INSERT INTO orders VALUES (1, 18446744073709551615, -0.0001, '2026-03-29 02:30:00.000001'), (1, 2, 99999999999999.9999, NULL);`,
  postgresql: `
    CREATE TABLE customers (id int PRIMARY KEY, name varchar(50), born date, active boolean);
    INSERT INTO customers VALUES (1, 'Łukasz 🦀', '1969-12-31', true), (2, '', NULL, false), (3, NULL, '9999-12-31', NULL);
    CREATE TABLE orders (customer int, number numeric(20), price numeric(18,4), made timestamp, PRIMARY KEY (customer, number));
    INSERT INTO orders VALUES (1, 18446744073709551615, -0.0001, '2026-03-29 02:30:00.000001'), (1, 2, 99999999999999.9999, NULL);`,
};

const seen = {
  customers: 'SELECT id, name, born FROM customers ORDER BY id',
  orders: 'SELECT customer, number, price, made FROM orders ORDER BY customer, number',
};

/** Fractions of seconds are shown with as many digits as the type has, or as the value needs. */
const plain = (text: string) => text.replace(/(\.\d+?)0+$/gm, '$1');

for (const [from, to] of [
  ['mysql', 'postgresql'],
  ['postgresql', 'mysql'],
] as const) {
  test(`a database of ${from} is copied into one of ${to}, and again only what differs`, async () => {
    const [here, there] = [await Place.new(from), await Place.new(to)];
    await here.sql(shop[from]);

    const dry = await copy(here, there, '--dry-run');
    expect(dry.status, dry.stderr).toBe(0);
    expect(dry.stdout).toContain('CREATE TABLE');
    expect(await there.tables()).toEqual([]);

    const first = await receipt(here, there);
    expect(first.status, first.stderr).toBe(0);
    expect(first.receipt).toMatchObject({
      state: 'succeeded',
      tables: [
        { table: 'customers', read: 3, written: 3, source_rows: 3, destination_rows: 3, digest: 'equal' },
        { table: 'orders', read: 2, written: 2, source_rows: 2, destination_rows: 2, digest: 'equal' },
      ],
    });
    for (const query of Object.values(seen)) {
      expect(plain(await there.sql(query))).toBe(plain(await here.sql(query)));
    }
    expect(await there.tables()).toEqual(['customers', 'datasync_register', 'orders']);

    await here.sql("UPDATE customers SET name = 'Ada' WHERE id = 2; DELETE FROM customers WHERE id = 3; INSERT INTO customers (id) VALUES (9);");
    const again = await receipt(here, there);
    expect(again.receipt.tables).toMatchObject([
      { table: 'customers', written: 1, changed: 1, removed: 1, unchanged: 1 },
      { table: 'orders', written: 0, changed: 0, removed: 0, unchanged: 2 },
    ]);
    expect(await there.sql(seen.customers)).toBe(await here.sql(seen.customers));

    await there.sql("UPDATE customers SET name = 'Eve' WHERE id = 9");
    const verified = await receipt(here, there, '--verify');
    expect(verified.status).toBe(1);
    expect(verified.receipt.tables).toMatchObject([{ changed: 1, digest: 'different' }, { digest: 'equal' }]);
    expect(await there.sql('SELECT name FROM customers WHERE id = 9')).toBe('Eve');
  });
}

test('what cannot be copied is named, and the other tables are copied', async () => {
  const [here, there] = [await Place.new('mysql'), await Place.new('postgresql')];
  await here.sql(`
    CREATE TABLE fine (id int PRIMARY KEY); INSERT INTO fine VALUES (1);
    CREATE TABLE foreign_one (id int PRIMARY KEY);
    CREATE TABLE words (id int PRIMARY KEY, word varchar(20)); INSERT INTO words VALUES (7, 'a\\0b');`);
  await there.sql('CREATE TABLE foreign_one (id int)');
  const { status, receipt: told, stderr } = await receipt(here, there);
  expect(status, stderr).toBe(1);
  expect(told).toMatchObject({
    state: 'failed',
    tables: [
      { table: 'fine', state: 'succeeded', written: 1 },
      { table: 'foreign_one', state: 'failed', problems: [{ code: 'not_ours' }] },
      { table: 'words', state: 'failed', problems: [{ code: 'nul_character', field: 'word', key: ['7'] }] },
    ],
  });
  expect(await there.tables()).toEqual(['datasync_register', 'fine', 'foreign_one']);
  const said = await copy(here, there);
  expect(said.stderr).toContain('words: “word” of the row 7 contains a NUL character');
  expect(said.stderr).toContain('foreign_one: The destination has a table of this name that DataSync did not make.');
});

test('a wrong address, password or table is one sentence', async () => {
  const here = await Place.new('postgresql');
  for (const [from, options, sentence] of [
    ['postgres//erp', [], '--from: this is no address'],
    ['oracle://u@h/d', [], '“oracle” is none of postgresql'],
    [{ ...here, url: here.url, password: 'Wrong horse 1' }, [], 'The source: '],
    [here, ['--table', 'nothing_*'], 'No table of the source is called “nothing_*”.'],
  ] as const) {
    const refused = await copy(from, 'sqlite:/nowhere/at/all.db', ...options);
    expect(refused.status, refused.stderr).toBe(1);
    expect(refused.stderr).toContain(sentence);
    expect(refused.stderr).not.toContain('horse');
  }
});

const large = 'CREATE TABLE large AS SELECT i AS id, md5(i::text) AS words FROM generate_series(1, 400000) i; ALTER TABLE large ADD PRIMARY KEY (id);';
const isUnderWay = async (there: Place) => (await there.tables()).some((name) => name.startsWith('datasync_staging_'));

for (const [signal, leaves] of [
  ['SIGKILL', 'no table, and the next one goes through'],
  ['SIGINT', 'nothing at all'],
] as const) {
  test(`a copy that is ended by ${signal} leaves ${leaves}`, async () => {
    const [here, there] = [await Place.new('postgresql'), await Place.new('mysql')];
    await here.sql(large);
    const { kill, ended } = begin(here, there);
    await expect.poll(() => isUnderWay(there), { intervals: [20] }).toBe(true);
    kill(signal);
    const { status } = await ended;
    expect(status).not.toBe(0);
    expect(await there.tables()).not.toContain('large');
    if (signal === 'SIGINT') expect(await isUnderWay(there)).toBe(false);
    const next = await receipt(here, there);
    expect(next.receipt, next.stderr).toMatchObject({ state: 'succeeded', tables: [{ destination_rows: 400_000 }] });
    expect(await there.tables()).toEqual(['datasync_register', 'large']);
    expect(await there.sql('SELECT count(*), sum(id) FROM large')).toBe(await here.sql('SELECT count(*), sum(id) FROM large'));
  });
}
