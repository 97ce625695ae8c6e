import * as z from 'zod';

/** The ways a touch can go. */
export const channelSchema = z.enum(['email', 'in-app', 'slack', 'webhook']);
export type Channel = z.infer<typeof channelSchema>;

/** Marketing needs consent and counts towards caps; transactional is what a contract or the law asks for. */
export const topicKindSchema = z.enum(['marketing', 'transactional']);
export type TopicKind = z.infer<typeof topicKindSchema>;
