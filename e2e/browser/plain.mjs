// Registering without script: everything a clerk needs is plain HTML.
import { Stage, play } from './person.mjs';
import assert from 'node:assert/strict';

const { MAIN, OUT, PASSWORD } = process.env;
const stage = new Stage({ out: OUT, password: PASSWORD });
const subject = 'kế hoạch kiểm tra công tác văn thư, lưu trữ';
let p;

await play(stage, [
  ['sign in', async () => {
    p = await stage.person(MAIN, 'vanthu2', { script: false });
    assert.equal(new URL(p.page.url()).pathname, '/');
  }],
  ['a form with faults comes back', async () => {
    await p.go('/arrivals');
    await p.link('Vào sổ văn bản giấy');
    await p.page.locator('[name=subject]').fill(subject);
    await p.allowing([422], async () => {
      await p.page.getByRole('button', { name: 'Vào sổ và mở' }).click();
      await p.page.locator('.summary').waitFor();
    });
    assert.equal(await p.page.locator('[name=subject]').inputValue(), subject, 'what was typed is kept');
    await p.look('plain-faults');
  }],
  ['the document is registered', async () => {
    await p.page.locator('[name=issuing_name]').fill('Ban Tổ chức Thành ủy Đà Nẵng');
    await p.page.locator('[name=reference_code]').fill('12-KH/BTCTU');
    await p.page.locator('[name=issued_date]').fill('02/11/2026');
    await p.page.locator('[name=type]').selectOption('party:KH');
    await p.page.getByRole('button', { name: 'Vào sổ và mở' }).click();
    await p.page.waitForURL(/\/documents\//);
    await p.said('Đã vào sổ số');
    await p.look('plain-document');
  }],
]);
