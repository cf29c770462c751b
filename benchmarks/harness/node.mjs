// The tasks of Task.java under node:wasi: `node node.mjs key=value...`. Says "sample NANOSECONDS" on stderr for each.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { WASI } from 'node:wasi';
import { Worker, isMainThread, workerData } from 'node:worker_threads';

class Unsupported extends Error {}

const words = isMainThread ? process.argv.slice(2) : workerData;
const task = Object.fromEntries(words.map((word) => {
  const equals = word.indexOf('=');
  return [word.slice(0, equals), word.slice(equals + 1)];
}));
const say = (line) => fs.writeSync(2, `${line}\n`);
const list = (key) => (key in task ? task[key].split('\t') : []);
const check = (what, expected, given) => {
  if (String(expected) !== String(given)) throw new Error(`${what}: ${given} in place of ${expected}`);
};

const host = {
  ints: (a, b) => (a + b) | 0,
  doubles: (a, b) => a + b,
  mixed: (a, b, c, d) => a + Number(b) + (c + d),
  pair: (a, b) => [b, a],
};

function makeWasi(stdin, stdout) {
  return new WASI({
    version: 'preview1',
    args: list('args'),
    preopens: task.directory ? { '/sandbox': task.directory } : {},
    ...(stdin === undefined ? {} : { stdin }),
    ...(stdout === undefined ? {} : { stdout }),
  });
}

function instantiate(module) {
  const wasi = makeWasi();
  const instance = new WebAssembly.Instance(module, { ...wasi.getImportObject(), host });
  if (instance.exports._initialize) wasi.initialize(instance);
  return instance.exports;
}

// Node captures only through a file.
function runCommand(module, captured) {
  const file = path.join(os.tmpdir(), `jwasi-benchmark-${process.pid}.out`);
  const stdin = task.stdin ? fs.openSync(task.stdin) : undefined;
  const stdout = captured ? fs.openSync(file, 'w') : undefined;
  try {
    const wasi = makeWasi(stdin, stdout);
    const status = wasi.start(new WebAssembly.Instance(module, wasi.getImportObject()));
    return { status, output: captured ? fs.readFileSync(file) : Buffer.alloc(0) };
  } finally {
    if (stdin !== undefined) fs.closeSync(stdin);
    if (captured) {
      fs.closeSync(stdout);
      fs.unlinkSync(file);
    }
  }
}

function checkEnded({ status, output }) {
  check('the exit status', 0, status);
  if ('output' in task) check('the output', task.output, output.toString('utf8').trim());
  if ('length' in task) check('the length of the output', task.length, output.length);
}

function prepareLoop(module) {
  const loop = instantiate(module)[task.export];
  const given = loop(Number(task.small));
  if (given < 0n && task.directory) throw new Unsupported(`gives the guest WASI's error ${-given}`);
  check(`${task.export}(${task.small})`, task.result, given);
  const argument = Number(task.argument);
  return () => loop(argument);
}

function prepareCall(module) {
  const function_ = instantiate(module)[task.function];
  let next = 0;
  const operation = {
    ints: () => function_(next++, 3),
    doubles: () => function_(next++, 3),
    mixed: () => function_(next++, 1n, 0.5, 1.5),
    pair: () => {
      const [first, second] = function_(next++, 3);
      return first - second;
    },
  }[task.function];
  check('the first call', task.result, operation());
  return operation;
}

const text = 'Straße, žluť, 日本語, 🙂 and plain letters. ';

function prepareMemory(module) {
  const { memory } = instantiate(module);
  const size = Number(task.size);
  const bytes = Uint8Array.from({ length: size }, (_, i) => i * 31);
  const long = text.repeat(Math.max(1, Math.floor(size / Buffer.byteLength(text))));
  const length = Buffer.byteLength(long);
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const operations = {
    write: () => new Uint8Array(memory.buffer, 0, size).set(bytes),
    read: () => new Uint8Array(memory.buffer, 0, size).slice()[size - 1],
    'write-string': () => encoder.encodeInto(long, new Uint8Array(memory.buffer, 0, length)).written,
    'read-string': () => decoder.decode(new Uint8Array(memory.buffer, 0, length)).length,
  };
  operations.write();
  check('the guest\'s memory', bytes[size - 1], operations.read());
  operations['write-string']();
  check('a text in the guest\'s memory', long.length, operations['read-string']());
  return operations[task.operation];
}

function prepareRun(module) {
  checkEnded(runCommand(module, true));
  const captured = task.stdout === 'captured';
  return () => runCommand(module, captured).status;
}

function prepare(module, kind) {
  const kinds = { loop: prepareLoop, call: prepareCall, memory: prepareMemory, run: prepareRun };
  return kinds[kind](module);
}

// In batches, as looking at the clock takes longer than a call.
let batch = 1;

function measure(operation, duration) {
  const start = process.hrtime.bigint();
  let count = 0;
  let passed;
  do {
    const batchStart = process.hrtime.bigint();
    for (let i = 0; i < batch; i++) operation();
    count += batch;
    const now = process.hrtime.bigint();
    passed = Number(now - start);
    if (now - batchStart < 1_000_000n) batch *= 2;
  } while (passed < duration);
  return passed / count;
}

function measureAll(operation) {
  measure(operation, task.warmup * 1e9);
  for (let i = 0; i < Number(task.samples); i++) say(`sample ${measure(operation, task.seconds * 1e9)}`);
}

function residentBytes() {
  global.gc?.();
  return process.memoryUsage().rss;
}

function instances(module) {
  const alive = [instantiate(module)];
  const before = residentBytes();
  while (alive.length < Number(task.count)) alive.push(instantiate(module));
  say(`sample ${(residentBytes() - before) / (alive.length - 1)}`);
}

async function main() {
  const bytes = fs.readFileSync(task.module);
  const start = process.hrtime.bigint();
  if (task.cache) throw new Unsupported('keeps no compiled modules on the disk');
  const module = await WebAssembly.compile(bytes);
  if (task.kind === 'compile') say(`sample ${process.hrtime.bigint() - start}`);
  else if (task.kind === 'start') checkEnded(runCommand(module, true));
  else if (task.kind === 'instances') instances(module);
  else {
    const operation = prepare(module, task.kind);
    if (isMainThread) {
      for (let i = 1; i < Number(task.threads ?? 1); i++) new Worker(new URL(import.meta.url), { workerData: words });
    }
    measureAll(operation);
  }
}

try {
  await main();
} catch (error) {
  say(`unsupported ${error instanceof Unsupported ? '' : `${error.name}: `}${error.message.split('\n')[0]}`);
}
