import { createCalendar } from '../../src/domain/calendar.ts'
import { createSchedule } from '../../src/domain/schedule.ts'

/** The schedule of the design's defaults, without pauses. */
export const defaultSchedule = createSchedule(
  {
    lettersFrom: Temporal.PlainTime.from('09:00'),
    reminderWorkingDays: [5, 12],
    phoneListWorkingDays: 15,
    spacingWorkingDays: 3,
    closesAfterDays: 60,
    tooOldAfterDays: 60,
  },
  createCalendar([]),
)
