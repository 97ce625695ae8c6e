import { MemorySendLedger } from '../../../lib/adapters/memory/memory-send-ledger.ts';
import { describeSendLedger } from '../../support/contracts/send-ledger.ts';

describeSendLedger('MemorySendLedger', () => ({ ledger: new MemorySendLedger() }));
