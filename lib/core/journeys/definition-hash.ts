import { canonicalJson, sha256Hex } from '../authoring/canonical-json.ts';

/**
 * The content hash under which a definition is stored and a run is pinned: SHA-256 over canonical JSON, 64 hex
 * digits. The caller leaves out what does not change a run (status, description, owner). Throws TypeError for a
 * document that is not JSON.
 */
export function definitionHash(document: unknown): string {
  return sha256Hex(canonicalJson(document));
}
