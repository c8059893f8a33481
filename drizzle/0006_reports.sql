CREATE TABLE "month_tallies" (
	"month" text PRIMARY KEY NOT NULL,
	"tallies" jsonb NOT NULL,
	"counted_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "published_reports" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "published_reports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"report_id" bigint NOT NULL,
	"version" integer NOT NULL,
	"definition" integer NOT NULL,
	"from" date NOT NULL,
	"to" date NOT NULL,
	"filters" jsonb NOT NULL,
	"figures" jsonb NOT NULL,
	"reason" text,
	"staff_id" text,
	"published_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "published_reports_version" UNIQUE("report_id","version"),
	CONSTRAINT "published_reports_kind" CHECK (kind in ('chosen', 'monthly', 'quarterly')),
	CONSTRAINT "published_reports_reason" CHECK (("published_reports"."version" = 1) = ("published_reports"."reason" is null))
);
--> statement-breakpoint
CREATE TABLE "report_letters" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "report_letters_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"published_report_id" bigint NOT NULL,
	"recipient_id" bigint NOT NULL,
	"state" text NOT NULL,
	"message_id" text NOT NULL,
	"queued_at" timestamp(3) with time zone NOT NULL,
	"send_at" timestamp(3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"first_attempt_at" timestamp(3) with time zone,
	"sending_at" timestamp(3) with time zone,
	"finished_at" timestamp(3) with time zone,
	"reason" text,
	CONSTRAINT "report_letters_messageId_unique" UNIQUE("message_id"),
	CONSTRAINT "report_letters_once" UNIQUE("published_report_id","recipient_id"),
	CONSTRAINT "report_letters_state" CHECK (state in ('queued', 'sending', 'sent', 'failed', 'unconfirmed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "report_recipients" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "report_recipients_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"email" text NOT NULL,
	"language" text NOT NULL,
	"monthly" boolean NOT NULL,
	"quarterly" boolean NOT NULL,
	"added_by" text NOT NULL,
	"added_at" timestamp(3) with time zone NOT NULL,
	"removed_at" timestamp(3) with time zone,
	CONSTRAINT "report_recipients_language" CHECK (language in ('sv', 'en'))
);
--> statement-breakpoint
CREATE TABLE "stale_months" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "stale_months_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"month" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "published_reports" ADD CONSTRAINT "published_reports_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_letters" ADD CONSTRAINT "report_letters_published_report_id_published_reports_id_fk" FOREIGN KEY ("published_report_id") REFERENCES "public"."published_reports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_letters" ADD CONSTRAINT "report_letters_recipient_id_report_recipients_id_fk" FOREIGN KEY ("recipient_id") REFERENCES "public"."report_recipients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_recipients" ADD CONSTRAINT "report_recipients_added_by_staff_id_fk" FOREIGN KEY ("added_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "published_reports_scheduled" ON "published_reports" USING btree ("kind","from") WHERE "published_reports"."kind" <> 'chosen' and "published_reports"."version" = 1;--> statement-breakpoint
CREATE INDEX "published_reports_published_at" ON "published_reports" USING btree ("published_at","id");--> statement-breakpoint
CREATE INDEX "report_letters_to_send" ON "report_letters" USING btree ("send_at") WHERE "report_letters"."state" in ('queued', 'sending');--> statement-breakpoint
CREATE UNIQUE INDEX "report_recipients_email" ON "report_recipients" USING btree (lower("email")) WHERE "report_recipients"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "stale_months_month" ON "stale_months" USING btree ("month");