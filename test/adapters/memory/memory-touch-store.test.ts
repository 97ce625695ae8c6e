import { MemoryBook } from '../../../lib/adapters/memory/memory-book.ts';
import { describeTouchStore } from '../../support/contracts/touch-store.ts';

describeTouchStore('MemoryTouchStore', () => {
  const book = new MemoryBook();
  return { book, touches: book.touches, project: (commit) => book.project(commit) };
});
