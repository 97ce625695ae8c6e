import { MemoryAccessTokens } from '../../../lib/adapters/memory/memory-access-tokens.ts';
import { describeAccessTokens } from '../../support/contracts/access-tokens.ts';

describeAccessTokens('MemoryAccessTokens', () => ({ tokens: new MemoryAccessTokens() }));
