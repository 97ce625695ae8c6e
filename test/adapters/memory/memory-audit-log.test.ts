import { MemoryAuditLog } from '../../../lib/adapters/memory/memory-audit-log.ts';
import { describeAuditLog } from '../../support/contracts/audit-log.ts';

describeAuditLog('MemoryAuditLog', () => ({ audit: new MemoryAuditLog() }));
