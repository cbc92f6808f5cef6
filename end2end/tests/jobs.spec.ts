// Jobs: what everybody sees, what administrators change and start, and a run as it goes on.

import type { Page } from '@playwright/test';
import { expect, readers, test } from '../support/fixtures.ts';
import { ada, grace } from '../support/people.mjs';
import { Visitor } from '../support/visitor.mjs';
import { errorBeside, field, signIn } from '../support/steps.ts';

const row = (page: Page, job: string) => page.locator('.records.jobs tbody tr', { has: page.locator(`a[href="/jobs/${job}"]`) });
const save = (page: Page) => page.locator('#plan form button.primary').click();

for (const { reader, use } of readers) {
  test.describe(reader, () => {
    test.use(use);

    test('a run is started, watched to its end, and found again', async ({ page, installation }) => {
      await signIn(page, ada);
      await page.locator('a[href="/jobs"]').locator('visible=true').first().click();
      await expect(page.locator('.records.jobs tbody tr')).toHaveCount(4);
      await row(page, 'clean-up').locator('button[name=name]').click();

      await expect(page).toHaveURL(/\/jobs\/clean-up\/runs\//);
      await expect(page.locator('dl.facts .badge.success')).toBeVisible();
      await expect(page.locator('.run-log .run-line').first()).toBeVisible();
      const run = page.url();

      await page.goto('/jobs/clean-up?state=succeeded');
      await page.locator('.records.runs tbody th a').first().click();
      await expect(page).toHaveURL(run);
      await expect(page.locator('.facts .badge.success')).toBeVisible();
      await page.goto('/jobs');
      await expect(row(page, 'clean-up').locator('.badge.success')).toBeVisible();
    });

    test('a schedule is corrected beside its field, saved and switched off', async ({ page, installation }) => {
      await signIn(page, ada);
      await page.goto('/jobs/backup');
      await field(page, 'schedule').fill('sometimes');
      await save(page);
      expect(await errorBeside(page, 'schedule')).not.toBe('');
      await expect(field(page, 'schedule')).toHaveValue('sometimes');

      await field(page, 'schedule').fill('30 4 * * *');
      await field(page, 'time_zone').fill('Asia/Tokyo');
      await save(page);
      await expect(page.locator('.notice.success')).toBeVisible();
      await expect(page.locator('.times li')).toHaveCount(5);
      await expect(page.locator('.times li').first()).toContainText('04:30');

      await page.locator('#plan input[name=enabled]').uncheck();
      await save(page);
      await expect(page.locator('.notice.success')).toBeVisible();
      await expect(page.locator('.times')).toHaveCount(0);
      await page.goto('/jobs');
      await expect(row(page, 'backup').locator('.badge').first()).toBeVisible();
    });

    test('a job of another program gets another name', async ({ page, installation }) => {
      const administrator = new Visitor(installation.url);
      await administrator.signIn(ada);
      const response = await fetch(`${installation.url}/api/v1/jobs/orders/runs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await administrator.apiToken('report')}`, 'content-type': 'application/json' },
        body: JSON.stringify({ key: '1', state: 'succeeded' }),
      });
      expect(response.status).toBe(201);
      await signIn(page, ada);
      await page.goto('/jobs/orders');
      const name = page.locator('#rename input[name=name]');
      await expect(name).toHaveValue('orders');
      await name.fill('backup');
      await page.locator('#rename form button').click();
      await expect(name).toHaveAttribute('aria-invalid', 'true');
      await expect(name).toHaveValue('backup');
      await name.fill('erp.orders');
      await page.locator('#rename form button').click();
      await expect(page).toHaveURL(/\/jobs\/erp\.orders\?saved=job/);
      await expect(page.locator('.records.runs tbody tr')).toHaveCount(1);
    });

    test('whoever does not administer looks and changes nothing', async ({ page, installation }) => {
      await new Visitor(installation.url).join(installation, grace);
      await signIn(page, grace);
      await page.goto('/jobs');
      await expect(page.locator('.records.jobs tbody tr')).toHaveCount(4);
      await expect(page.locator('form[action="/api/run_job"]')).toHaveCount(0);
      await page.goto('/jobs/backup');
      await expect(page.locator('#history')).toBeVisible();
      await expect(page.locator('#plan, form[action="/api/run_job"]')).toHaveCount(0);
    });
  });
}
