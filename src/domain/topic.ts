import { followUpWaves } from './codes.ts'

/** Under which name letters and forms word what a survey asks: its questionnaire's, or that with "_follow_up". */
export function topicOf({ questionnaire, wave }: { questionnaire: string; wave: string }): string {
  return followUpWaves.some(other => other === wave) ? `${questionnaire}_follow_up` : questionnaire
}
