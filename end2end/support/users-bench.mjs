// The Users panel with a hundred accounts and with a hundred thousand, on each engine; and a file of ten thousand.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { median, note, part, row, small } from './bench-report.mjs';
import { connection, environment } from './database.mjs';
import { ada } from './people.mjs';
import { Server } from './server.mjs';
import { Visitor } from './visitor.mjs';

const few = 100;
const many = small ? 1_000 : 100_000;
const lines = small ? 100 : 10_000;
const rounds = small ? 2 : 21;

/** As in the address; what is searched for is there in both. */
const views = {
  'the first page': '',
  'the last page': 'page=last',
  'by name': 'sort=name',
  'by status, turned round': 'sort=-status',
  'by last login': 'sort=-last_sign_in',
  'by last login, a page in the middle': 'sort=last_sign_in&page=3',
  'a search for one': 'search=somebody.42%40',
  'a search by two words': 'search=somebody+42',
  'a search by two words, of which neither is rare': 'search=elodie+somebody&sort=-email',
  'a search for everybody': 'search=engines',
  'a search for everybody, by name': 'search=some&sort=-name',
  'a search for nobody': 'search=zuse',
  'a status': 'status=pending',
};

export async function users() {
  for (const [name, engine] of [['SQLite', undefined], ['PostgreSQL', 'postgresql'], ['MariaDB', 'mysql']]) {
    await part(`users, ${name}`, () => usersOn(name, engine));
  }
}

async function usersOn(name, engine) {
  const server = await Server.start({ environment: environment(engine), seats: 1_000_000 });
  try {
    const visitor = new Visitor(server.url);
    await visitor.join(server, ada);
    await visitor.signIn(ada);
    await fill(server, few, 0);
    const listedFew = await times(visitor, few);
    await fill(server, many - few, few);
    const listedMany = await times(visitor, Math.min(many, 10_000));
    const ratios = Object.keys(views).map((view) => ({ view, ratio: median(listedMany.of[view]) / median(listedFew.of[view]) }));
    const worst = ratios.reduce((a, b) => (a.ratio > b.ratio ? a : b));
    row(`Users at ${amount(many)} / at ${few} accounts, ${name}`, '<=', 3, median(ratios.map(({ ratio }) => ratio)), '');
    row(`  the slowest: ${worst.view}`, '<=', 3, worst.ratio, '');
    note(`  one page at ${amount(many)}`, median(listedMany.of['the first page']), 'ms');
    row('  the largest page, HTML', '<=', 60, Math.max(listedFew.bytes, listedMany.bytes) / 1000, 'kB');
    await imports(server, engine, name, visitor);
  } finally {
    await server.stop();
    server.remove();
  }
}

const amount = (number) => number.toLocaleString('en');

async function fill(server, accounts, first) {
  server.bench('fill', String(accounts), '0', String(first));
  // Meanwhile nothing was read here: connections that were closed have to be seen as such.
  await pause(500);
}

async function times(visitor, listed) {
  const of = {};
  let bytes = 0;
  for (const [view, query] of Object.entries(views)) {
    const address = `/settings/users?${query.replace('last', query === 'page=last' ? String(Math.floor(listed / 20)) : 'last')}`;
    of[view] = [];
    for (let n = 0; n < rounds; n++) {
      const began = performance.now();
      const page = await visitor.open(address);
      of[view].push(performance.now() - began);
      if (page.status !== 200 || !page.html.includes('id="users"')) throw new Error(`${address}: ${page.status}`);
      bytes = Math.max(bytes, Buffer.byteLength(page.html));
    }
    of[view].shift();
  }
  return { of, bytes };
}

async function imports(server, engine, name, visitor) {
  const file = ['email,first_name,last_name,username'];
  for (let n = 0; n < lines; n++) file.push(`imported.${n}@engines.example,Élodie,Müller,imported ${n}`);
  const form = new FormData();
  form.set('file', new Blob([file.join('\n')]), 'users.csv');
  form.set('confirmed', 'on');
  const began = performance.now();
  const page = await visitor.open('/settings/users/import', {
    method: 'POST',
    body: form,
    headers: { origin: visitor.url, 'sec-fetch-site': 'same-origin' },
  });
  const imported = (performance.now() - began) / 1000;
  if (!page.html.includes('notice success')) throw new Error(`the import failed: ${page.status}`);
  const bare = join(server.home, 'bare.json');
  writeFileSync(bare, JSON.stringify({ Connection: connection(engine) }));
  const barely = Number(server.bench('accounts', bare, String(lines)));
  row(`import of ${amount(lines)} / plain batch insert, ${name}`, '<=', 10, imported / barely, '');
  note(`  import of ${amount(lines)}`, imported, 's');
}
