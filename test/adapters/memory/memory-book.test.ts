import { MemoryBook } from '../../../lib/adapters/memory/memory-book.ts';
import { describeBookReader } from '../../support/contracts/book-reader.ts';

describeBookReader('MemoryBook', () => {
  const book = new MemoryBook();
  return { book, touches: book.touches, project: (commit) => book.project(commit) };
});
