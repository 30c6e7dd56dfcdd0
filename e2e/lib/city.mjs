// A made-up city of its own for each file of stories: a copy of one demo folder, served by the real program.
// @ts-check
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { plainSecrets } from './secrets.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const binary = process.env.ZIHAO_BINARY ?? join(target, 'debug', 'zihao');
const run = promisify(execFile);

/** Where the city's folder is made; `scripts/stories.sh` makes one for the whole run, to copy from. */
const template = process.env.ZIHAO_STORY_DEMO;

/** Opens a city. @returns {Promise<City>} */
export async function openCity() {
  const folder = await mkdtemp(join(tmpdir(), 'zihao-story-'));
  const data = join(folder, 'demo');
  const city = new City(folder, data, await freePort());
  try {
    if (template) await cp(template, data, { recursive: true });
    else await run(binary, ['demo', '--data', data]);
    await mkdir(city.environment.TMPDIR);
    await city.serve();
  } catch (failure) {
    await city.close();
    throw failure;
  }
  return city;
}

/** A port nobody listens on. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** The demo's folder and the program that serves it. */
export class City {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #server;
  /** @type {Promise<{role: string, user: string, password: string}[]> | undefined} */
  #signIns;

  /** @param {string} folder @param {string} data @param {number} port */
  constructor(folder, data, port) {
    this.folder = folder;
    this.data = data;
    this.origin = `http://127.0.0.1:${port}`;
    this.log = join(folder, 'serve.log');
    this.environment = {
      ...process.env, ZIHAO_DATA: data, ZIHAO_LISTEN: `127.0.0.1:${port}`, ZIHAO_PUBLIC_URL: this.origin,
      TMPDIR: join(folder, 'tmp'), // what the program leaves there is looked through as well
    };
  }

  /** Starts the program and waits until it answers. */
  async serve() {
    const log = await open(this.log, 'a');
    const server = spawn(binary, ['serve'], { env: this.environment, stdio: ['ignore', log.fd, log.fd] });
    await once(server, 'spawn');
    await log.close();
    this.#server = server;
    for (let waited = 0; waited < 60_000; waited += 100) {
      if (server.exitCode !== null) break;
      const answer = await fetch(`${this.origin}/healthz`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(100);
    }
    throw new Error(`zihao serve does not answer on ${this.origin}. Its last words:\n${await this.lastWords()}`);
  }

  /** The number of the program's process. */
  get process() {
    return this.#server?.pid;
  }

  /** Runs a command of the program on this city's folder. @param {...string} words */
  async command(...words) {
    return (await run(binary, words, { env: this.environment, maxBuffer: 64 << 20 })).stdout;
  }

  /** The account of a role (`city`) or of a user name. @param {string} who */
  async account(who) {
    this.#signIns ??= this.command('demo', 'sign-ins', '--json').then((text) => JSON.parse(text));
    const accounts = await this.#signIns;
    const account = accounts.find(({ user }) => user === who) ?? accounts.find(({ role }) => role === who);
    if (!account) throw new Error(`The demo has no ${who}, only ${accounts.map(({ user }) => user).join(', ')}`);
    return account;
  }

  /** The end of the program's log. */
  async lastWords() {
    return (await readFile(this.log, 'utf8').catch(() => '')).split('\n').slice(-20).join('\n');
  }

  /** A backup restored on an empty folder, as another city that can be served. @returns {Promise<City>} */
  async restored() {
    const backup = join(this.folder, 'backup.tar');
    await this.command('backup', backup);
    const again = new City(this.folder, join(this.folder, 'restored'), await freePort());
    again.environment.ZIHAO_KEYS = join(this.data, 'keys.toml');
    await again.command('restore', backup);
    return again;
  }

  /** Where personal data stands in plain: database, WAL, logs, files, temporary files, backups. */
  async plainSecrets() {
    return plainSecrets(this.folder);
  }

  /** Asks the program to end, as an operator would, and waits until it has. */
  async stop() {
    const server = this.#server;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const late = setTimeout(() => server.kill('SIGKILL'), 15_000);
    server.kill('SIGTERM');
    const [, signal] = await once(server, 'exit');
    clearTimeout(late);
    if (signal === 'SIGKILL') throw new Error('zihao serve did not end within 15 seconds of SIGTERM');
  }

  /** Stops the program and removes its folder. */
  async close() {
    try {
      await this.stop();
    } finally {
      await rm(this.folder, { recursive: true, force: true });
    }
  }
}
