// `datasync copy` beside the databases' own pipes: the same table, in the same run, each the median of some rounds.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { median, note, part, row, small } from './bench-report.mjs';
import { passwords, Place, words } from './copy.mjs';
import { binary } from './server.mjs';

const rows = small ? 5_000 : 2_000_000;
const rounds = small ? 1 : 3;

const columns = {
  postgresql: 'id bigint PRIMARY KEY, customer int, amount numeric(18,4), rate double precision, label varchar(60), note text, born date, made timestamp(6), seen timestamptz(6), code uuid, active boolean, small smallint',
  mysql: 'id bigint PRIMARY KEY, customer int, amount decimal(18,4), rate double, label varchar(60), note text, born date, made datetime(6), seen timestamp(6) NULL, code char(36), active tinyint(1), small smallint',
};
const filled = {
  postgresql: `SELECT i, i % 1000, i * 0.0137, sqrt(i), 'label ' || i, CASE WHEN i % 10 = 0 THEN NULL ELSE repeat('é text ', 1 + (i % 5)::int) END,
      date '2000-01-01' + (i % 9000)::int, timestamp '2020-01-01' + i * interval '1.000001 s', timestamptz '2020-01-01 00:00+00' + i * interval '1 s',
      md5(i::text)::uuid, i % 2 = 0, i % 30000 FROM generate_series(1::bigint, ${rows}) i`,
  mysql: `SELECT seq, seq % 1000, seq * 0.0137, sqrt(seq), concat('label ', seq), IF(seq % 10 = 0, NULL, repeat('é text ', 1 + seq % 5)),
      DATE '2000-01-01' + INTERVAL seq % 9000 DAY, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 1000001 MICROSECOND, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq SECOND,
      uuid(), seq % 2, seq % 30000 FROM seq_1_to_${rows}`,
};
const change = {
  'nothing changed': null,
  '1 % changed': "UPDATE measured SET label = concat(label, 'x') WHERE id % 100 = 3",
  'everything changed': "UPDATE measured SET label = concat('y', customer)",
};

/** Pairs with the least of each budget: of the first load, and of loading again. */
const pairs = [
  ['postgresql', 'postgresql', 0.6],
  ['mysql', 'postgresql', 1],
  ['postgresql', 'mysql', 1],
];
const again = { 'nothing changed': 1.2, '1 % changed': 0.9, 'everything changed': 0.15 };

export async function copies() {
  for (const [from, to, least] of pairs) {
    await part(`copies, ${from} to ${to}`, () => copiesBetween(from, to, least));
  }
}

async function copiesBetween(from, to, least) {
  const [here, there] = [await Place.new(from), await Place.new(to)];
  const zone = from === 'mysql' ? "SET time_zone = '+00:00'" : "SET TIME ZONE 'UTC'";
  await here.sql(`${zone};
    CREATE TABLE measured (${columns[from]}); INSERT INTO measured ${filled[from]}; ANALYZE ${from === 'mysql' ? 'TABLE ' : ''}measured;`);
  const own = [];
  const ours = [];
  let memory = 0;
  for (let round = 0; round < rounds; round++) {
    await there.sql(`CREATE TABLE piped (${columns[to].replace(' PRIMARY KEY', '')})`);
    own.push(await timed(() => pipe(here, there)));
    await there.sql('DROP TABLE piped');
    if (round > 0) await there.sql('DROP TABLE measured');
    ours.push(await timed(async () => (memory = Math.max(memory, await copy(here, there)))));
  }
  const name = `${from} to ${to}`;
  const piped = median(own);
  note(`  ${name}: rows/s by the databases' own pipe`, rows / piped, '');
  note('  rows/s of the first load', rows / median(ours), '');
  row(`${name}, first load ÷ own pipe`, '>=', least, piped / median(ours), '');
  row(`${name}, memory above its beginning`, '<=', 50, memory, 'MB');
  for (const [what, statement] of Object.entries(change)) {
    if (statement) await here.sql(statement);
    const took = await timed(() => copy(here, there));
    row(`${name}, again, ${what} ÷ own pipe`, '>=', again[what], piped / took, '');
  }
}

/** In seconds. */
async function timed(work) {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** By the clients that come with the databases. */
function pipe(here, there) {
  const text = here.engine === 'mysql' || there.engine === 'mysql' ? 'text' : 'binary';
  const read =
    here.engine === 'mysql'
      ? here.client(['--quick', '-e', 'SELECT * FROM measured'])
      : here.client(['-c', `COPY measured TO STDOUT (FORMAT ${text})`]);
  const write =
    there.engine === 'mysql'
      ? there.client(['--local-infile=1', '-e', "SET unique_checks = 0; LOAD DATA LOCAL INFILE '/dev/stdin' INTO TABLE piped CHARACTER SET utf8mb4"])
      : there.client(['-c', `COPY piped FROM STDIN (FORMAT ${text}${here.engine === 'mysql' ? ", NULL 'NULL'" : ''})`]);
  const script = `${quoted(read.words)} | ${quoted(write.words)}`;
  return ended(spawn('bash', ['-o', 'pipefail', '-c', script], { env: { ...process.env, ...read.environment, ...write.environment }, stdio: ['ignore', 'ignore', 'inherit'] }));
}

function quoted(list) {
  return list.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
}

/** Copies, and gives the most memory that the process took above what it had right after its start, in MB. */
async function copy(here, there) {
  const env = { ...process.env, ...passwords(here, there), DATASYNC_LOG: 'error' };
  const options = ['--table', 'measured', '--max-removed', '100', '--json'];
  const child = spawn(binary(), words(here, there, options), { env, stdio: ['ignore', 'ignore', 'inherit'] });
  let first = 0;
  let most = 0;
  const watch = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      const kilobytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0);
      first ||= kilobytes('VmRSS');
      most = Math.max(most, kilobytes('VmHWM'));
    } catch {
      // It has ended.
    }
  }, 20);
  await ended(child);
  clearInterval(watch);
  return ((most - first) * 1024) / 1e6;
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (status) => (status === 0 ? resolve() : reject(new Error(`${child.spawnargs.join(' ')}: ${status}`))));
  });
}
