// A person at a browser: own cookies, own eyes. Whatever a page complains about
// (console, policy, failed loads) is collected and fails the journey.
import { chromium } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

const wide = { width: 1440, height: 900 };
const tablet = { width: 1180, height: 820 };

export class Stage {
  constructor({ out, password }) {
    this.out = out;
    this.password = password;
    this.complaints = [];
    this.shots = 0;
    this.people = [];
    mkdirSync(out, { recursive: true });
  }

  async open() {
    this.browser = await chromium.launch({
      executablePath: process.env.CONGVAN_CHROMIUM || '/usr/bin/chromium',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--no-first-run', '--no-default-browser-check',
      ],
    });
  }

  async close() {
    await this.browser?.close();
  }

  // A person signs in at a server, through the login page.
  async person(base, account, options = {}) {
    const p = new Person(this, base, account);
    await p.open(options);
    this.people.push(p);
    return p;
  }
}

// Runs in the page: waits until its pictures are there.
async function settled() {
  const end = performance.now() + 15000;
  const waits = () => [...document.images].some((i) => !i.complete && i.getClientRects().length > 0 && i.loading !== 'lazy');
  while (waits() && performance.now() < end) await new Promise((done) => setTimeout(done, 50));
}

// Runs in the page: what nobody should see. Text or controls out of the window's
// sides count unless they lie in something that scrolls.
function faults() {
  const out = [];
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over > 0) out.push(`the page is ${over} px too wide`);
  for (const i of document.images) {
    if (i.complete && i.naturalWidth === 0 && i.getClientRects().length > 0) out.push(`broken picture ${i.src}`);
  }
  const scrolls = (e) => {
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(p).overflowX) && p.scrollWidth > p.clientWidth) return true;
    }
    return false;
  };
  for (const e of document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, h1, h2')) {
    const box = e.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || e.closest('.sr, .skip') || scrolls(e)) continue;
    if (box.right > innerWidth + 1 || box.left < -1) out.push(`cut off at the side: ${(e.innerText || e.name || e.outerHTML).slice(0, 60)}`);
  }
  return out;
}

export class Person {
  constructor(stage, base, account) {
    this.stage = stage;
    this.base = base;
    this.account = account;
  }

  async open({ script = true } = {}) {
    this.context = await this.stage.browser.newContext({
      viewport: wide, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh', javaScriptEnabled: script, acceptDownloads: true,
    });
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(15000);
    this.watch();
    await this.page.goto(this.base + '/login');
    await this.page.getByLabel('Tài khoản').fill(this.account);
    await this.page.getByLabel('Mật khẩu', { exact: true }).fill(this.stage.password);
    if (this.account === 'vanthu') await this.look('login');
    await this.page.locator('form:has(input[name=password]) [type=submit]').click();
    await this.page.waitForURL((u) => u.pathname !== '/login');
  }

  // What a page says that it should not.
  watch() {
    const complain = (what) => this.stage.complaints.push(`${this.account} at ${this.page.url()}: ${what}`);
    this.page.on('console', (m) => {
      if (['error', 'warning'].includes(m.type()) && !this.expected(m.text())) complain(`console: ${m.text()} ${m.location().url ?? ''}`);
    });
    this.page.on('pageerror', (e) => complain(`script: ${e.message}`));
    this.page.on('requestfailed', (r) => {
      const why = r.failure()?.errorText ?? '';
      // A page that is left ends its live stream and unfinished images.
      if (why !== 'net::ERR_ABORTED') complain(`load: ${r.url()} ${why}`);
    });
    this.page.on('response', (r) => {
      if (r.status() >= 400 && !this.allowed?.includes(r.status())) complain(`answer: ${r.status()} ${r.request().method()} ${r.url()}`);
    });
  }

  // The browser itself reports an answer of 4xx, even where one was wanted.
  expected(text) {
    return this.allowed?.some((s) => text.includes(`status of ${s}`)) ?? false;
  }

  // While f runs, answers of these statuses are wanted.
  async allowing(statuses, f) {
    this.allowed = statuses;
    try {
      return await f();
    } finally {
      this.allowed = undefined;
    }
  }

  async go(to) {
    await this.page.goto(new URL(to, this.base).href);
  }

  // Pictures of the page, at a desk and on a tablet; nothing may run out of the
  // window to the side.
  async look(name) {
    const n = String(++this.stage.shots).padStart(2, '0');
    for (const [kind, size] of [['wide', wide], ['tablet', tablet]]) {
      await this.page.setViewportSize(size);
      await this.page.evaluate(() => document.fonts.ready);
      await this.page.evaluate(settled).catch(() => {}); // without script there is nothing to wait for
      for (const fault of await this.page.evaluate(faults)) {
        this.stage.complaints.push(`${this.account} at ${this.page.url()}, ${size.width} px wide: ${fault}`);
      }
      await this.page.screenshot({ path: path.join(this.stage.out, `${n}-${name}-${kind}.png`) });
    }
    await this.page.setViewportSize(wide);
  }

  // The sentence that the last act left.
  async said(words) {
    await this.page.locator('#toasts .toast', { hasText: words }).first().waitFor();
  }

  // Presses a key combination of the page, with the focus where it is.
  async press(key) {
    await this.page.keyboard.press(key);
  }

  // Opens a document from a list by its subject.
  async openBySubject(list, subject) {
    await this.go(list);
    await this.page.getByRole('link', { name: subject }).first().click();
  }

  async button(name) {
    await this.page.getByRole('button', { name }).first().click();
  }

  async link(name) {
    await this.page.getByRole('link', { name }).first().click();
  }

  // A file that a click downloads, as bytes.
  async download(click) {
    const [d] = await Promise.all([this.page.waitForEvent('download'), click()]);
    const chunks = [];
    for await (const c of await d.createReadStream()) chunks.push(c);
    return Buffer.concat(chunks);
  }
}

// Runs named steps one after the other and tells each as one JSON object a line.
export async function play(stage, steps) {
  let failed = false;
  try {
    await stage.open();
    for (const [step, f] of steps) {
      const began = Date.now();
      let error = '';
      try {
        await f();
        error = stage.complaints.join('\n');
      } catch (e) {
        error = [String(e.message ?? e), ...stage.complaints].join('\n');
        for (const [i, p] of stage.people.entries()) {
          error += `\n${p.account} is at ${p.page.url()}`;
          await p.page.screenshot({ path: path.join(stage.out, `failed-${i + 1}-${p.account}.png`) }).catch(() => {});
        }
      }
      console.log(JSON.stringify({ step, ok: error === '', ms: Date.now() - began, error }));
      if (error !== '') {
        failed = true;
        break;
      }
    }
  } finally {
    await stage.close();
  }
  process.exitCode = failed ? 1 : 0;
}
