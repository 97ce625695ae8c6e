import { MemoryDefinitionStore } from '../../../lib/adapters/memory/memory-definition-store.ts';
import { describeDefinitionStore } from '../../support/contracts/definition-store.ts';

describeDefinitionStore('MemoryDefinitionStore', () => ({ store: new MemoryDefinitionStore() }));
