// What the bench has measured: each line is printed as it comes, and what went wrong is said again at the end.

/** A small bench shows that every part still works; its numbers mean nothing and are not judged. */
export const small = process.argv.includes('--small');

const missed = [];
const failed = [];

/** Runs one part. If it fails, the parts after it still run. */
export async function part(name, measure) {
  try {
    await measure();
  } catch (error) {
    failed.push(name);
    console.log(`FAILED  ${name}\n${error.stack ?? error}`);
  }
}

export function heading(text) {
  console.log(`\n${text}\n`);
  line('budget', 'limit', 'measured', '');
}

export function row(what, sign, limit, measured, unit) {
  if (!Number.isFinite(measured)) throw new Error(`${what.trim()}: measured ${measured}`);
  const isWithin = sign === '<=' ? measured <= limit : measured >= limit;
  const verdict = small ? '' : isWithin ? 'ok' : 'MISSED';
  if (verdict === 'MISSED') missed.push(what.trim());
  line(what, `${sign} ${limit} ${unit}`, `${short(measured)} ${unit}`, verdict);
}

/** What a ratio was made of: for the reader, without a limit. */
export function note(what, measured, unit) {
  line(what, '', `${short(measured)} ${unit}`, '');
}

/** The last words; the exit code says the same. */
export function conclude(seconds) {
  const verdict = small ? 'Every part works' : 'Every budget is kept';
  console.log(`\n${missed.length + failed.length ? 'Not in order' : verdict}, ${seconds.toFixed(0)} s.`);
  for (const what of missed) console.log(`  MISSED  ${what}`);
  for (const name of failed) console.log(`  FAILED  ${name}`);
  if (missed.length + failed.length) process.exitCode = 1;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function line(what, limit, measured, verdict) {
  console.log(`${what.padEnd(58)}  ${limit.padEnd(18)}  ${measured.padEnd(18)}  ${verdict}`.trimEnd());
}

function short(number) {
  return Number.isInteger(number) ? String(number) : number >= 100 ? number.toFixed(0) : number.toPrecision(3);
}
