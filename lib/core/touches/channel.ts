import * as z from 'zod';

/** The ways a touch can go. */
export const CHANNELS = ['email', 'in-app', 'slack', 'webhook'] as const;
export const channelSchema = z.enum(CHANNELS);
export type Channel = z.infer<typeof channelSchema>;

/** Marketing needs consent and counts towards caps; transactional is what a contract or the law asks for. */
export const TOPIC_KINDS = ['marketing', 'transactional'] as const;
export const topicKindSchema = z.enum(TOPIC_KINDS);
export type TopicKind = z.infer<typeof topicKindSchema>;
