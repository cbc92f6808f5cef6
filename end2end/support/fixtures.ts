// What every test starts from. Each has a fresh server and a browser that fails the test if the console complains.

import { type BrowserContext, test as base, expect } from '@playwright/test';
import { MailPeers } from './mail-peers.mjs';
import { ada } from './people.mjs';
import { Server } from './server.mjs';
import { Visitor } from './visitor.mjs';

export { expect };

/** The four ways a person may read DataSync. */
export const readers = [
  { reader: 'in English', language: 'en', script: true, use: { locale: 'en-US', javaScriptEnabled: true } },
  { reader: 'in French', language: 'fr', script: true, use: { locale: 'fr-FR', javaScriptEnabled: true } },
  { reader: 'in English without JavaScript', language: 'en', script: false, use: { locale: 'en-US', javaScriptEnabled: false } },
  { reader: 'in French without JavaScript', language: 'fr', script: false, use: { locale: 'fr-FR', javaScriptEnabled: false } },
] as const;

type Complaints = {
  /** Declares a console error or failed request that the test provokes on purpose. */
  allow: (pattern: RegExp) => void;
  watch: (context: BrowserContext) => Promise<void>;
};

type Fixtures = {
  /** A fresh server; the first test to register becomes its administrator. */
  server: Server;
  /** What the servers of a test find in their environment, besides what they need. */
  environment: Record<string, string | undefined>;
  /** A server where `ada` is the administrator already and the setup is finished. */
  installation: Server;
  /** Mail servers that no other test asks. */
  peers: MailPeers;
  complaints: Complaints;
  allow: Complaints['allow'];
  /** A second browser of the same kind, for a second person or a second device. */
  anotherBrowser: () => Promise<BrowserContext>;
};

export const test = base.extend<Fixtures>({
  environment: [{}, { option: true }],

  server: async ({ environment }, use, testInfo) => {
    const server = await Server.start({ environment });
    await use(server);
    const code = await server.stop();
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('server', { body: server.output, contentType: 'text/plain' });
    }
    server.remove();
    expect(code, `exit code after SIGTERM; the server printed:\n${server.output}`).toBe(0);
  },

  installation: async ({ server }, use) => {
    const visitor = new Visitor(server.url);
    await visitor.join(server, ada);
    await visitor.finishSetup(ada);
    await use(server);
  },

  peers: async ({}, use) => {
    const { peers, stop } = await MailPeers.start();
    await use(peers);
    stop();
  },

  // Through the base address, every browser is gone before its server.
  baseURL: async ({ server }, use) => use(server.url),

  complaints: async ({ javaScriptEnabled }, use) => {
    const complaints: string[] = [];
    const allowed: RegExp[] = [];
    await use({
      allow: (pattern) => void allowed.push(pattern),
      watch: async (context) => {
        context.on('console', (message) => {
          if (message.type() === 'error') complaints.push(`console on ${message.page()?.url()}: ${message.text()}`);
        });
        context.on('weberror', (uncaught) => complaints.push(`uncaught: ${uncaught.error()}`));
        context.on('requestfailed', (request) => {
          // Leaving a page ends what it was still loading.
          if (request.failure()?.errorText === 'net::ERR_ABORTED') return;
          // Without JavaScript, Chromium blocks the preloaded script and calls it a policy.
          if (!javaScriptEnabled && request.failure()?.errorText === 'csp') return;
          complaints.push(`${request.failure()?.errorText}: ${request.method()} ${request.url()}`);
        });
        await context.addInitScript(noteWhenInteractive);
      },
    });
    expect(complaints.filter((text) => !allowed.some((pattern) => pattern.test(text)))).toEqual([]);
  },

  allow: async ({ complaints }, use) => use(complaints.allow),

  context: async ({ context, complaints }, use) => {
    await complaints.watch(context);
    await use(context);
  },

  anotherBrowser: async ({ browser, complaints, baseURL, locale, javaScriptEnabled }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL, locale, javaScriptEnabled, reducedMotion: 'reduce' });
      opened.push(context);
      await complaints.watch(context);
      return context;
    });
    for (const context of opened) await context.close();
  },
});

/** Runs in the page: marks the moment when the islands have come alive, which nothing else shows. */
function noteWhenInteractive() {
  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (...from) => {
    const module = await instantiate(...from);
    // The loader calls hydrate() as soon as it has the module; two frames later that is over.
    requestAnimationFrame(() => requestAnimationFrame(() => ((window as any).islandsAreAlive = true)));
    return module;
  };
}
