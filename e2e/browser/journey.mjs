// The main job: a letter comes in, is registered, directed, answered, reviewed,
// signed, numbered, sealed and delivered; the other server registers the answer.
import { Stage, play } from './person.mjs';
import { readFileSync } from 'node:fs';
import assert from 'node:assert/strict';

const { MAIN, PEER, OUT, LETTER, WORD, PASSWORD, PIN } = process.env;
const stage = new Stage({ out: OUT, password: PASSWORD });
const subject = 'phối hợp tổ chức hội nghị trực tuyến';
const answer = 'trả lời đề nghị phối hợp tổ chức hội nghị trực tuyến';
const people = {};
const at = {}; // addresses found on the way

async function who(account, base = MAIN) {
  const key = base + account;
  people[key] ??= await stage.person(base, account);
  return people[key];
}

// Sets a role in the routing matrix; the radio is what the keyboard reaches too.
async function role(p, row, word) {
  await p.page.locator('[data-matrix] tr', { hasText: row }).first().getByRole('radio', { name: new RegExp(`: ${word}$`) }).check();
}

await play(stage, [
  ['the clerk takes a letter in', async () => {
    const p = await who('vanthu');
    await p.look('desk-clerk');
    await p.go('/arrivals');
    await p.look('arrivals');
    await p.page.locator('#upload input[type=file]').setInputFiles(LETTER);
    await p.page.locator('#upload [type=submit]').click();
    await p.said('Đã tiếp nhận 1 văn bản');
    await p.look('arrivals-with-letter');
  }],
  ['the clerk registers it', async () => {
    const p = await who('vanthu');
    await p.page.locator('#hang-doi tbody a[href^="/arrivals/"]').first().click();
    await p.page.locator('#register').waitFor();
    await p.look('register');
    const f = p.page.locator('#register');
    assert.equal(await f.locator('[name=reference_code]').inputValue(), '57-CV/VPTU', 'the code is read from the letter');
    await f.locator('[name=issuing_name]').fill('Văn phòng Tỉnh ủy Quảng Ngãi');
    await f.locator('[name=subject]').fill(subject);
    await f.locator('[name=type]').selectOption('party:CV');
    await f.locator('[name=issued_date]').fill('0211'); // typed as people do
    await f.locator('[name=signer_name]').fill('Nguyễn Văn Bình');
    await f.locator('[name=due_date]').focus();
    await p.press('F8');
    await p.said('Đã vào sổ số');
    at.letter = new URL(p.page.url()).pathname;
    assert.match(at.letter, /^\/documents\//);
    await p.look('document-registered');
    await p.go('/registers/incoming');
    await p.page.getByText(subject).first().waitFor();
    await p.look('register-book');
  }],
  ['the deputy chief proposes', async () => {
    const p = await who('phochanhvp');
    await p.look('desk-deputy');
    await p.openBySubject('/tasks?kind=direct', new RegExp(subject)); // leads to deciding; proposing is a way out
    await p.page.locator('summary', { hasText: 'Khác' }).click();
    await p.link('Đề xuất để lãnh đạo quyết định');
    await p.page.waitForURL(/\/propose$/);
    await role(p, 'Phòng Tổng hợp', 'Chủ trì');
    await role(p, 'Phòng Cơ yếu', 'Phối hợp');
    await p.page.locator('[name=days]').fill('5');
    await p.page.locator('[name=text]').fill('Giao Phòng Tổng hợp chủ trì, tham mưu công văn trả lời.');
    await p.look('propose');
    await p.press('F9');
    await p.said('Đã trình đề xuất');
    await p.go(at.letter);
    await p.look('document-proposed');
  }],
  ['the leader directs', async () => {
    const p = await who('lanhdao');
    await p.look('desk-leader');
    await p.go('/tasks?kind=direct');
    await p.look('tasks-direct');
    await p.go(at.letter);
    await p.press('F8');
    await p.page.waitForURL(/\/direct$/);
    await p.look('direct');
    await p.button('Đồng ý đề xuất');
    await p.page.waitForURL((u) => !u.pathname.endsWith('/direct') || u.pathname !== at.letter + '/direct');
    await p.go(at.letter);
    await p.page.getByText('Phòng Tổng hợp').first().waitFor();
    await p.look('document-directed');
  }],
  ['the head hands on', async () => {
    const p = await who('truongphong');
    await p.look('desk-head');
    await p.go(at.letter);
    await p.button('Nhận việc');
    await p.said('Đã nhận việc');
    await p.press('F8');
    await p.page.waitForURL(/hand-on/);
    await role(p, 'Chuyên viên chính, Phòng Tổng hợp', 'Chủ trì');
    await p.page.locator('[name=due]').fill('');
    await p.page.locator('[name=days]').fill('3');
    await p.page.locator('[name=text]').fill('Soạn công văn trả lời, trình trước thứ Sáu.');
    await p.look('hand-on');
    await p.press('Control+Enter');
    await p.page.waitForURL((u) => !u.pathname.endsWith('/hand-on'));
    await p.look('document-handed-on');
  }],
  ['the specialist drafts', async () => {
    const p = await who('chuyenvien');
    await p.look('desk-specialist');
    await p.go(at.letter);
    await p.button('Nhận việc');
    await p.said('Đã nhận việc');
    await p.link('Soạn trả lời');
    await p.page.locator('#new').waitFor();
    await p.look('draft-new');
    await p.page.locator('[name=subject]').fill(answer);
    await p.page.locator('[name=type]').selectOption('CV');
    const chief = await p.page.locator('[name=signer] option', { hasText: ', Chánh Văn phòng' }).first().getAttribute('value');
    await p.page.locator('[name=signer]').selectOption(chief);
    const other = p.page.locator('input[type=checkbox][value="H48.TU.01"]').first();
    const group = p.page.locator('details', { has: other });
    if (await group.count() && !(await group.first().evaluate((d) => d.open))) await group.first().locator('summary').click();
    await other.check();
    await p.press('F9');
    await p.said('Đã lập dự thảo');
    at.draft = new URL(p.page.url()).pathname;
    await p.page.locator('img[src*="/pages/"]').first().waitFor({ timeout: 60000 });
    await p.look('draft');
  }],
  ['the specialist writes and submits', async () => {
    const p = await who('chuyenvien');
    const first = await p.download(() => p.link('Tải tệp Word'));
    const r = await fetch(WORD, { method: 'POST', body: first });
    assert.equal(r.status, 200, 'the word processor');
    const written = Buffer.from(await r.arrayBuffer());
    await p.page.locator('#upload input[type=file]').setInputFiles({
      name: 'tra-loi.docx', buffer: written,
      mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    });
    await p.page.locator('#upload [name=note]').fill('Viết nội dung');
    await p.page.locator('#upload [type=submit]').click();
    await p.said('Đã tải lên phiên bản mới');
    await p.page.locator('img[src*="/versions/2/pages/"], img[src*="/pages/"]').first().waitFor({ timeout: 60000 });
    await p.look('draft-second-version');
    await p.press('Control+Enter');
    await p.said('Đã trình dự thảo');
    await p.look('draft-submitted');
  }],
  ['the reviewers agree', async () => {
    for (const account of ['truongphong', 'phochanhvp', 'lanhdao']) {
      const p = await who(account);
      for (let i = 0; i < 2; i++) {
        await p.go(at.draft);
        const agree = p.page.getByRole('button', { name: /^(Đồng ý|Ký nháy|Duyệt)/ }).first();
        if (!(await agree.count())) break;
        if (i === 0) await p.look('review-' + account);
        await agree.click();
        await p.said('Đã đồng ý');
      }
    }
  }],
  ['the leader signs', async () => {
    const p = await who('lanhdao');
    await p.go('/signing');
    await p.page.getByText(answer).first().waitFor();
    await p.look('signing');
    await p.page.getByRole('link', { name: new RegExp(answer) }).first().click();
    await p.page.locator('img[src*="/pages/"]').first().waitFor({ timeout: 60000 });
    await p.look('signing-open');
    await p.press('Control+Enter');
    await p.page.locator('form#sign').waitFor();
    await p.page.getByLabel('Mã PIN').fill('000000');
    await p.allowing([422], async () => {
      await p.press('Control+Enter');
      await p.page.locator('.field__error').first().waitFor();
    });
    await p.look('signing-wrong-pin');
    await p.page.getByLabel('Mã PIN').fill(PIN);
    await p.press('Control+Enter');
    await p.page.getByText('Đã ký 1 văn bản').first().waitFor({ timeout: 30000 });
    await p.look('signing-result');
  }],
  ['the clerk numbers, seals and issues', async () => {
    const p = await who('vanthu');
    await p.openBySubject('/issuing', new RegExp(answer));
    await p.page.locator('#issue').waitFor();
    await p.look('issuing');
    await p.page.getByLabel('Mã PIN con dấu').fill(PIN);
    await p.press('F9');
    await p.page.waitForURL(/\/deliveries\//, { timeout: 30000 });
    await p.look('deliveries-just-issued');
    at.delivery = new URL(p.page.url()).pathname;
  }],
  ['the other office registers the answer', async () => {
    const p = await who('vanthu', PEER);
    const row = p.page.locator('#hang-doi tbody a[href^="/arrivals/"]').first();
    for (let i = 0; i < 60 && !(await row.count()); i++) {
      await p.go('/arrivals');
      await p.page.waitForTimeout(500);
    }
    await p.look('peer-arrivals');
    await row.click();
    await p.page.locator('#register').waitFor();
    await p.look('peer-register');
    await p.page.getByText('Hợp lệ').first().waitFor();
    await p.press('F8');
    await p.said('Đã vào sổ số');
    await p.look('peer-document');
  }],
  ['the delivery table shows 03', async () => {
    const p = await who('vanthu');
    await p.go(at.delivery);
    // Status 03: the column of taking in has its time.
    const columns = await p.page.locator('table thead th').allInnerTexts();
    const taken = columns.indexOf('Đã tiếp nhận');
    assert.ok(taken > 0, `columns ${columns}`);
    const cell = p.page.locator('table tbody tr', { hasText: 'Văn phòng Tỉnh ủy Quảng Ngãi' }).locator('td').nth(taken);
    await cell.filter({ hasText: /\d\d:\d\d/ }).waitFor({ timeout: 30000 });
    await p.look('deliveries-registered');
    await p.go('/deliveries');
    await p.look('deliveries');
    await p.go('/documents/' + at.delivery.split('/').pop() + '?tab=journal');
    await p.look('story');
  }],
  ['the specialist completes', async () => {
    const p = await who('chuyenvien');
    await p.go(at.letter);
    await p.press('F9');
    await p.page.waitForURL(/complete/);
    await p.look('complete');
    await p.page.locator('[name=result]').fill('Đã trả lời bằng công văn 01-CV/VPTU.');
    await p.press('Control+Enter');
    await p.page.waitForURL((u) => !u.pathname.endsWith('/complete'));
    await p.look('document-completed');
    await p.go('/search?q=' + encodeURIComponent('hoi nghi truc tuyen'));
    await p.page.getByText(/hội nghị trực tuyến/).first().waitFor();
    await p.look('search');
  }],
]);
