// The file with the function handle(event), and its values as JSON.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// Node takes a .js file for CommonJS unless a package.json says otherwise.
function allowModuleSyntax(path) {
    const description = join(dirname(path), 'package.json');
    if (path.endsWith('.js') && /^\s*(export|import)\s/m.test(readFileSync(path, 'utf8'))
        && !existsSync(description))
        writeFileSync(description, '{"type": "module"}');
}

/// The function, or nothing when the file exports none.
export async function loadHandle(name) {
    const path = resolve(name);
    allowModuleSyntax(path);
    const loaded = await import(pathToFileURL(path).href);
    const handle = loaded.handle ?? loaded.default?.handle;
    return typeof handle === 'function' ? handle : undefined;
}

export function isIterator(value) {
    return value !== null && typeof value === 'object' && typeof value.next === 'function'
        && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

/// Throws a TypeError that says why when the value cannot be JSON.
export function encode(value) {
    if (value === undefined || value === null)
        return '{}';
    let text;
    try {
        text = JSON.stringify(value);
    } catch (error) {
        throw new TypeError(`handle gave back something that JSON cannot hold: ${error.message}`);
    }
    if (text === undefined)
        throw new TypeError(`handle gave back a ${typeof value}, which JSON cannot hold.`);
    return text;
}
