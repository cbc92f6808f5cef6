// The mail servers and the token endpoint that scripts/test-servers has started.

const control = process.env.DATASYNC_TEST_MAIL ?? '';

type Mail = { to: string[]; source: string };

async function ask(path: string, body?: object) {
  if (!control) throw new Error('DATASYNC_TEST_MAIL is not set: run the tests with make test');
  const options = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(`${control}/${path}`, body && options);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

export const peers = {
  reset: () => ask('reset', {}),
  places: () => ask(''),
  behave: (how: object) => ask('behaviour', how),
  mails: (): Promise<Mail[]> => ask('mails'),
  mailsTo: (address: string): Promise<Mail[]> => ask(`mails?to=${encodeURIComponent(address)}`),
};

/** The first link in a mail. Long lines are folded in mails, and `=` has a spelling of its own. */
export function linkIn({ source }: Mail, url: string) {
  const text = source.replace(/=\r?\n/g, '').replace(/=3D/g, '=');
  const link = text.split(url)[1]?.match(/^[^\s"<]+/)?.[0];
  if (!link?.startsWith('/')) throw new Error(`no link under ${url} in\n${source}`);
  return url + link;
}
