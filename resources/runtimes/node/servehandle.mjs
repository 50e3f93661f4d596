// Keeps the function handle(event) of the file that the first argument names, and calls it for
// every event that comes as a line on standard input (docs/functions.md, "The line protocol").
//
// An async function serves several events side by side. What it prints is the log of the call that
// printed it.

import { AsyncLocalStorage } from 'node:async_hooks';
import { writeSync } from 'node:fs';
import { encode, isIterator, loadHandle } from './handlerfile.mjs';

const largestResult = 1024 * 1024;
const logPiece = 64 * 1024;
const mostUnsent = 64 * 1024;
const quick = 1; // milliseconds: the answer of a call that took longer waits for no other
const calls = new AsyncLocalStorage();

class TooLarge extends Error {}

// Lines that are not written yet: what is ready at a time goes with one write.
let unsent = '';

function flush() {
    let rest = Buffer.from(unsent);
    unsent = '';
    while (rest.length > 0)
        rest = rest.subarray(writeSync(3, rest));
}

function send(text) {
    if (unsent === '')
        queueMicrotask(flush); // behind the calls that are just about to answer
    unsent += text + '\n';
    if (unsent.length > mostUnsent)
        flush();
}

function log(chunk, encoding, done) {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    for (let at = 0; at < text.length; at += logPiece)
        send(`{"id":${calls.getStore()?.number ?? 0},"log":`
             + `${JSON.stringify(text.slice(at, at + logPiece))}}`);
    flush(); // it may be the last that is heard of this process
    const callback = typeof encoding === 'function' ? encoding : done;
    if (callback)
        process.nextTick(callback);
    return true;
}

// The variables of the call that began last.
let known = {};

function enterEnvironment(variables) {
    for (const name of Object.keys(known)) {
        if (!(name in variables))
            delete process.env[name];
    }
    for (const [name, value] of Object.entries(variables)) {
        if (known[name] !== value)
            process.env[name] = value;
    }
    known = variables;
}

// One call: its values go out as they come, then how it ended.
class Call {
    constructor(number) {
        this.number = number;
        this.size = 0;
    }

    encode(value) {
        const text = encode(value);
        this.size += Buffer.byteLength(text);
        if (this.size > largestResult)
            throw new TooLarge(`its result has ${this.size} bytes; an event has at most 1 MiB.`);
        return text;
    }

    emit(value) {
        send(`{"id":${this.number},"emit":${this.encode(value)}}`);
    }

    succeed(value) {
        send(`{"id":${this.number},"ok":true,"result":${this.encode(value)}}`);
    }

    fail(error) {
        if (!(error instanceof TooLarge))
            console.error(error?.stack ?? String(error));
        send(JSON.stringify({
            id: this.number,
            ok: false,
            error: { message: error instanceof Error ? `${error.name}: ${error.message}`
                                                     : String(error),
                     tooLarge: error instanceof TooLarge },
        }));
    }

    run(handle, event) {
        const begun = performance.now();
        const result = handle(event);
        if (typeof result?.then === 'function' || isIterator(result))
            return this.finish(result).catch((error) => this.fail(error));
        this.succeed(result);
        if (performance.now() - begun > quick)
            flush();
    }

    async finish(promised) {
        const result = await promised;
        if (!isIterator(result))
            return this.succeed(result);
        let anyValue = false;
        for await (const value of result) {
            anyValue = true;
            this.emit(value);
        }
        return anyValue ? send(`{"id":${this.number},"ok":true}`) : this.succeed();
    }
}

function take(handle, line) {
    const message = JSON.parse(line);
    const call = new Call(message.id);
    enterEnvironment(message.env);
    calls.run(call, () => {
        try {
            call.run(handle, message.event);
        } catch (error) {
            call.fail(error);
        }
    });
}

process.stdout.write = log;
process.stderr.write = log;

const handle = await loadHandle(process.argv[2]);
if (!handle) {
    console.error(`${process.argv[2]} exports no function handle(event).`);
    process.exit(1);
}
send('{"ready":true}');
process.on('exit', flush);

let begun = [];
process.stdin.on('data', (chunk) => {
    let at = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, at)) {
        const line = chunk.subarray(at, end);
        take(handle, (begun.length > 0 ? Buffer.concat([...begun, line]) : line).toString());
        begun = [];
        at = end + 1;
    }
    if (at < chunk.length)
        begun.push(chunk.subarray(at));
});
// Timers that the handler left running must not keep it once no more events come.
process.stdin.on('end', () => process.exit());
