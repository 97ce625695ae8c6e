import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanHtml } from '../../../lib/core/touches/html-scan.ts';

/** Pieces as one line each: `<name attribute=value>`, `text:…`, `comment:…`. */
const shown = (html: string) =>
  scanHtml(html).map((piece) =>
    piece.kind === 'tag'
      ? `<${piece.name}${piece.attributes.map(({ name, value }) => ` ${name}=${value}`).join('')}>${piece.closed ? '' : '!'}`
      : `${piece.kind}:${html.slice(piece.start, piece.end)}`,
  );

describe('HTML cut into pieces', () => {
  it.each([
    ['a<b>c</b>', ['text:a', '<b>', 'text:c', '</b>']],
    ['1 < 2 & a<3', ['text:1 < 2 & a<3']],
    [`<A HREF="x" title='y>z' data-n=1 hidden>`, ['<a href=x title=y>z data-n=1 hidden=>']],
    ['<img src=a/b/>', ['<img src=a/b/>']],
    ['<img/onerror=x>', ['<img onerror=x>']],
    ['<a =x>', ['<a =x=>']],
    ['<use xlink:href="u">', ['<use href=u>']],
    ['<a b = "c">', ['<a b=c>']],
    ['<a b="c', ['<a b=c>!']],
    ['<a b', ['<a b=>!']],
    ['</a', ['</a>!']],
    ['</ a>', ['comment:</ a>']],
    ['<!doctype html>x', ['comment:<!doctype html>', 'text:x']],
    ['<?php x ?>y', ['comment:<?php x ?>', 'text:y']],
    ['<!-- a > b -->c', ['comment:<!-- a > b -->', 'text:c']],
    ['<!-->a', ['comment:<!-->', 'text:a']],
    ['<!--->a', ['comment:<!--->', 'text:a']],
    ['<!-- a --!>b', ['comment:<!-- a --!>', 'text:b']],
    ['<!-- a', ['comment:<!-- a']],
    ['<style>a<b>c</style>d', ['<style>', 'raw:a<b>c', '</style>', 'text:d']],
    ['<script>a</scripty></script >d', ['<script>', 'raw:a</scripty>', '</script>', 'text:d']],
    ['<STYLE>x</Style>', ['<style>', 'raw:x', '</style>']],
    ['<style>x', ['<style>', 'raw:x']],
    ['<plaintext>a<b>', ['<plaintext>', 'raw:a<b>']],
  ])('%j', (html, pieces) => {
    expect(shown(html)).toEqual(pieces);
  });

  it('shows what a conditional comment hides from everybody but Outlook', () => {
    expect(shown('<!--[if mso | IE]><td onclick="x"><![endif]-->a')).toEqual([
      'comment:<!--[if mso | IE]>',
      '<td onclick=x>',
      'comment:<![endif]-->',
      'text:a',
    ]);
    expect(shown('<!--[if !mso]><!--><b>x</b><!--<![endif]-->')).toEqual([
      'comment:<!--[if !mso]>',
      'comment:<!-->',
      '<b>',
      'text:x',
      '</b>',
      'comment:<!--<![endif]-->',
    ]);
  });

  it('leaves no gap and never hangs, whatever the text', () => {
    const scraps = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '=',
      '/',
      '!',
      '--',
      '<!--',
      '-->',
      ' ',
      'a',
      '<style',
      '</style',
      '[if',
      ']>',
    );
    fc.assert(
      fc.property(fc.array(scraps, { maxLength: 40 }), (parts) => {
        const html = parts.join('');
        let at = 0;
        for (const piece of scanHtml(html)) {
          expect(piece.start).toBe(at);
          expect(piece.end).toBeGreaterThan(piece.start);
          at = piece.end;
        }
        expect(at).toBe(html.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads 200 kB of the worst kind within a second', () => {
    for (const worst of [
      '<',
      '<a ',
      '<!--',
      '<a b="',
      '<style>',
      '</style',
      '<a b=\'"',
      '<!--[if ',
      '<!-- --!>',
    ]) {
      const start = performance.now();
      scanHtml(worst.repeat(200_000 / worst.length));
      expect(performance.now() - start).toBeLessThan(1000);
    }
  });
});
