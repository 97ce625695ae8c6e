import { MemoryContactBook } from '../../../lib/adapters/memory/memory-contact-book.ts';
import { describeContactBook } from '../../support/contracts/contact-book.ts';

describeContactBook('MemoryContactBook', () => ({ book: new MemoryContactBook() }));
