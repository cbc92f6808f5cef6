// The API against its own description: requests made up from it, good and bad, by a program that knows nothing else.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '../support/fixtures';
import { ada } from '../support/people.mjs';
import { Visitor } from '../support/visitor.mjs';

/** All that the fuzzer knows, but for what no API can know of made-up values: that they are good for something. */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'missing_required_header',
  'unsupported_method',
  'allow_header_conformance',
  'ignored_auth',
];

for (const scope of ['report', 'read', 'run'] as const) {
  test(`the API answers as it is described, for tokens with the scope ${scope}`, async ({ installation }) => {
    test.setTimeout(300_000);
    const fuzzer = process.env.DATASYNC_FUZZER;
    if (!fuzzer) throw new Error('DATASYNC_FUZZER is not set: run the tests with make test');
    const visitor = new Visitor(installation.url);
    await visitor.signIn(ada);
    const token = await visitor.apiToken(scope);
    const description = `${installation.url}/api/v1/openapi.json`;
    const header = `Authorization: Bearer ${token}`;
    const options = ['--header', header, '--checks', checks.join(), '--max-examples', '60', '--seed', '1', '--no-color'];
    const { code, stdout } = await promisify(execFile)(fuzzer, ['run', description, ...options]).catch((error) => error);
    expect(code, stdout).toBeUndefined();
    expect(stdout).toMatch(/(\d+) generated, \1 passed/);
  });
}
