DROP INDEX "published_reports_published_at";--> statement-breakpoint
CREATE INDEX "events_report_not_published" ON "events" USING btree ("id") WHERE "events"."kind" = 'report.not_published';